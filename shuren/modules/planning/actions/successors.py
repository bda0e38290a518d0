"""Tasks under way when a unit goes into another: the successor leads, issues and supports what the unit did.

What the successor leads already is not led twice: the unit's own task ends, its reports stay.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.holdings import Handover
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.workflow.actions import take
from shuren.modules.planning import events
from shuren.modules.planning.actions import monthly
from shuren.modules.planning.models import Inherited, Part, Report, Support, Task
from shuren.modules.planning.permissions import set_tasks
from shuren.modules.planning.workflows import TaskState, TaskWorkflow
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Org

CLERK = system_actor("planning.successors", "机构变动", set_tasks)
TOLD = "planning.inherited"  # kind of to-do; looking settles it
TELLS = gettext_noop("{unit}已并入贵单位，其 {count} 项年度任务由贵单位继续办理")
ENDED = "单位并入{name}，由其同一任务一并完成。"  # kept as a reason: Chinese, like all that people write there
UNDER_WAY = (TaskState.DRAFT, TaskState.ISSUED, TaskState.CLAIMED)
KEPT = "kept"  # marks a support that the successor gave already


def hand_over(order: Handover, actor: Actor) -> int:
    """Let the target have what the source had to do with tasks under way; return of how many. Classes take none."""
    del actor
    if order.groups is not None:
        return 0
    source, target = _orgs(order.source_id, order.target_id)
    open_tasks = Task._base_manager.select_for_update(of=("self",)).filter(state__in=UNDER_WAY).select_related("set_by")
    led = [_lead(order, task, source, target) for task in open_tasks.filter(org=source).order_by("pk")]
    issued = [_had(order, task, Part.ISSUER) for task in open_tasks.filter(set_by=source).order_by("pk")]
    Task._base_manager.filter(pk__in=[one.task_id for one in issued]).update(set_by=target)
    supports = Support.objects.filter(org=source, task__state__in=UNDER_WAY).select_related("task").order_by("pk")
    supported = [_support(order, row) for row in supports]
    made = [*led, *issued, *supported]
    Inherited.objects.bulk_create(made)
    _follow(source, target)
    count = len({one.task_id for one in made})
    if led:
        notices.ask(
            kind=TOLD, subject_id=order.change_id, title=TELLS, params={"unit": source.name, "count": len(led)},
            link=f"{reverse('planning:tasks')}?came={order.change_id}", role=identity.official_at(target.level),
            org_path=target.path,
        )  # fmt: skip
    return count


def _lead(order: Handover, task: Task, source: Org, target: Org) -> Inherited:
    details = {"title": task.title, "source": source.name, "target": target.name}
    subject = ("planning.task", task.pk)
    record(actor=CLERK, label=events.TASK_INHERITED, org_path=task.org_path, subject=subject, details=details)
    had = _had(order, task, Part.LEAD)
    if _leads_the_same(task, target):
        had.state = task.state
        take(TaskWorkflow.drop, actor=CLERK, obj=task, reason=ENDED.format(name=target.name))
    else:
        _give(task, target)
    return had


def _had(order: Handover, task: Task, part: Part) -> Inherited:
    return Inherited(
        change_id=order.change_id, task=task, part=part, source_id=order.source_id, target_id=order.target_id,
        at=timezone.now(),
    )  # fmt: skip


def _leads_the_same(task: Task, target: Org) -> bool:
    """Say whether the target leads a part of the same whole, or the same line of the same plan."""
    same = Q(plan=task.plan_id, year=task.year, indicator=task.indicator, scope=task.scope) & ~Q(indicator="")
    if task.parent_id:
        same |= Q(parent=task.parent_id)
    others = Task._base_manager.filter(same, org=target).exclude(state=TaskState.DROPPED)
    return bool(others.exists())


def _give(task: Task, unit: Org) -> None:
    Report._base_manager.filter(task=task).update(org_path=unit.path)
    task.org, task.org_path = unit, unit.path
    task.save(update_fields=["org", "org_path", "changed_at"])


def _support(order: Handover, row: Support) -> Inherited:
    had = _had(order, row.task, Part.SUPPORT)
    if Support.objects.filter(task=row.task, org=order.target_id).exists():
        had.state = KEPT
        row.delete()
    else:
        Support.objects.filter(pk=row.pk).update(org=order.target_id)
    return had


def take_back(change_id: int, actor: Actor) -> int:
    """Give back what a change had given on, as far as the successor still has it; return of how many tasks."""
    del actor
    kept = list(Inherited.objects.filter(change_id=change_id).select_related("task", "source", "target"))
    for had in kept:
        if had.part == Part.LEAD:
            _lead_again(had)
        elif had.part == Part.ISSUER:
            Task._base_manager.filter(pk=had.task_id, set_by=had.target_id).update(set_by=had.source_id)
        else:
            if had.state != KEPT:
                Support.objects.filter(task=had.task_id, org=had.target_id).delete()
            Support.objects.get_or_create(task_id=had.task_id, org_id=had.source_id)
    Inherited.objects.filter(change_id=change_id).delete()
    for source, target in {(had.source, had.target) for had in kept}:
        _follow(source, target)
    notices.settle(kind=TOLD, subject_id=change_id)
    return len({had.task_id for had in kept})


def _lead_again(had: Inherited) -> None:
    task: Task = Task._base_manager.select_for_update(of=("self",)).get(pk=had.task_id)
    if had.state and task.state == TaskState.DROPPED:
        task.state = had.state
        task.save(update_fields=["state", "changed_at"])
    elif not had.state and task.org_id == had.target_id:
        _give(task, had.source)


def _follow(source: Org, target: Org) -> None:
    """Ask both for the month's reports by what they lead now."""
    today = timezone.localdate()
    monthly.settle_units({source.pk, target.pk}, today)
    monthly.ask_units({source.pk, target.pk}, today)


def _orgs(*ids: int) -> Iterable[Org]:
    found: dict[int, Any] = Org.objects.within("").in_bulk(ids)
    return [found[pk] for pk in ids]


def read_told(actor: Actor, change_id: int) -> None:
    """Take away what a unit was only to know of tasks that came to it, once it has looked at its list."""
    told = Notice.objects.filter(kind=TOLD, subject_id=str(change_id), org_path=actor.path, settled_at=None)
    told.update(settled_at=timezone.now())
