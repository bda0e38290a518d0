"""The register of papers sent, one paper with its receipts, the letterhead."""

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import ending, letterheads, registering
from shuren.modules.office.forms import FilingForm, LetterheadForm, SendOnForm
from shuren.modules.office.queries import papers, units


@require_safe
@policy(can.view_sent)
def register(request: Request) -> HttpResponse:
    """List the papers sent by the actor's unit and those below it."""
    page = papers.SENT.page(papers.sent_for(request.actor), request.GET.dict(), request.actor)
    context = {"page": page, "may_keep": request.actor.may(can.keep_sent), "may_draft": request.actor.may(can.draft)}
    return render(request, "office/register.html", context)


@require_safe
@policy(can.view_sent)
def export(request: Request, form: str) -> HttpResponseBase:
    """Hand out the register as a file."""
    rows = taken(papers.SENT, papers.sent_for(request.actor), request.GET.dict())
    registering.note_export(actor=request.actor, count=len(rows))
    return exported(papers.SENT, rows, name=_("发文登记"), form=form)


@require_safe
@policy(can.view_sent)
def paper(request: Request, paper_id: int) -> HttpResponse:
    """Show one paper: what it is, who has confirmed it, where it is filed."""
    found = papers.paper_for(request.actor, paper_id)
    registering.look(actor=request.actor, paper=found)
    return _shown(request, found, SendOnForm())


@require_POST
@policy(can.keep_sent)
def send_on(request: Request, paper_id: int) -> HttpResponse:
    """Send a paper to further units."""
    found = papers.paper_for(request.actor, paper_id)
    form = SendOnForm(request.POST)
    act = partial(registering.send_on, actor=request.actor, paper=found, at=timezone.now())
    if submitted(form, lambda units: act(ids=units)) is None:
        return _shown(request, found, form)
    return redirect("office:paper", paper_id)


@require_POST
@policy(can.keep_sent)
def urge(request: Request, paper_id: int) -> HttpResponse:
    """Remind the units that have not confirmed."""
    found = papers.paper_for(request.actor, paper_id)
    registering.urge(actor=request.actor, paper=found, at=timezone.now())
    return redirect("office:paper", paper_id)


@require_POST
@policy(can.view_sent)
def note_end(request: Request, paper_id: int) -> HttpResponse:
    """Confirm for the own unit that it knows of a paper that was ended from above."""
    ending.note_above(actor=request.actor, paper=papers.paper_for(request.actor, paper_id))
    return redirect("office:paper", paper_id)


@require_safe
@policy(can.view_sent)
def file(request: Request, paper_id: int, place: int) -> HttpResponseBase:
    """Hand out the paper or one of its annexes."""
    stored = registering.take(actor=request.actor, paper=papers.paper_for(request.actor, paper_id), place=place)
    return download(stored.path, stored.name)


@require_http_methods(["GET", "POST"])
@policy(can.keep_sent)
def letterhead(request: Request) -> HttpResponse:
    """Set under what name and mark the own unit issues papers."""
    unit = units.own_unit(request.actor)
    if unit is None:
        raise NotFoundHere
    form = LetterheadForm(request.POST or None, units.letterhead_of(unit.pk), unit.name)
    if submitted(form, partial(letterheads.keep, actor=request.actor, org=unit)) is not None:
        return redirect("office:register")
    return render(request, "office/letterhead.html", {"form": form, "unit": unit}, status=status_of(form))


def _shown(request: Request, found: Any, form: SendOnForm) -> HttpResponse:
    page = papers.RECEIVERS.page(papers.deliveries_of(found), request.GET.dict(), request.actor)
    context = {
        "paper": found,
        "page": page,
        "files": papers.files_of(found, "office:file", found.pk),
        "linked": papers.linked_to(found),
        "may_end": not found.end and request.actor.may(can.draft),
        "is_own": request.actor.path == found.org_path,
        "is_to_know": request.actor.path == found.org_path and papers.told_to_know(found),
        "may_keep": request.actor.may(can.keep_sent) and request.actor.path == found.org_path,
        "form": form,
        "filing": FilingForm(),
        "filed": papers.filed_words(found.year, found.retention, found.item),
    }
    return render(request, "office/paper.html", context, status=status_of(form))
