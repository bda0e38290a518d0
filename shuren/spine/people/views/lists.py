"""The lists of students, staff and guardians."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.spine.people import actions, queries
from shuren.spine.people import permissions as can


@policy(can.view_students)
@require_safe
def students(request: Request) -> HttpResponse:
    """The students of one's part of the tree."""
    return _list(request, "students")


@policy(can.view_staff)
@require_safe
def staff(request: Request) -> HttpResponse:
    """The staff of one's part of the tree."""
    return _list(request, "staff")


@policy(can.view_guardians)
@require_safe
def guardians(request: Request) -> HttpResponse:
    """The guardians of the students of one's part of the tree."""
    return _list(request, "guardians")


def _list(request: Request, kind: str) -> HttpResponse:
    page = actions.look_at_list(actor=request.actor, kind=kind, query=request.GET.dict())
    may_export = request.actor.may(can.export_persons)
    context = {"page": page, "kind": kind, "label": queries.LISTS[kind].label, "may_export": may_export}
    return render(request, "people/person_list.html", context)
