"""年度任务分解: tasks from the lines of a plan, shared out to the units below, issued, accepted."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.refusals import Refused
from shuren.kernel.workflow.actions import take
from shuren.modules.planning import events
from shuren.modules.planning.actions import judging, monthly, supports
from shuren.modules.planning.models import Plan, Stage, Support, Target, Task
from shuren.modules.planning.permissions import set_tasks
from shuren.modules.planning.queries import tasks as queries
from shuren.modules.planning.queries.board import measured_by
from shuren.modules.planning.rules.conflicts import told
from shuren.modules.planning.rules.targets import Target as Rule
from shuren.modules.planning.rules.targets import TargetKind
from shuren.modules.planning.workflows import TaskState, TaskWorkflow
from shuren.spine.orgs.models import Org

LAST_DAY = (12, 31)  # of the year, for lines that name no day
WORDS = 200  # of a title


class NothingToBreakDown(Refused):
    """“{plan}”没有 {year} 年度的目标和任务节点，或者已经全部分解。"""


class NotAnIssuer(Refused):
    """只有发布规划的机关可以把目标分解为本级任务。"""


class NoPartsToShare(Refused):
    """没有可以分解的下级单位：没有选择单位，或下级都没有相关学校，或已经分解过。"""


class NotADraft(Refused):
    """任务已经下达，内容不能再改。期限可以“调整期限”；其他内容确需调整的，请取消后重新下达，并说明理由。"""


@dataclass(frozen=True)
class Told:
    """What is said of a task by hand."""

    title: str
    due_on: date
    office: str = ""
    outside: str = ""
    is_key: bool = False
    supports: tuple[int, ...] = ()
    stages: tuple[tuple[str, date], ...] = ()


@transaction.atomic
def break_down(*, actor: Actor, plan: Plan, year: int) -> list[Task]:
    """Draft a task for every target and milestone of a year that has none yet. Raises NothingToBreakDown."""
    require(actor, set_tasks, plan.org_path)
    if actor.path != plan.org_path:
        raise NotAnIssuer
    measures = {measure.indicator: measure for measure in plan.measures.all()}
    known = set(_own(plan, year).values_list("indicator", "scope"))
    number, drafts = _last_number(plan, year), list[Task]()
    for line in plan.targets.order_by("line"):
        key = (line.indicator, line.rule.scope.text)
        if _belongs(line, year) and key not in known:
            known.add(key)
            number += 1
            drafts.append(_draft(plan, year, number, line, measured_by(line.rule, measures).supplier))
    if not drafts:
        raise NothingToBreakDown(plan=plan.name, year=year)
    made: list[Task] = Task.objects.bulk_create(drafts)
    _record(events.TASKS_DRAFTED, actor, plan.org_path, plan.pk, plan=plan.name, year=year, count=len(made))
    return made


def _own(plan: Plan, year: int) -> Any:
    return Task.objects.within(plan.org_path).filter(plan=plan, year=year, org=plan.org_id)


def _last_number(plan: Plan, year: int) -> int:
    tasks = Task.objects.within("").filter(plan=plan, year=year)
    return int(tasks.aggregate(last=Max("number"))["last"] or 0)


def _belongs(line: Target, year: int) -> bool:
    if line.kind == TargetKind.MILESTONE.value:
        return (line.due_on.year if line.due_on else line.year) == year
    return line.kind != TargetKind.BASELINE.value and year in line.rule.years


def _draft(plan: Plan, year: int, number: int, line: Target, supplier: str) -> Task:
    rule, is_measured = line.rule, line.kind != TargetKind.MILESTONE.value
    due_on = line.due_on if line.due_on and line.due_on.year == year else date(year, *LAST_DAY)
    return Task(
        plan=plan, year=year, number=number, title=_title(rule, is_measured=is_measured), indicator=line.indicator,
        scope=rule.scope.text, comparator=line.comparator if is_measured else "",
        value=line.value if is_measured else None, unit=line.unit, note=line.note, org_id=plan.org_id,
        org_path=plan.org_path, set_by_id=plan.org_id, office=supplier[:60], due_on=due_on,
    )  # fmt: skip


def _title(rule: Rule, *, is_measured: bool) -> str:
    return (f"{rule.label}：{told(rule)}" if is_measured else rule.label)[:WORDS]


@transaction.atomic
def add(*, actor: Actor, plan: Plan, year: int, what: Told) -> Task:
    """Draft a task that no line of the plan names."""
    require(actor, set_tasks, plan.org_path)
    if actor.path != plan.org_path:
        raise NotAnIssuer
    task: Task = Task.objects.create(
        plan=plan, year=year, number=_last_number(plan, year) + 1, title=what.title, org_id=plan.org_id,
        org_path=plan.org_path, set_by_id=plan.org_id, due_on=what.due_on,
        office=what.office, outside=what.outside, is_key=what.is_key,
    )  # fmt: skip
    _set_parts(task, what)
    _record(events.TASK_CHANGED, actor, task.org_path, task.pk, title=task.title)
    return task


@transaction.atomic
def change(*, actor: Actor, task: Task, what: Told) -> Task:
    """Change a draft. Raises NotADraft once it is issued."""
    locked: Task = Task._base_manager.select_for_update(of=("self",)).get(pk=task.pk)
    require(actor, set_tasks, locked.set_by_path)
    if locked.state != TaskState.DRAFT:
        raise NotADraft
    for name in ("title", "due_on", "office", "outside", "is_key"):
        setattr(locked, name, getattr(what, name))
    locked.save()
    _set_parts(locked, what)
    _record(events.TASK_CHANGED, actor, locked.org_path, locked.pk, title=locked.title)
    return locked


def _set_parts(task: Task, what: Told) -> None:
    """Set who supports a task and the steps on its way; a step that stays keeps the day on which it was done."""
    task.supports.all().delete()
    Support.objects.bulk_create(Support(task=task, org_id=org_id) for org_id in what.supports)
    done = dict(task.stages.values_list("label", "done_on"))
    task.stages.all().delete()
    Stage.objects.bulk_create(
        Stage(task=task, label=label, due_on=day, done_on=done.get(label)) for label, day in what.stages
    )


@transaction.atomic
def share_out(*, actor: Actor, task: Task, units: Collection[int] = ()) -> list[Task]:
    """Make a part of a task for authorities below: of one that is measured, for all that have schools it speaks of; of
    any other, for the units named. Raises NoPartsToShare.
    """
    require(actor, set_tasks, task.set_by_path)
    there = set(Task.objects.within("").filter(parent=task).values_list("org_id", flat=True))
    drafts = [_part(task, org) for org in queries.below(task).order_by("path") if org.pk not in there]
    if task.rule:
        concerned = [one.task for one in queries.stand(drafts, timezone.localdate()) if one.figure is not None]
    else:
        concerned = [draft for draft in drafts if draft.org_id in units]
    if not concerned:
        raise NoPartsToShare
    made: list[Task] = Task.objects.bulk_create(concerned)
    _record(events.TASK_SHARED, actor, task.org_path, task.pk, title=task.title, count=len(made))
    if task.state != TaskState.DRAFT:
        issue(actor=actor, tasks=made)
    return made


def _part(task: Task, org: Org) -> Task:
    return Task(
        plan=task.plan, parent=task, year=task.year, number=task.number, title=task.title, indicator=task.indicator,
        scope=task.scope, comparator=task.comparator, value=task.value, unit=task.unit, note=task.note, org=org,
        org_path=org.path, set_by_id=task.set_by_id, due_on=task.due_on,
        is_key=task.is_key,
    )  # fmt: skip


@transaction.atomic
def issue(*, actor: Actor, tasks: Iterable[Task]) -> int:
    """Issue drafts; the units that lead them are asked for the month's report."""
    issued = [take(TaskWorkflow.issue, actor=actor, obj=task) for task in tasks]
    today = timezone.localdate()
    Task._base_manager.filter(pk__in=[task.pk for task in issued]).update(issued_on=today)
    for task in issued:
        _record(events.TASK_STEP, actor, task.org_path, task.pk, title=task.title, step=TaskWorkflow.issue.label)
    monthly.ask_units({task.org_id for task in issued}, today)
    supports.ask(issued)
    return len(issued)


@transaction.atomic
def issue_all(*, actor: Actor, year: int) -> int:
    """Issue all drafts of a year that the actor's authority has set."""
    require(actor, set_tasks, actor.path)
    drafts = Task.objects.within(actor.path).filter(year=year, state=TaskState.DRAFT, set_by__path=actor.path)
    return issue(actor=actor, tasks=list(drafts.order_by("number", "org_path")))


@transaction.atomic
def step(*, actor: Actor, task: Task, name: str, reason: str = "") -> Task:
    """Take one step of a task's life. Raises NothingShown where nothing shows that it is done, NobodyJudges."""
    taken = next(one for one in TaskWorkflow.steps() if one.name == name)
    if taken is TaskWorkflow.issue:
        issue(actor=actor, tasks=[task])
        return task
    if taken is TaskWorkflow.claim:
        judging.refuse_unshown(task)
    moved = judging.follow(actor, take(taken, actor=actor, obj=task, reason=reason))
    _record(events.TASK_STEP, actor, moved.org_path, moved.pk, title=moved.title, step=taken.label)
    monthly.settle_units({moved.org_id}, timezone.localdate())
    if moved.state not in queries.OPEN:
        supports.settle(moved)
    return moved


def _record(label: AuditLabel, actor: Actor, path: str, subject: int, **details: Any) -> None:
    kind = "planning.plan" if label is events.TASKS_DRAFTED else "planning.task"
    record(actor=actor, label=label, org_path=path, subject=(kind, subject), details=details)


def stages_of(task: Task) -> Sequence[tuple[str, date]]:
    """Return the steps of a task as they were told."""
    return [(stage.label, stage.due_on) for stage in task.stages.order_by("due_on", "id")]
