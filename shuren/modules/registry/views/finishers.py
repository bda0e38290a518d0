"""The last grades of a school: who leaves without graduating, and the principal's word for the others."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.kernel.periods import AcademicYear
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import finishers as actions
from shuren.modules.registry.actions.yearends import years_open
from shuren.modules.registry.queries import finishers as queries
from shuren.modules.registry.queries.words import OUTCOME_LABELS
from shuren.modules.registry.rules.yearend import NAMEABLE
from shuren.spine.orgs import api as orgs


@policy(can.name_finishers)
@require_safe
def finishers(request: Request) -> HttpResponse:
    """The pupils of the last grades, with how they leave."""
    years = years_open(timezone.localdate())
    chosen = next((year for year in years if str(year.first) == request.GET.get("year")), years[0])
    school = orgs.own_node(request.actor)
    rows = queries.last_grade(request.actor, chosen.first)
    must_sign = queries.must_sign(rows)
    context = {
        "page": queries.listing(school.pk, school.path).page(rows, request.GET.dict(), request.actor),
        "year": chosen,
        "years": years,
        "labels": OUTCOME_LABELS,
        "nameable": NAMEABLE,
        "must_sign": must_sign,
        "signed": queries.signed(request.actor, chosen.first) if must_sign else None,
        "may_sign": request.actor.may(can.sign_finishers),
    }
    return render(request, "registry/finishers.html", context)


@policy(can.name_finishers)
@require_POST
def name(request: Request, year: int, enrolment_id: int, outcome: str) -> HttpResponse:
    """Say how one pupil leaves."""
    reason = request.POST.get("reason", "")
    actions.name(actor=request.actor, year=int(year), enrolment_id=int(enrolment_id), outcome=outcome, reason=reason)
    return _back(int(year))


@policy(can.sign_finishers)
@require_POST
def sign(request: Request, year: int) -> HttpResponse:
    """Confirm that all others are qualified."""
    actions.sign(actor=request.actor, year=AcademicYear(year).first)
    return _back(year)


def _back(year: int) -> HttpResponse:
    return redirect(f"{reverse('registry:finishers')}?year={year}")
