"""支付与填报对照."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.modules.projects import forms
from shuren.modules.projects import permissions as can
from shuren.modules.projects.actions import reconciling as actions
from shuren.modules.projects.queries import monitor
from shuren.modules.projects.queries import reconciling as queries


@policy(can.view_projects)
@require_safe
def reconcile(request: Request) -> HttpResponse:
    """Hold what was paid in a year against what was reported as spent, of a school or of each place below."""
    node = monitor.node_for(request.actor, forms.id_of(request.GET, "org"))
    years = queries.years(timezone.localdate().year)
    year = forms.year_of(request.GET, years, years[0])
    context = {
        "node": node,
        "trail": monitor.trail(request.actor, node),
        "year": year,
        "years": [(one, one) for one in years],
    }
    if node.is_authority:
        return render(request, "projects/reconcile.html", context | {"places": queries.by_place(node, year)})
    return render(request, "projects/reconcile_school.html", context | queries.of_school(request.actor, node, year))


@policy(can.run_projects)
@require_http_methods(["GET", "POST"])
def explain(request: Request, org_id: int, year: int) -> HttpResponse:
    """Say why a school's payments of a year are not what it reported."""
    school = monitor.node_for(request.actor, org_id)
    form = forms.Explain(request.POST or None)
    if (
        submitted(form, lambda text: actions.explain(actor=request.actor, school=school, year=year, text=text))
        is not None
    ):
        messages.success(request, _("已保存。"))
        return redirect(f"{reverse('projects:reconcile')}?org={org_id}&year={year}")
    return render(
        request, "projects/explain.html", {"node": school, "year": year, "form": form}, status=status_of(form)
    )
