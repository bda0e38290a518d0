"""What a guardian sees: the own children; what a pupil sees: the own registration; nothing else of any school."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.modules.registry import permissions as can
from shuren.spine.people import api as people
from shuren.spine.people.queries.words import code_name


@require_safe
@policy(can.view_children)
def children(request: Request) -> HttpResponse:
    """The registrations of one's own children, and what may be applied for."""
    context = {"children": people.look_at_children(actor=request.actor), "code": code_name, "is_own": False}
    return render(request, "registry/children.html", context)


@require_safe
@policy(can.view_own_record)
def own(request: Request) -> HttpResponse:
    """One's own registration."""
    context = {"children": people.look_at_self(actor=request.actor), "code": code_name, "is_own": True}
    return render(request, "registry/children.html", context)
