"""What lists need, kept beside the log in the same transaction: stays at steps, to-dos, the outcome."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.cases import clock
from shuren.kernel.cases.declare import CaseType, Seat
from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.queries import application_of, route_of
from shuren.kernel.cases.route import Step, steps
from shuren.kernel.cases.state import Mark, State, Task, Visit
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.periods import ONE_DAY
from shuren.kernel.workdays.queries import calendar_at

KIND = "cases"
TITLE = gettext_noop("{type}：{title}（{step}）")


def follow(case: Case, kind: type[CaseType], parties: Parties, before: State, after: State, at: datetime) -> None:
    """Bring the rows of a case from what one state means to what the next one does."""
    rows = _Rows(case, kind, parties, at)
    for visit in after.visits.values():
        known = before.visits.get(visit.number)
        if known is None:
            rows.enter(visit, [parties.seat(task.seat) for task in after.tasks_of(visit)])
        elif known != visit:
            rows.change(known, visit)
    for task in after.tasks.values():
        if before.tasks.get(task.number) != task:
            rows.ask(task, before.tasks.get(task.number))
    rows.write()
    case.outcome = after.outcome
    case.ended_at = at if after.outcome else None
    case.save(update_fields=["outcome", "ended_at", "length", "form", "entered"])


@dataclass
class _Rows:
    """The rows of one case, changed in memory and written together."""

    case: Case
    kind: type[CaseType]
    parties: Parties
    at: datetime
    entered: list[Stay] = field(default_factory=list)
    changed: list[Stay] = field(default_factory=list)
    asked: list[Notice] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.calendar = cache(calendar_at)
        self.steps: dict[str, Step] = {step.code: step for step in steps(route_of(self.case))}
        self.stays = {stay.visit: stay for stay in Stay.objects.within("").filter(case=self.case)}

    def enter(self, visit: Visit, seats: list[Seat]) -> None:
        step = self.steps[visit.step]
        stay = Stay(
            case=self.case, visit=visit.number, type=self.case.type, step=step.code,
            days=None if self.named_day(step.code) else step.days,
            org_path=next((seat.path for seat in seats if seat.path), self.case.org_path), entered_at=self.at,
            left_at=self.at if visit.left else None, how=visit.left or "",
        )  # fmt: skip
        stay.due_on = self.due(stay)
        self.stays[visit.number] = stay
        self.entered.append(stay)

    def change(self, known: Visit, visit: Visit) -> None:
        stay, today = self.stays[visit.number], timezone.localdate(self.at)
        if visit.left and not known.left:
            stay.left_at, stay.how = self.at, visit.left
            stay.worked_days = self.worked(stay) if stay.days is not None else None
        if visit.suspended and not known.suspended:
            stay.paused_on, stay.due_on = today, None
        if known.suspended and not visit.suspended and stay.paused_on:
            stay.paused_days += self.calendar(stay.org_path).between(stay.paused_on, today)
            stay.paused_on = None
            stay.due_on = self.due(stay)
        self.changed.append(stay)

    def ask(self, task: Task, known: Task | None) -> None:
        """Put a task before whoever is asked, or take it away again."""
        subject, stay = f"{self.case.pk}.{task.number}", self.stays[task.visit]
        if known is not None and known.mark == Mark.OPEN:
            self.answered.append(subject)
        if task.mark != Mark.OPEN or stay.left_at:
            return
        seat, step = self.parties.seat(task.seat), self.steps[stay.step]
        told = {"type": self.kind.label, "title": self.case.title, "step": step.label, "visit": task.visit}
        told["applicant"] = self.case.applicant_key
        self.asked.append(
            Notice(
                kind=KIND, subject_id=subject, title=TITLE, link=f"/cases/{self.case.pk}/", role=seat.role,
                org_path=seat.path or stay.org_path, account_key=seat.account, params=told, asked_at=self.at,
                due_at=notices.end_of(stay.due_on) if stay.due_on else None,
            )
        )  # fmt: skip

    def named_day(self, step: str) -> date | None:
        """Return the day by which the application itself wants a step done."""
        return self.kind.due_on(application_of(self.case), step)

    def due(self, stay: Stay) -> date | None:
        entered = timezone.localdate(stay.entered_at)
        return self.named_day(stay.step) or clock.due_on(
            entered, stay.days, stay.paused_days, self.calendar(stay.org_path)
        )

    def worked(self, stay: Stay) -> int:
        """Return the working days from the day after a step was reached to the day it was left, pauses left out."""
        entered, left = timezone.localdate(stay.entered_at), timezone.localdate(self.at)
        calendar = self.calendar(stay.org_path)
        paused = stay.paused_days + (calendar.between(stay.paused_on, left) if stay.paused_on else 0)
        return max(0, calendar.between(entered + ONE_DAY, left + ONE_DAY) - paused)

    def write(self) -> None:
        if self.changed:
            Stay.objects.within("").bulk_update(
                self.changed, ("left_at", "how", "worked_days", "paused_on", "paused_days", "due_on")
            )
        if self.entered:
            Stay.objects.bulk_create(self.entered)
        if self.answered:
            notices.settle_all(kind=KIND, subject_ids=self.answered)
        if self.asked:
            notices.ask_all(self.asked)
