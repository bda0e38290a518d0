from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from shuren.kernel.http.policy import Request, policy
from shuren.kernel.measures.indicators import INDICATORS
from shuren.modules.planning import forms, permissions
from shuren.modules.planning.queries import balance as balances
from shuren.modules.planning.queries import lookup, schools


@require_GET
@policy(permissions.view_plans)
def own_school(request: Request) -> HttpResponse:
    """Show the school one works at beside its standards, targets and county."""
    return _school(request, None)


@require_GET
@policy(permissions.view_plans)
def school(request: Request, org_id: int) -> HttpResponse:
    """Show a school beside its standards, targets and county."""
    return _school(request, org_id)


def _school(request: Request, org_id: int | None) -> HttpResponse:
    org = lookup.org_for(request.actor, org_id) if org_id else lookup.org_at(request.actor)
    if org.level != "school":
        return redirect("planning:plans")
    years = schools.years_at(org)
    year = forms.year_of(request.GET, [*years.computed], years.fullest)
    context = {
        "school": org,
        "year": year,
        "years": [*years.computed],
        "standings": schools.standings(org, year, lookup.plans_for(request.actor), years.computed[year])
        if year
        else [],
        "missing": schools.missing_facts(org, year) if year else [],
        "fewest": schools.MIDDLE,
    }
    return render(request, "planning/school.html", context)


@require_GET
@policy(permissions.view_plans)
def balance(request: Request) -> HttpResponse:
    """Show how even the counties are: the difference coefficients of the seven indicators, per stage."""
    node = lookup.org_at(request.actor)
    years = schools.years_at(node, balances.TOPIC)
    year = forms.year_of(request.GET, [*years.computed], years.fullest)
    stage = request.GET.get("stage", "P")
    stage = stage if stage in balances.STAGES else "P"
    context = {
        "node": node,
        "year": year,
        "years": [*years.computed],
        "stage": stage,
        "stages": balances.STAGES,
        "items": balances.coefficients_of(stage),
        "limit": balances.limit_of(stage, year) if year else None,
        "counties": balances.counties(node, stage, year) if year else [],
    }
    return render(request, "planning/balance.html", context)


@require_GET
@policy(permissions.view_plans)
def indicators(request: Request) -> HttpResponse:
    """List every indicator the platform computes, with its definition, formula and source."""
    topics: dict[str, list[object]] = {}
    for item in INDICATORS:
        topics.setdefault(item.topic, []).append(item)
    return render(request, "planning/indicators.html", {"topics": topics})
