"""Budget lines of an authority, their workbook, and from which cost on the city decides."""

from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.access import Permission
from shuren.kernel.http.download import download
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.tabular import actions as tabular
from shuren.kernel.tabular import jobs
from shuren.kernel.tabular import queries as batches
from shuren.kernel.tabular.declare import Table, Workbook
from shuren.kernel.tabular.scopes import Scope
from shuren.modules.projects import forms
from shuren.modules.projects import permissions as can
from shuren.modules.projects.actions import budgets as actions
from shuren.modules.projects.queries import budgets as queries
from shuren.modules.projects.queries.listings import LINES
from shuren.modules.projects.queries.projects import project_for
from shuren.modules.projects.tables import BudgetLineTable, BudgetWorkbook, speaks_for
from shuren.spine.orgs.queries.lookup import org_by_code

RECENT = 10


class NoFile(Refused):
    """请先选择要上传的工作簿（.xlsx 或 .csv）。"""


class TooLarge(Refused):
    """文件有 {size} MB，超过了 {limit} MB 的上限。请删去工作表中的图片，或分几次上传。"""


def scope_of(request: Request, code: str, needed: Permission) -> Scope:
    """Return what a file named by a unit's code and a year speaks for. Raises NotFoundHere."""
    of, _dash, year = code.rpartition("-")
    if not year.isdigit() or not date.min.year < int(year) < date.max.year:
        raise NotFoundHere
    return speaks_for(org_by_code(request.actor, of, needed), int(year))


@policy(can.manage_budgets)
@require_safe
def own(request: Request) -> HttpResponse:
    """Lead to the lines of the year a query string asks for, this year's otherwise."""
    today = timezone.localdate().year
    year = forms.year_of(request.GET, range(today - 5, today + 2), today)
    return redirect("projects:budget", code=f"{queries.authority_of(request.actor).code}-{year}")


@policy(can.manage_budgets)
@require_safe
def budget(request: Request, code: str) -> HttpResponse:
    """Show the lines of a year, what is left of each, and the workbook they come in by."""
    scope = scope_of(request, code, can.manage_budgets)
    year = int(scope.period)
    handed_in = batches.batches_for(request.actor, BudgetWorkbook).filter(org_id=scope.org_id, period=scope.period)
    lines = queries.lines_held(scope.path, year)
    context = {
        "scope": scope,
        "year": year,
        "years": range(year - 1, year + 2),
        "columns": LINES,
        "lines": lines,
        "foot": {name: sum(getattr(one, f"{name}_yuan") for one in lines) for name in ("amount", "drawn", "left")},
        "batches": list(handed_in[:RECENT]),
    }
    return render(request, "projects/budget.html", context)


@policy(can.manage_budgets)
@require_safe
def template(request: Request, code: str) -> HttpResponseBase:
    """Hand out the workbook with the lines recorded so far."""
    scope = scope_of(request, code, can.manage_budgets)
    content = tabular.template(actor=request.actor, workbook=BudgetWorkbook, scope=scope)
    return download(content, _("预算指标_{org}_{year}.xlsx").format(org=scope.label, year=scope.period))


@policy(can.manage_budgets)
@require_POST
def upload(request: Request, code: str) -> HttpResponse:
    """Take a file in and have it checked; what it would change is shown before it is applied."""
    return taken_in(request, BudgetWorkbook, BudgetLineTable, scope_of(request, code, can.manage_budgets))


def taken_in(request: Request, workbook: type[Workbook], only: type[Table], scope: Scope) -> HttpResponse:
    """Take a file in and lead to what it would change; a text file holds one table. Raises NoFile, TooLarge."""
    given = request.FILES.get("file")
    if given is None or not given.name:
        raise NoFile
    if (given.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        raise TooLarge(size=(given.size or 0) >> 20, limit=settings.UPLOAD_LIMIT_BYTES >> 20)
    content = cast("BinaryIO", given)
    batch = tabular.upload(
        actor=request.actor, workbook=workbook, scope=scope, name=given.name, content=content, table=only.code
    )
    jobs.start_check(actor=request.actor, batch=batch)
    return redirect("filing:batch", batch.pk)


@policy(can.manage_budgets)
@require_http_methods(["GET", "POST"])
def move(request: Request, project_id: int) -> HttpResponse:
    """Let another line bear a part of a project."""
    actor = request.actor
    project = project_for(actor, project_id)
    borne = [
        (str(one.line.pk), _called(one.line, one.yuan))
        for one in queries.borne_by(queries.draws_of(project))
        if one.yuan
    ]
    lines = [
        (str(line.pk), _called(line, line.left_yuan))
        for line in queries.lines_to_move(actor, project, timezone.localdate())
    ]
    form = forms.Move(request.POST or None, borne=borne, lines=lines)

    def act(**typed: Any) -> bool:
        actions.move(actor=actor, project_id=project_id, **typed)
        return True

    if submitted(form, act):
        messages.success(request, _("已调整列支。"))
        return redirect("projects:project", project_id)
    context = {"project": project, "form": form, "title": _("调整列支指标"), "reversed": None}
    return render(request, "projects/record.html", context, status=status_of(form))


def _called(line: Any, yuan: Decimal) -> str:
    told = {"year": line.year, "line": line, "yuan": f"{yuan:,.2f}"}
    return _("%(year)s 年 %(line)s · %(yuan)s 元") % told


@policy(can.set_thresholds)
@require_http_methods(["GET", "POST"])
def levels(request: Request) -> HttpResponse:
    """Which share of public funds is to be spent on information technology here and below, and setting it."""
    actor, this_year = request.actor, timezone.localdate().year
    form = forms.SetLevel(request.POST or None, initial={"from_year": this_year})
    if submitted(form, lambda **typed: actions.set_level(actor=actor, **typed)) is not None:
        messages.success(request, _("要求已保存。"))
        return redirect("projects:levels")
    in_force = queries.level_in(actor.path, this_year)
    context = {"form": form, "told": queries.told_levels(actor.path), "in_force": in_force}
    return render(request, "projects/levels.html", context, status=status_of(form))


@policy(can.set_thresholds)
@require_http_methods(["GET", "POST"])
def thresholds(request: Request) -> HttpResponse:
    """From which cost on projects below are decided on here, and setting it."""
    actor, today = request.actor, timezone.localdate()
    form = forms.SetThreshold(request.POST or None, initial={"from_on": today})
    if submitted(form, lambda **typed: actions.set_threshold(actor=actor, **typed)) is not None:
        messages.success(request, _("限额已保存。"))
        return redirect("projects:thresholds")
    told = queries.told_thresholds(actor.path)
    in_force = next((one for one in told if one.from_on <= today), None)
    context = {"form": form, "told": told, "in_force": in_force}
    return render(request, "projects/thresholds.html", context, status=status_of(form))
