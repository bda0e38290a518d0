"""The tasks of a year: list, breakdown, one task, its life."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuren.kernel.http.download import download
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.workflow.queries import steps_open_to
from shuren.modules.planning import forms, permissions
from shuren.modules.planning.actions import dates, successors, supports
from shuren.modules.planning.actions import tasks as actions
from shuren.modules.planning.actions.tasks import Told
from shuren.modules.planning.queries import checks, extensions, lookup, monthly, tasksheets
from shuren.modules.planning.queries import tasks as queries
from shuren.modules.planning.queries.tasklife import life_of
from shuren.modules.planning.rules.lights import Light
from shuren.modules.planning.workflows import TaskWorkflow

PAGE = 50
LIGHTS = {queries.LATE, *(light.value for light in Light)}


class NothingChosen(Refused):
    """请先选择要分解的规划和年度。"""


def asked_of(request: Request, known: list[int]) -> queries.Asked:
    """Read what the list is narrowed to; `known` are the years with tasks, newest first."""
    today = timezone.localdate()
    newest = today.year if today.year in known or not known else known[0]
    return queries.Asked(
        year=0 if request.GET.get("year") == "" else forms.year_of(request.GET, [*known, today.year], newest),
        light=light if (light := request.GET.get("light", "")) in LIGHTS else "",
        unit=forms.id_of(request.GET, "unit") or 0,
        text=request.GET.get("q", "").strip(),
        plan=request.GET.get("plan", ""),
        key_only=request.GET.get("key") == "1",
    )


@require_GET
@policy(permissions.view_tasks)
def tasks(request: Request) -> HttpResponse:
    """List the tasks of a year at and below the actor's node, those that need a look first."""
    actor, today, years = request.actor, timezone.localdate(), queries.years_for(request.actor)
    if came := forms.id_of(request.GET, "came"):
        successors.read_told(actor, came)
    asked = asked_of(request, years)
    found = queries.listed(actor, asked, years, today)
    at = forms.id_of(request.GET, "page") or 1
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "found": found,
        "asked": asked,
        "rows": found.rows[(at - 1) * PAGE : at * PAGE],
        "at": at,
        "pages": -(-len(found.rows) // PAGE),
        "query": query.urlencode(),
        "units": monthly.units_of(found.running, today),
        "sources": queries.plans_to_break_down(actor) if actor.may(permissions.set_tasks) else [],
        "may_report": actor.may(permissions.report_tasks),
        "today": today,
    }
    return render(request, "planning/tasks.html", context)


@require_GET
@policy(permissions.view_tasks)
def export(request: Request) -> HttpResponseBase:
    """Hand the list out as a workbook."""
    years = queries.years_for(request.actor)
    asked = asked_of(request, years)
    found = queries.listed(request.actor, asked, years, timezone.localdate())
    name = _("%(year)s 年度任务") % {"year": asked.year} if asked.year else _("年度任务")
    return download(tasksheets.filled(found.rows, name), f"{name}.xlsx")


@require_POST
@policy(permissions.set_tasks)
def break_down(request: Request) -> HttpResponse:
    """Draft the tasks of a year from the lines of a plan."""
    if not request.POST.get("plan"):
        raise NothingChosen
    plan = lookup.own_plan_for(request.actor, request.POST["plan"])
    year = forms.year_of(request.POST, plan.years, 0)
    if not year:
        raise NothingChosen
    made = actions.break_down(actor=request.actor, plan=plan, year=year)
    count = len(made)
    messages.success(
        request, ngettext("已拟定 %(count)s 项任务。", "已拟定 %(count)s 项任务。", count) % {"count": count}
    )
    return redirect(f"{_tasks_address()}?year={year}")


@require_POST
@policy(permissions.set_tasks)
def issue_all(request: Request) -> HttpResponse:
    """Issue all drafts of a year."""
    year = forms.id_of(request.POST, "year") or timezone.localdate().year
    count = actions.issue_all(actor=request.actor, year=year)
    messages.success(
        request, ngettext("已下达 %(count)s 项任务。", "已下达 %(count)s 项任务。", count) % {"count": count}
    )
    return redirect(f"{_tasks_address()}?year={year}")


def _tasks_address() -> str:
    return reverse("planning:tasks")


@require_http_methods(["GET", "POST"])
@policy(permissions.set_tasks)
def new(request: Request, code: str) -> HttpResponse:
    """Draft a task that no line of the plan names."""
    plan = lookup.own_plan_for(request.actor, code)
    year = forms.year_of(request.GET, plan.years, min(max(timezone.localdate().year, plan.first_year), plan.last_year))
    visit = forms.id_of(request.GET, "visit")
    begun = {"title": checks.title_from(request.actor, visit)} if visit else {}
    form = forms.TaskForm(request.POST or None, units=lookup.units_below(request.actor), initial=begun)
    made = submitted(form, lambda **typed: actions.add(actor=request.actor, plan=plan, year=year, what=Told(**typed)))
    if made is not None:
        return redirect("planning:task", task_id=made.pk)
    context = {"form": form, "plan": plan, "year": year, "task": None}
    return render(request, "planning/task_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@policy(permissions.set_tasks)
def change(request: Request, task_id: int) -> HttpResponse:
    """Change a draft."""
    task = queries.task_for(request.actor, task_id)
    form = forms.TaskForm(request.POST or None, units=lookup.units_below(request.actor), initial=_known(task))
    changed = submitted(form, lambda **typed: actions.change(actor=request.actor, task=task, what=Told(**typed)))
    if changed is not None:
        return redirect("planning:task", task_id=task.pk)
    context = {"form": form, "plan": task.plan, "year": task.year, "task": task}
    return render(request, "planning/task_form.html", context, status=status_of(form))


def _known(task: Any) -> dict[str, Any]:
    stages = "\n".join(f"{stage.due_on:%Y-%m-%d} {stage.label}" for stage in task.stages.all())
    return {
        "title": task.title, "due_on": task.due_on, "office": task.office, "outside": task.outside,
        "is_key": task.is_key, "supports": [str(one.org_id) for one in task.supports.all()], "stages": stages,
    }  # fmt: skip


@require_GET
@policy(permissions.view_tasks)
def task(request: Request, task_id: int) -> HttpResponse:
    """Show one task: what it comes to, how far it is and why, its parts, reports, letters and life."""
    actor, today = request.actor, timezone.localdate()
    standing, parts, supporters = queries.with_parts(actor, task_id, today)
    found, life = standing.task, life_of(standing.task)
    if any(event.is_move for event in life):
        dates.read_told(actor=actor, task=found)
    if supporters:
        supports.read(actor=actor, task=found)
    is_setter, is_lead = actor.path == found.set_by_path, actor.path == found.org_path
    may_set = actor.may_at(permissions.set_tasks, found.set_by_path)
    context = {
        "task": found,
        "standing": standing,
        "parts": parts,
        "supporters": supporters,
        "units": queries.units_to_share(found, parts) if may_set else [],
        "steps": steps_open_to(TaskWorkflow, actor, found),
        "life": life,
        "covered": actor.covers(found.org_path),
        "may_set": may_set,
        "may_source": actor.may_at(permissions.load_plans, found.plan.org_path),
        "may_supervise": standing.is_open and actor.may(permissions.supervise) and is_setter and not is_lead,
        "is_lead": is_lead and actor.may(permissions.report_tasks) and standing.is_open,
        "may_extend": actor.may(permissions.report_tasks) and extensions.may_extend(found, actor.path),
    }
    return render(request, "planning/task.html", context)


@require_POST
@policy(permissions.set_tasks)
def share_out(request: Request, task_id: int) -> HttpResponse:
    """Make a part of a task for each authority below."""
    found = queries.task_for(request.actor, task_id)
    units = [int(one) for one in request.POST.getlist("unit") if one.isdigit()]
    count = len(actions.share_out(actor=request.actor, task=found, units=units))
    messages.success(
        request, ngettext("已分解到 %(count)s 个单位。", "已分解到 %(count)s 个单位。", count) % {"count": count}
    )
    return redirect("planning:task", task_id=found.pk)


@require_POST
@policy(permissions.view_tasks)
def step(request: Request, task_id: int, name: str) -> HttpResponse:
    """Issue, claim, accept, send back, reopen or drop a task."""
    found = queries.task_for(request.actor, task_id)
    if name not in {one.name for one in TaskWorkflow.steps()}:
        raise NotFoundHere
    actions.step(actor=request.actor, task=found, name=name, reason=request.POST.get("reason", ""))
    return redirect("planning:task", task_id=found.pk)
