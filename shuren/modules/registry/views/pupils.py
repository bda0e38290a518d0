"""What a school may apply for about one of its pupils."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.words import translated
from shuren.modules.registry import permissions as can
from shuren.modules.registry.cases import EVENTS
from shuren.spine.people import api as people


@require_safe
@policy(can.apply_events)
def events(request: Request, person_id: int) -> HttpResponse:
    """List the events that can be applied for, with the pupil filled in."""
    pupil = people.pupil_at(request.actor.path, person_id)
    if pupil is None:
        raise NotFoundHere
    links = [(translated(kind.label), f"/cases/new/{kind.code}/?pupil={pupil.school_no}") for kind in EVENTS]
    return render(request, "registry/events.html", {"pupil": pupil, "links": links})
