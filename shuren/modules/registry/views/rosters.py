"""A school's part of a verification: class by class, pupil by pupil, each word saved as it is given."""

from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.workflow.queries import steps_open_to
from shuren.modules.registry import forms
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import rosters as actions
from shuren.modules.registry.actions import unlisted as unlisted_actions
from shuren.modules.registry.queries import rosters as queries
from shuren.modules.registry.queries import unlisted
from shuren.modules.registry.queries.words import ABSENCE_CHOICES, status_words
from shuren.modules.registry.workflows import RosterWorkflow


@policy(can.verify_roster)
@require_safe
def rosters(request: Request) -> HttpResponse:
    """The verifications in which one's school takes part."""
    page = queries.RETURNS.page(queries.returns_for(request.actor), request.GET.dict(), request.actor)
    return render(request, "registry/rosters.html", {"page": page})


@policy(can.verify_roster)
@require_safe
def roster(request: Request, return_id: int) -> HttpResponse:
    """The classes of a return, and the signature."""
    row = queries.return_for(request.actor, return_id)
    may = [step.name for step in steps_open_to(RosterWorkflow, request.actor, row)]
    context = {
        "row": row,
        "groups": queries.groups_for(request.actor, row),
        "children": unlisted.lines_for(request.actor, row),
        "is_office": request.actor.may(can.verify_school),
        "may": may,
    }
    return render(request, "registry/roster.html", context)


@policy(can.verify_roster)
@require_http_methods(["GET", "POST"])
def group(request: Request, return_id: int, class_id: int) -> HttpResponse:
    """The pupils of one class, and the children who sit there and are not on the roster; one more of them is posted."""
    form = forms.TellUnlisted(request.POST or None)
    told = partial(unlisted_actions.tell, actor=request.actor, return_id=return_id, class_id=class_id)
    if submitted(form, told) is not None:
        return redirect(f"{reverse('registry:roster_class', args=(return_id, class_id))}#unlisted")
    row = queries.return_for(request.actor, return_id)
    groups = queries.groups_for(request.actor, row)
    here = next((place for place, one in enumerate(groups) if one.pk == class_id), None)
    if here is None:
        raise NotFoundHere
    context = {
        "row": row,
        "group": groups[here],
        "next_group": next((one for one in groups[here + 1 :] + groups[:here] if not one.is_done), None),
        "lines": queries.lines_of(row, class_id),
        "form": form,
        "children": unlisted.lines_for(request.actor, row, class_id),
        **_words(),
    }
    return render(request, "registry/roster_class.html", context, status=status_of(form))


@policy(can.verify_roster)
@require_POST
def strike(request: Request, return_id: int, unlisted_id: int) -> HttpResponse:
    """Strike a child who was named by mistake, or has left."""
    reason = request.POST.get("reason", "")
    unlisted_actions.strike(actor=request.actor, return_id=return_id, unlisted_id=unlisted_id, reason=reason)
    return redirect(f"{reverse('registry:roster', args=(return_id,))}#unlisted")


@policy(can.verify_roster)
@require_POST
def answer(request: Request, return_id: int, class_id: int, enrolment_id: int) -> HttpResponse:
    """Keep what is said of one pupil, or take it back; htmx gets the pupil's row anew."""
    form = forms.AnswerRoster(request.POST)
    try:
        given = form.given()
    except ValueError:
        return HttpResponseBadRequest()
    about: dict[str, Any] = {"actor": request.actor, "return_id": return_id, "enrolment_id": enrolment_id}
    row = actions.take_back(**about) if given is None else actions.answer(**about, given=given)
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{reverse('registry:roster_class', args=(return_id, class_id))}#p{enrolment_id}")
    line = next(iter(queries.lines_of(row, class_id, enrolment_id)), None)
    if line is None:
        raise NotFoundHere
    context = {"row": row, "group_id": class_id, "line": line, "is_answer": True, **_words()}
    return render(request, "registry/_roster_line.html", context)


@policy(can.verify_roster)
@require_POST
def rest(request: Request, return_id: int, class_id: int) -> HttpResponse:
    """Say of all others in a class that they are there."""
    actions.rest_is_present(actor=request.actor, return_id=return_id, class_id=class_id)
    return redirect("registry:roster_class", return_id, class_id)


@policy(can.sign_roster)
@require_POST
def sign(request: Request, return_id: int) -> HttpResponse:
    """Sign and hand in."""
    actions.sign(actor=request.actor, return_id=return_id)
    return redirect("registry:roster", return_id)


def _words() -> dict[str, object]:
    return {"absences": ABSENCE_CHOICES, "status_words": status_words, "today": timezone.localdate()}
