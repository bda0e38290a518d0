"""What lists need, kept beside the log in the same transaction: stays at steps, to-dos, the outcome."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel import bulk
from shuren.kernel.cases import clock
from shuren.kernel.cases.facts import Fact
from shuren.kernel.cases.models import Stay
from shuren.kernel.cases.queries import application_of
from shuren.kernel.cases.running import Running
from shuren.kernel.cases.state import Mark, State, Task, Visit
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.periods import ONE_DAY, WorkCalendar
from shuren.kernel.workdays.queries import calendars_at

KIND = "cases"
TITLE = gettext_noop("{type}：{title}（{step}）")
BACK = gettext_noop("退回补正 · {type}：{title}")
CHANGING = ("left_at", "how", "worked_days", "paused_on", "paused_days", "due_on")


@dataclass(frozen=True)
class Turn:
    """What one deed made of a case: the facts it told, and the states before and after them."""

    one: Running
    before: State
    after: State
    told: list[Fact]


@dataclass
class Rows:
    """The rows of many cases, brought from what one state means to what the next one does, and written together."""

    at: datetime
    calendars: dict[str, WorkCalendar]
    todos: notices.Gathered = field(init=False)
    entered: list[Stay] = field(default_factory=list)
    changed: dict[int, Stay] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.todos = notices.Gathered(self.at)

    def follow(self, turn: Turn) -> None:
        before, after = turn.before, turn.after
        for visit in after.visits.values():
            known = before.visits.get(visit.number)
            if known is None:
                self.enter(turn, visit)
            elif known is not visit and known != visit:
                self.change(turn.one, known, visit)
        for task in after.tasks.values():
            known_task = before.tasks.get(task.number)
            if known_task is not task and known_task != task:
                self.ask(turn, task, known_task)

    def enter(self, turn: Turn, visit: Visit) -> None:
        one, step = turn.one, turn.one.steps[visit.step]
        paths = (one.parties.seat(task.seat).path for task in turn.after.tasks_of(visit))
        stay = Stay(
            case=one.case, visit=visit.number, type=one.case.type, step=step.code,
            days=None if named_day(one, step.code) else step.days,
            org_path=next(filter(None, paths), one.case.org_path), entered_at=self.at,
            left_at=self.at if visit.left else None, how=visit.left or "",
        )  # fmt: skip
        stay.due_on = self.due(one, stay)
        one.stays[visit.number] = stay
        self.entered.append(stay)

    def change(self, one: Running, known: Visit, visit: Visit) -> None:
        stay, today = one.stays[visit.number], timezone.localdate(self.at)
        if visit.left and not known.left:
            stay.left_at, stay.how = self.at, visit.left
            stay.worked_days = self.worked(stay) if stay.days is not None else None
        if visit.suspended and not known.suspended:
            stay.paused_on, stay.due_on = today, None
        if known.suspended and not visit.suspended and stay.paused_on:
            stay.paused_days += self.calendars[stay.org_path].between(stay.paused_on, today)
            stay.paused_on = None
            stay.due_on = self.due(one, stay)
        if stay.pk:
            self.changed[stay.pk] = stay

    def ask(self, turn: Turn, task: Task, known: Task | None) -> None:
        """Put a task before whoever is asked, or take it away again."""
        one, case = turn.one, turn.one.case
        subject, stay = f"{case.pk}.{task.number}", one.stays[task.visit]
        if known is not None and known.mark == Mark.OPEN:
            self.todos.settle(KIND, subject)
        if task.mark != Mark.OPEN or stay.left_at:
            return
        seat, told = one.parties.seat(task.seat), told_of(one, turn.after, stay)
        title = BACK if is_back(one, turn.after, stay) else TITLE
        self.todos.ask(
            Notice(
                kind=KIND, subject_id=subject, title=title, link=f"/cases/{case.pk}/", role=seat.role,
                org_path=seat.path or stay.org_path, account_key=seat.account, params=told, asked_at=self.at,
                due_at=notices.end_of(stay.due_on) if stay.due_on else None,
            )
        )  # fmt: skip

    def due(self, one: Running, stay: Stay) -> date | None:
        entered = timezone.localdate(stay.entered_at)
        return named_day(one, stay.step) or clock.due_on(
            entered, stay.days, stay.paused_days, self.calendars[stay.org_path]
        )

    def worked(self, stay: Stay) -> int:
        """Return the working days from the day after a step was reached to the day it was left, pauses left out."""
        entered, left = timezone.localdate(stay.entered_at), timezone.localdate(self.at)
        calendar = self.calendars[stay.org_path]
        paused = stay.paused_days + (calendar.between(stay.paused_on, left) if stay.paused_on else 0)
        return max(0, calendar.between(entered + ONE_DAY, left + ONE_DAY) - paused)

    def write(self) -> None:
        bulk.update(list(self.changed.values()), CHANGING)
        bulk.insert(self.entered)
        self.todos.write()

    def learn_ids(self) -> None:
        """Give the stays just written their ids: without one, a later change of theirs would be written nowhere."""
        cases = [stay.case_id for stay in self.entered]
        known = (
            {(row.case_id, row.visit): row.pk for row in bulk.read(Stay, "case_id = ANY(%s)", cases)} if cases else {}
        )
        for stay in self.entered:
            stay.pk = known[stay.case_id, stay.visit]


def told_of(one: Running, state: State, stay: Stay) -> dict[str, Any]:
    """Return what the to-dos of a stay at a step tell: `many` is whether they may be signed together with others."""
    case, step = one.case, one.steps[stay.step]
    return {
        "type": one.kind.label, "number": case.number, "title": case.title, "step": step.label, "visit": stay.visit,
        "applicant": case.applicant_key, "many": step.batch and not state.is_contested, "barred": sorted(state.barred),
    }  # fmt: skip


def is_back(one: Running, state: State, stay: Stay) -> bool:
    """Say whether a case has come back to whoever applied for it."""
    before = (visit for visit in state.visits.values() if visit.step == stay.step and visit.number < stay.visit)
    return one.steps[stay.step].applies and any(before)


def rows_for(turns: Iterable[Turn], at: datetime) -> Rows:
    """Return what deeds are to be followed with, the calendars of all who take part included."""
    ones = {turn.one.case.pk: turn.one for turn in turns}.values()
    paths = {path for one in ones for path in (one.case.org_path, *one.parties.paths.values())}
    return Rows(at, calendars_at(paths.union(stay.org_path for one in ones for stay in one.stays.values())))


def named_day(one: Running, step: str) -> date | None:
    """Return the day by which the application itself wants a step done."""
    return one.kind.due_on(application_of(one.case), step)
