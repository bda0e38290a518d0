"""A line of a plan measured by what units were asked: the figures, and the choice of what measures it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.planning import forms, permissions
from shuren.modules.planning.actions import sources as actions
from shuren.modules.planning.queries import board as boards
from shuren.modules.planning.queries import lookup, reported_page
from shuren.modules.planning.queries import reported as queries


@require_http_methods(["GET", "POST"])
@policy(permissions.view_plans)
def reported(request: Request, code: str, indicator: str) -> HttpResponse:
    """Show what units have told for a line, by year and node; who keeps the plan chooses what measures it."""
    plan = lookup.plan_for(request.actor, code)
    node = lookup.node_for(request.actor, plan, forms.id_of(request.GET, "org"))
    this_year = min(max(timezone.localdate().year, plan.first_year), plan.last_year)
    year = forms.year_of(request.GET, plan.years, this_year)
    page = reported_page.page(boards.board(plan, node), indicator, year, request.GET.get("scope", ""))
    if page is None:
        raise NotFoundHere
    context = {"page": page, "trail": lookup.trail(request.actor, plan, node)}
    if not request.actor.may_at(permissions.load_plans, plan.org_path):
        return render(request, "planning/reported.html", {**context, "form": None})
    items, figures = queries.choices()
    kept = vars(page.source) if page.source else {}
    form = forms.SourceForm(request.POST or None, initial=kept, items=items, figures=figures, unit=page.line.unit)

    def choose(source: str, per: str, over: str) -> object:
        return actions.choose(actor=request.actor, plan=plan, indicator=indicator, source=source, per=per, over=over)

    if submitted(form, choose) is not None:
        return redirect(request.get_full_path())
    return render(request, "planning/reported.html", {**context, "form": form}, status=status_of(form))


@require_POST
@policy(permissions.load_plans)
def clear(request: Request, code: str, indicator: str) -> HttpResponse:
    """Measure a line by nothing that was asked any more."""
    plan = lookup.plan_for(request.actor, code)
    actions.clear(actor=request.actor, plan=plan, indicator=indicator)
    return redirect("planning:reported", code, indicator)
