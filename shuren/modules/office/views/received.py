"""Papers that the actor's unit has received."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.policy import Request, policy
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import ending, receiving, registering
from shuren.modules.office.forms import FilingForm
from shuren.modules.office.queries import papers, received


@require_safe
@policy(can.receive)
def inbox(request: Request) -> HttpResponse:
    """List what the own unit has received, newest first."""
    page = received.INBOX.page(received.inbox_of(request.actor), request.GET.dict(), request.actor)
    return render(request, "office/inbox.html", {"page": page})


@require_safe
@policy(can.receive)
def delivery(request: Request, delivery_id: int) -> HttpResponse:
    """Show one paper received, to confirm it and to hand it out."""
    found: Any = received.delivery_for(request.actor, delivery_id)
    registering.look(actor=request.actor, paper=found.paper)
    context = {
        "delivery": found,
        "linked": received.linked_to(found),
        "may_draft": request.actor.may(can.draft),
        "state": received.state_of(found),
        "files": papers.files_of(found.paper, "office:received_file", found.pk),
        "case": received.handling_of(found),
        "filed": papers.filed_words(found.paper.year, found.retention, found.item),
        "filing": FilingForm() if request.actor.may(can.keep_sent) else None,
        "is_own": found.org_path == request.actor.path,
    }
    return render(request, "office/delivery.html", context)


@require_POST
@policy(can.receive)
def confirm(request: Request, delivery_id: int) -> HttpResponse:
    """Confirm a paper for the own unit."""
    found = received.delivery_for(request.actor, delivery_id)
    receiving.confirm(actor=request.actor, delivery=found, at=timezone.now())
    return redirect("office:delivery", delivery_id)


@require_POST
@policy(can.receive)
def note_end(request: Request, delivery_id: int) -> HttpResponse:
    """Confirm for the own unit that it knows of a paper's end."""
    found = received.delivery_for(request.actor, delivery_id)
    ending.note(actor=request.actor, delivery=found, at=timezone.now())
    return redirect("office:delivery", delivery_id)


@require_safe
@policy(can.receive)
def file(request: Request, delivery_id: int, place: int) -> HttpResponseBase:
    """Hand out the paper or one of its annexes."""
    found = received.delivery_for(request.actor, delivery_id)
    stored = receiving.take(actor=request.actor, delivery=found, place=place)
    return download(stored.path, stored.name)
