"""What a school may apply for about one of its pupils."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
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
    """List the events that can be applied for, with the pupil filled in, and why the others cannot."""
    pupil = people.pupil_at(request.actor.path, person_id)
    if pupil is None:
        raise NotFoundHere
    links, hindered = [], []
    for kind in EVENTS:
        if why := kind.hindered(pupil):
            hindered.append((translated(kind.label), " ".join(reason.told(gettext) for reason in why)))
        else:
            links.append((translated(kind.label), f"/cases/new/{kind.code}/?pupil={pupil.school_no}"))
    return render(request, "registry/events.html", {"pupil": pupil, "links": links, "hindered": hindered})
