"""Finding papers, the archive with its catalogue, and who has not confirmed."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.policy import Request, policy
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import archive as actions
from shuren.modules.office.actions import registering
from shuren.modules.office.queries import archive, found, papers, received


@require_safe
@policy(can.receive)
def search(request: Request) -> HttpResponse:
    """Find papers sent and received."""
    page = found.SEARCH.page(found.papers_of(request.actor), request.GET.dict(), request.actor)
    return render(request, "office/search.html", {"page": page})


@require_safe
@policy(can.view_sent)
def catalogue(request: Request) -> HttpResponse:
    """List what the own unit has filed."""
    page = archive.CATALOGUE.page(archive.filed_at(request.actor), request.GET.dict(), request.actor)
    return render(request, "office/catalogue.html", {"page": page})


@require_safe
@policy(can.view_sent)
def export(request: Request, form: str) -> HttpResponseBase:
    """Hand out the catalogue as a file."""
    rows = taken(archive.CATALOGUE, archive.filed_at(request.actor), request.GET.dict())
    actions.note_export(actor=request.actor, count=len(rows))
    return exported(archive.CATALOGUE, rows, name=_("归档文件目录"), form=form)


@require_POST
@policy(can.keep_sent)
def file_sent(request: Request, paper_id: int) -> HttpResponse:
    """File a paper of the own unit for the time chosen."""
    row = papers.paper_for(request.actor, paper_id)
    retention = request.POST.get("retention", "")
    actions.file(actor=request.actor, paper=row, org_id=row.org_id, retention=retention, at=timezone.now())
    return redirect("office:paper", paper_id)


@require_POST
@policy(can.keep_sent)
def file_received(request: Request, delivery_id: int) -> HttpResponse:
    """File a paper that the own unit has received."""
    row = received.delivery_for(request.actor, delivery_id)
    retention = request.POST.get("retention", "")
    actions.file(actor=request.actor, paper=row.paper, org_id=row.org_id, retention=retention, at=timezone.now())
    return redirect("office:delivery", delivery_id)


@require_safe
@policy(can.view_sent)
def receipts(request: Request) -> HttpResponse:
    """List who has not confirmed papers of the own unit, the longest wait first."""
    page = papers.WAITING.page(papers.waiting_for(request.actor), request.GET.dict(), request.actor)
    return render(request, "office/receipts.html", {"page": page, "may_keep": request.actor.may(can.keep_sent)})


@require_POST
@policy(can.keep_sent)
def urge_all(request: Request) -> HttpResponse:
    """Remind everybody who has not confirmed a paper of the own unit."""
    registering.urge_all(actor=request.actor, at=timezone.now())
    return redirect("office:receipts")
