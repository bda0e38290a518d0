"""How what was bought is used: a month at a time or by workbook; and what nobody uses."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.tabular import actions as tabular
from shuren.kernel.tabular import queries as batches
from shuren.modules.projects import forms
from shuren.modules.projects import permissions as can
from shuren.modules.projects.actions import uses as actions
from shuren.modules.projects.queries import budgets, uses
from shuren.modules.projects.queries import projects as queries
from shuren.modules.projects.tables import UseTable, UseWorkbook
from shuren.modules.projects.views.budgets import scope_of, taken_in

RECENT = 10


@policy(can.run_projects)
@require_http_methods(["GET", "POST"])
def note(request: Request, project_id: int) -> HttpResponse:
    """Write down how a project's things were used in a month."""
    project, today = queries.project_for(request.actor, project_id), timezone.localdate()
    asked = request.GET.get("month", f"{today:%Y-%m}")
    form = forms.NoteUse(request.POST or None, initial={"month": asked})
    made = submitted(form, lambda **typed: actions.note(actor=request.actor, project_id=project_id, **typed))
    if made is not None:
        messages.success(request, _("已保存。"))
        return redirect("projects:project", project_id)
    context = {"project": project, "form": form, "title": _("填写使用情况"), "reversed": None}
    return render(request, "projects/record.html", context, status=status_of(form))


@policy(can.view_projects)
@require_safe
def idle(request: Request) -> HttpResponse:
    """List what was bought and has not been used for three months."""
    found = uses.idle_for(request.actor, timezone.localdate())
    context = {"page": uses.IDLE.page(found, request.GET, request.actor)}
    return render(request, "projects/idle.html", context)


@policy(can.run_projects)
@require_safe
def own(request: Request) -> HttpResponse:
    """Lead to the workbook of one's own unit and this year."""
    unit = budgets.authority_of(request.actor)
    return redirect("projects:use_of_unit", code=f"{unit.code}-{timezone.localdate().year}")


@policy(can.run_projects)
@require_http_methods(["GET", "POST"])
def of_unit(request: Request, code: str) -> HttpResponse:
    """Show the workbook of a unit's use in a year, or take one in and have it checked."""
    scope = scope_of(request, code, can.run_projects)
    if request.method == "POST":
        return taken_in(request, UseWorkbook, UseTable, scope)
    year, handed_in = int(scope.period), batches.batches_for(request.actor, UseWorkbook)
    mine = handed_in.filter(org_id=scope.org_id, period=scope.period)
    unit = code.rpartition("-")[0]
    years = [(one, f"{unit}-{one}") for one in reversed(uses.years_of(scope.path, timezone.localdate()))]
    context = {"scope": scope, "year": year, "years": years, "batches": mine[:RECENT]}
    return render(request, "projects/use_workbook.html", context)


@policy(can.run_projects)
@require_safe
def template(request: Request, code: str) -> HttpResponseBase:
    """Hand out the workbook with what is written down already."""
    scope = scope_of(request, code, can.run_projects)
    content = tabular.template(actor=request.actor, workbook=UseWorkbook, scope=scope)
    return download(content, _("使用情况_{org}_{year}.xlsx").format(org=scope.label, year=scope.period))
