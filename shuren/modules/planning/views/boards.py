from collections import Counter
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shuren.kernel.http.policy import Request, policy
from shuren.kernel.measures.explain import NotComputedError, explain
from shuren.kernel.measures.indicators import INDICATORS
from shuren.kernel.measures.rows import row_page
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.planning import forms, permissions
from shuren.modules.planning.queries import board as boards
from shuren.modules.planning.queries import indicator as indicators
from shuren.modules.planning.queries import lookup, tasks
from shuren.modules.planning.rules.scopes import SCOPES, scope_of


@require_GET
@policy(permissions.view_plans)
def board(request: Request, code: str) -> HttpResponse:
    """Show every target of a plan beside what it has come to, as seen from one node."""
    plan = lookup.plan_for(request.actor, code)
    if plan.is_reference:
        return redirect("planning:compare", code=plan.code)
    node = lookup.node_for(request.actor, plan, forms.id_of(request.GET, "org"))
    view = request.GET.get("view", "targets")
    asks_tasks = view == "milestones" and request.actor.may_at(permissions.view_tasks, plan.org_path)
    context = {
        "board": boards.board(plan, node),
        "tasks": tasks.of_plan(request.actor, plan, timezone.localdate()) if asks_tasks else None,
        "nodes": lookup.nodes_to_choose(request.actor, plan),
        "may_load": request.actor.may_at(permissions.load_plans, plan.org_path),
        "view": view if view in {"targets", "milestones", "conflicts"} else "targets",
    }
    return render(request, "planning/board.html", context)


@require_GET
@policy(permissions.view_plans)
def indicator(request: Request, code: str, indicator: str) -> HttpResponse:
    """Show one indicator: its years, its classes of area, the nodes below."""
    plan = lookup.plan_for(request.actor, code)
    node = lookup.node_for(request.actor, plan, forms.id_of(request.GET, "org"))
    year = forms.year_of(request.GET, plan.years, indicators.newest_year(plan))
    asked = request.GET.get("scope", "")
    lines = boards.target_lines(plan, indicator)
    if not lines:
        raise NotFoundHere
    most = Counter(line.scope for line in lines).most_common(1)[0][0]
    scope = SCOPES[asked] if asked in SCOPES else scope_of(most)
    page = indicators.indicator_page(plan, node, indicator, year, scope)
    context = {"page": page, "scope": scope, "trail": lookup.trail(request.actor, plan, node)}
    return render(request, "planning/indicator.html", context)


@require_GET
@policy(permissions.view_plans)
def figure(request: Request, code: str, org_id: int, year: int) -> HttpResponse:
    """Explain one figure; htmx gets the fragment for the drawer."""
    if code not in INDICATORS:
        raise NotFoundHere
    org = lookup.org_for(request.actor, org_id)
    asked = request.GET.get("scope", "")
    scope = SCOPES.get(asked) or SCOPES["全市"]
    try:
        explanation = explain(code, org.path, year, boards.selection_of(scope))
    except NotComputedError:
        return render(request, "planning/not_computed.html", {"org": org, "year": year, "indicator": INDICATORS[code]})
    pages = [(handle, row_page(handle.table, org.pk, year)) for handle in explanation.rows]
    rows = [(handle, address) for handle, address in pages if address and org.level == "school"]
    fragment = request.headers.get("HX-Request") == "true"
    template = "planning/_figure.html" if fragment else "planning/figure.html"
    computed_at = datetime.fromisoformat(explanation.computed_at)
    context = {"explanation": explanation, "org": org, "scope": scope, "rows": rows, "computed_at": computed_at}
    return render(request, template, {**context, "fragment": fragment})
