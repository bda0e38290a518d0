"""月报: a sentence a month on what the registers do not tell, and the to-do that asks for it."""

from collections.abc import Collection
from datetime import date
from typing import BinaryIO

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.files.actions import store
from shuren.kernel.files.models import StoredFile
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.periods import ONE_DAY
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.planning import events
from shuren.modules.planning.models import Report, Task
from shuren.modules.planning.permissions import report_tasks, set_tasks, view_tasks
from shuren.modules.planning.queries import monthly as queries
from shuren.modules.planning.queries import tasks as standing
from shuren.modules.planning.rules import tasks as rules
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Org

KIND = "planning.monthly"
TITLE = gettext_noop("请填写 {month} 任务月报：{count} 项任务待说明")


class MonthClosed(Refused):
    """{month} 的月报已在 {day} 截止，不能再填。请在当月月报中说明。"""


class NotYourTask(Refused):
    """月报由牵头单位填写，其他单位只能查看。"""


class NothingSaid(Refused):
    """请写明本月进展，一两句话即可。"""


class ChangedMeanwhile(Refused):
    """这一项刚刚由{name}改过。请核对页面上的最新内容，再保存您的说明。"""


class NotOpen(Refused):
    """这项任务已经办结或取消，不再填写月报。"""


@transaction.atomic
def report(
    *,
    actor: Actor,
    task: Task,
    month: date,
    sentence: str,
    done: Collection[int] = (),
    evidence: tuple[str, BinaryIO] | None = None,
    seen: int = 0,
) -> Report:
    """Write a month's report of a task, or correct it while the month is open.

    `done` are the ids of the steps on the way that are done now, `seen` how often the report had been changed when the
    writer read it. Raises NotYourTask, NotOpen, MonthClosed, NothingSaid, ChangedMeanwhile.
    """
    require(actor, report_tasks, task.org_path)
    locked: Task = Task._base_manager.select_for_update(of=("self",)).get(pk=task.pk)
    today = timezone.localdate()
    _refuse(actor, locked, month, sentence, today)
    written = Report.objects.within(locked.org_path).filter(task=locked, month=month).first()
    if written is not None and written.changes != seen:
        raise ChangedMeanwhile(name=written.by_name)
    _note_done(locked, done, today)
    (found,) = standing.stand([locked], today)
    file = store(actor=actor, name=evidence[0], content=evidence[1]) if evidence else None
    told = {
        "org_path": locked.org_path, "sentence": sentence.strip(), "figure": found.actual,
        "figure_year": found.figure.year if found.figure else None, "light": found.verdict.light.value,
        "by_key": actor.id, "by_name": actor.name, "at": timezone.now(),
        "changes": (written.changes if written else 0) + 1,
    }  # fmt: skip
    saved: Report
    saved, _ = Report.objects.within(locked.org_path).update_or_create(
        task=locked, month=month, defaults=told | ({"evidence": file} if file else {})
    )
    details = {"title": locked.title, "month": f"{month:%Y-%m}"}
    subject = ("planning.task", locked.pk)
    record(actor=actor, label=events.TASK_REPORTED, org_path=locked.org_path, subject=subject, details=details)
    settle_units({locked.org_id}, today)
    return saved


def _refuse(actor: Actor, task: Task, month: date, sentence: str, today: date) -> None:
    if actor.path != task.org_path:
        raise NotYourTask
    if task.state not in standing.OPEN:
        raise NotOpen
    if month != rules.open_month(today):
        raise MonthClosed(month=f"{month:%Y-%m}", day=rules.deadline_of(month))
    if not sentence.strip():
        raise NothingSaid(field="sentence")


def _note_done(task: Task, done: Collection[int], today: date) -> None:
    task.stages.filter(pk__in=done, done_on=None).update(done_on=today)
    task.stages.exclude(pk__in=done).update(done_on=None)


@transaction.atomic
def read_evidence(*, actor: Actor, task: Task, month: str) -> StoredFile:
    """Return what was shown for a month such as "2026-10", and leave a trace. Raises NotFoundHere."""
    require(actor, view_tasks)  # of a task that was found for the actor: units that support it see it too
    found = Report.objects.within(task.org_path).filter(task=task, evidence__isnull=False).select_related("evidence")
    report = next((one for one in found if f"{one.month:%Y-%m}" == month), None)
    if report is None or report.evidence is None:
        raise NotFoundHere
    details = {"title": task.title, "file": report.evidence.name}
    subject = ("planning.task", task.pk)
    record(actor=actor, label=events.EVIDENCE_READ, org_path=task.org_path, subject=subject, details=details)
    kept: StoredFile = report.evidence
    return kept


# --- asking -----------------------------------------------------------------------------------------------------------


def ask_units(org_ids: Collection[int], today: date) -> int:
    """Ask units for the month that is open, as far as there is something to say; return how many were asked."""
    month = rules.open_month(today)
    owing = queries.owing(org_ids, today)
    levels = dict(Org.objects.within("").filter(pk__in=owing).values_list("pk", "level"))
    notices.ask_all(
        Notice(
            kind=KIND,
            subject_id=_subject(unit.org_id, month),
            title=TITLE,
            params={"month": f"{month:%Y-%m}", "count": unit.owed},
            link=reverse("planning:monthly"),
            role=identity.official_at(levels[unit.org_id]),
            org_path=unit.path,
            asked_at=timezone.now(),
            due_at=notices.end_of(rules.deadline_of(month)),
        )
        for unit in owing.values()
    )
    return len(owing)


def settle_units(org_ids: Collection[int], today: date) -> None:
    """Take away the to-do of units that have nothing left to say of the open month."""
    month = rules.open_month(today)
    subjects = {_subject(org_id, month): org_id for org_id in org_ids}
    asked = Notice.objects.filter(kind=KIND, subject_id__in=subjects, settled_at=None)
    open_at = {subjects[subject] for subject in asked.values_list("subject_id", flat=True)}
    if open_at:
        owing = queries.owing(open_at, today)
        over = [_subject(org_id, month) for org_id in open_at if org_id not in owing]
        notices.settle_all(kind=KIND, subject_ids=over)


def _subject(org_id: int, month: date) -> str:
    return f"{org_id}:{month:%Y-%m}"


@transaction.atomic
def ask_all(today: date) -> int:
    """Ask every unit for the open month, and take away what was asked for months that are closed; return how many."""
    closed = Notice.objects.filter(kind=KIND, settled_at=None, due_at__lte=notices.end_of(today - ONE_DAY))
    notices.settle_all(kind=KIND, subject_ids=list(closed.values_list("subject_id", flat=True)))
    return ask_units(queries.leading(), today)


@transaction.atomic
def urge(*, actor: Actor) -> int:
    """Ask the units below that have not reported once more; return how many."""
    require(actor, set_tasks, actor.path)
    below = {unit.org_id for unit in queries.units_for(actor, timezone.localdate()) if unit.owed}
    count = ask_units(below, timezone.localdate())
    details = {"count": count}
    subject = ("planning.month", f"{rules.open_month(timezone.localdate()):%Y-%m}")
    record(actor=actor, label=events.REPORTS_URGED, org_path=actor.path, subject=subject, details=details)
    return count
