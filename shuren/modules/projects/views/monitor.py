"""经费投入监测."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.modules.projects import forms
from shuren.modules.projects import permissions as can
from shuren.modules.projects.queries import budgets
from shuren.modules.projects.queries import monitor as queries


@policy(can.view_projects)
@require_safe
def monitor(request: Request) -> HttpResponse:
    """Show a node's money of a year by place, its years, and its spending against running funds."""
    actor, this_year = request.actor, timezone.localdate().year
    node = queries.node_for(actor, forms.id_of(request.GET, "org"))
    years = queries.by_year(node)
    year = forms.year_of(request.GET, [row.key for row in years], years[0].key if years else this_year)
    places, computed = queries.by_place(node, year), queries.fund_years(this_year)
    fund_year = forms.year_of(request.GET, computed, computed[0] if computed else 0, name="fund")
    level = budgets.level_in(node.path, fund_year)
    own, below = queries.funds_at(actor, node, fund_year) if fund_year else (None, [])
    context = {
        "node": node,
        "trail": queries.trail(actor, node),
        "year": year,
        "years": years,
        "places": places,
        "total": queries.whole(places),
        "fund_year": fund_year,
        "fund_years": [(one, one) for one in computed],
        "fund": own,
        "funds": below,
        "level": level,
        "may_set_level": actor.may(can.set_thresholds),
        "may_see_lines": actor.may(can.manage_budgets),
    }
    return render(request, "projects/monitor.html", context)
