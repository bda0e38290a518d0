"""From a task to on-site checks, and from what was found to a task."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, in_background, policy
from shuren.kernel.refusals import Refused
from shuren.modules.inspection import api as inspection
from shuren.modules.planning import permissions
from shuren.modules.planning.queries import checks, tasks


class NoPlanOfYourOwn(Refused):
    """本机关还没有录入规划，不能据此下达任务。请先录入规划，或发出整改通知。"""


@require_safe
@policy(permissions.view_tasks)
@in_background
def of_task(request: Request, task_id: int) -> HttpResponse:
    """Show the checks made for a task, as the task's page brings them in."""
    actor, task = request.actor, tasks.task_for(request.actor, task_id)
    context = {
        "task": task,
        "checks": inspection.about(actor, checks.subject_of(task)),
        "may_check": task.state in tasks.OPEN and actor.may(permissions.set_tasks) and inspection.may_plan(actor),
    }
    return render(request, "planning/_checks.html", context)


@require_POST
@policy(permissions.set_tasks)
def check(request: Request, task_id: int) -> HttpResponse:
    """Draft on-site checks of the schools that a task speaks of."""
    task = tasks.task_for(request.actor, task_id)
    basis = _("%(plan)s · 年度任务") % {"plan": task.plan.name}
    orgs = checks.schools_of(task)
    return redirect(
        inspection.draft_about(actor=request.actor, subject=checks.subject_of(task), basis=basis, orgs=orgs)
    )


@require_safe
@policy(permissions.set_tasks)
def task_from_visit(request: Request, visit_id: int) -> HttpResponse:
    """Lead to the form of a task that says what was found at a unit."""
    inspection.finding(request.actor, visit_id)
    plan = checks.plan_for_findings(request.actor, timezone.localdate())
    if plan is None:
        raise NoPlanOfYourOwn
    return redirect(f"{reverse('planning:new_task', args=(plan.code,))}?visit={visit_id}")
