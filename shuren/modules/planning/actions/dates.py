"""Days of an issued task are moved for a reason: both days are kept, whoever leads it is told, parts go along."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import Refused
from shuren.modules.planning import events
from shuren.modules.planning.models import DueChange, Stage, Task
from shuren.modules.planning.permissions import set_tasks
from shuren.modules.planning.queries.tasks import OPEN
from shuren.spine.identity import api as identity

TOLD = "planning.due"  # kind of to-do; looking settles it
MOVED = gettext_noop("任务完成期限已调整：{title}（{was}改为{now}）")
STAGE_MOVED = gettext_noop("任务节点期限已调整：{title}（{was}改为{now}）")
TITLE = 60  # characters of a task in a to-do


class NotRunning(Refused):
    """这项任务不在推进中，不能调整期限。还没有下达的可以直接修改。"""


class NothingMoved(Refused):
    """新的期限与现在的相同，没有需要调整的。"""


class DayPast(Refused):
    """新的期限不能早于今天。"""


class AfterTheWhole(Refused):
    """上级任务应于 {day} 完成，分解的任务不能更晚。请先调整上级任务的期限。"""


class StageAfterTask(Refused):
    """节点“{stage}”的期限（{day}）晚于任务的完成期限。请一并调整。"""


class NoReason(Refused):
    """请写明调整理由，牵头单位会看到。"""


@transaction.atomic
def move(
    *,
    actor: Actor,
    task: Task,
    due_on: date,
    reason: str,
    stages: Mapping[str, date] | None = None,
    with_parts: bool = True,
) -> list[DueChange]:
    """Move the day of a task, and of steps on its way by their labels; return what was moved.

    Open parts that were due on the same day get its new day `with_parts`, those that would be due after the whole in
    any case. Raises NotRunning, NothingMoved, DayPast, AfterTheWhole, StageAfterTask, NoReason.
    """
    locked: Task = (
        Task._base_manager.select_for_update(of=("self",)).select_related("set_by", "parent", "org").get(pk=task.pk)
    )
    require(actor, set_tasks, locked.set_by_path)
    if locked.state not in OPEN:
        raise NotRunning
    if not reason.strip():
        raise NoReason(field="reason")
    steps = list(locked.stages.order_by("due_on", "id"))
    wanted = {step.label: (stages or {}).get(step.label, step.due_on) for step in steps}
    moved = [step for step in steps if wanted[step.label] != step.due_on]
    _refuse(locked, due_on, [(step, wanted[step.label]) for step in steps], is_moved=bool(moved))
    changes = _with_parts(locked, due_on, all_=with_parts) if due_on != locked.due_on else []
    for step in moved:
        changes.append(DueChange(task=locked, stage=step.label, was_on=step.due_on, due_on=wanted[step.label]))
        Stage.objects.filter(pk=step.pk).update(due_on=wanted[step.label])
    for change in changes:
        change.reason, change.by_key, change.by_name, change.at = reason.strip(), actor.id, actor.name, timezone.now()
    made: list[DueChange] = DueChange.objects.bulk_create(changes)
    _tell(actor, made)
    return made


def _refuse(task: Task, due_on: date, stages: Sequence[tuple[Stage, date]], *, is_moved: bool) -> None:
    today = timezone.localdate()
    if due_on == task.due_on and not is_moved:
        raise NothingMoved(field="due_on")
    if due_on != task.due_on and due_on < today:
        raise DayPast(field="due_on")
    if task.parent and due_on > max(task.due_on, task.parent.due_on):
        raise AfterTheWhole(field="due_on", day=task.parent.due_on)
    for step, day in stages:
        if day != step.due_on and day < today:
            raise DayPast(field=f"stage_{step.pk}")
        if step.done_on is None and day > due_on:
            raise StageAfterTask(field=f"stage_{step.pk}", stage=step.label, day=day)


@transaction.atomic
def extend(*, actor: Actor, task: Task, due_on: date, reason: str) -> list[DueChange]:
    """Give a task more time; the whole that it is a part of is due with it, its other parts stay. Raises as `move`."""
    changes = []
    if task.parent is not None and due_on > task.parent.due_on:
        changes = move(actor=actor, task=task.parent, due_on=due_on, reason=reason, with_parts=False)
    return [*changes, *move(actor=actor, task=task, due_on=due_on, reason=reason)]


def _with_parts(task: Task, due_on: date, *, all_: bool) -> list[DueChange]:
    """Give a task its new day, and the parts that follow it; return what was moved."""
    parts = Task._base_manager.select_for_update(of=("self",)).filter(parent=task, state__in=OPEN).select_related("org")
    follow = [part for part in parts.order_by("pk") if (all_ and part.due_on == task.due_on) or part.due_on > due_on]
    changes = []
    for one in (task, *follow):
        changes.append(DueChange(task=one, was_on=one.due_on, due_on=due_on))
        one.first_due_on, one.due_on = one.first_due_on or one.due_on, due_on
        one.save(update_fields=["due_on", "first_due_on", "changed_at"])
    return [change for change in changes if change.was_on != due_on]


def _tell(actor: Actor, changes: Sequence[DueChange]) -> None:
    for change in changes:
        task, days = change.task, {"was": change.was_on.isoformat(), "now": change.due_on.isoformat()}
        details = {"title": task.title, "reason": change.reason, **days}
        subject = ("planning.task", task.pk)
        record(actor=actor, label=events.TASK_DUE_MOVED, org_path=task.org_path, subject=subject, details=details)
        if task.org_id != task.set_by_id:
            notices.ask(
                kind=TOLD, subject_id=task.pk, title=STAGE_MOVED if change.stage else MOVED,
                params={"title": task.title[:TITLE], **days}, link=reverse("planning:task", args=(task.pk,)),
                role=identity.official_at(task.org.level), org_path=task.org_path,
            )  # fmt: skip


def read_told(*, actor: Actor, task: Task) -> None:
    """Take away what the unit that leads a task was only to know, once it has looked at what was moved."""
    if actor.path == task.org_path and task.org_id != task.set_by_id:
        notices.settle(kind=TOLD, subject_id=task.pk)
