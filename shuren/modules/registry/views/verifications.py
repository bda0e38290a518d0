"""Verifications as an authority sees them: opening, progress by school, who is not there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.listing import Listing
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.periods import Term
from shuren.modules.registry import forms
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import rosters as actions
from shuren.modules.registry.queries import rosters as queries
from shuren.modules.registry.queries import unlisted
from shuren.modules.registry.queries.words import SEASON_LABELS

GIVEN = timedelta(days=21)  # the time a form proposes for a verification


@policy(can.open_verification)
@require_http_methods(["GET", "POST"])
def verifications(request: Request) -> HttpResponse:
    """The verifications of one's part of the tree, and the start of a new one."""
    today = timezone.localdate()
    proposed = {"due_on": today + GIVEN}
    form = forms.OpenVerification(request.POST or None, terms=[Term.of(today)], labels=SEASON_LABELS, initial=proposed)
    made = submitted(form, lambda **typed: actions.open_verification(actor=request.actor, **typed))
    if made is not None:
        return redirect("registry:verification", made.pk)
    rows = queries.with_progress(queries.verifications_for(request.actor))
    page = queries.VERIFICATIONS.page(rows, request.GET.dict(), request.actor)
    return render(request, "registry/verifications.html", {"page": page, "form": form}, status=status_of(form))


@policy(can.open_verification)
@require_safe
def verification(request: Request, verification_id: int) -> HttpResponse:
    """How far the schools of one verification have come."""
    found = queries.verification_for(request.actor, verification_id)
    rows = queries.schools_of(found)
    page = queries.SCHOOLS.page(rows, request.GET.dict(), request.actor)
    context = {"verification": found, "page": page, "figures": queries.figures(rows, found)}
    return render(request, "registry/verification.html", context)


@policy(can.open_verification)
@require_safe
def not_there(request: Request, verification_id: int) -> HttpResponse:
    """The pupils who are not at their school."""
    found = queries.verification_for(request.actor, verification_id)
    page = queries.NOT_THERE.page(queries.not_there(found), request.GET.dict(), request.actor)
    return render(request, "registry/not_there.html", {"verification": found, "page": page})


@policy(can.open_verification)
@require_safe
def not_listed(request: Request, verification_id: int) -> HttpResponse:
    """The children who sit in class and are enrolled elsewhere or nowhere."""
    found = queries.verification_for(request.actor, verification_id)
    page = unlisted.LISTING.page(unlisted.of_verification(found), request.GET.dict(), request.actor)
    return render(request, "registry/not_listed.html", {"verification": found, "page": page})


@policy(can.open_verification)
@require_safe
def export(request: Request, verification_id: int, what: str, form: str) -> HttpResponseBase:
    """One of the lists as a file."""
    found = queries.verification_for(request.actor, int(verification_id))
    lists: dict[str, tuple[Listing, Callable[[Any], QuerySet[Any]], str]] = {
        "schools": (queries.SCHOOLS, queries.schools_of, gettext("学籍核准进度")),
        "not-there": (queries.NOT_THERE, queries.not_there, gettext("不在校学生")),
        "not-listed": (unlisted.LISTING, unlisted.of_verification, gettext("人在籍不在学生")),
    }
    listing, rows_of, name = lists[what]
    rows = taken(listing, rows_of(found), request.GET.dict())
    return exported(listing, rows, name=f"{name}_{found.label}", form=form)


@policy(can.open_verification)
@require_POST
def send_back(request: Request, verification_id: int, return_id: int) -> HttpResponse:
    """Let a school correct what it has handed in."""
    found = queries.verification_for(request.actor, verification_id)
    reason = request.POST.get("reason", "")
    actions.send_back(actor=request.actor, verification=found, return_id=return_id, reason=reason)
    return redirect("registry:verification", verification_id)
