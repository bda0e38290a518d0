"""What lists need, kept beside the log in the same transaction: stays at steps, parties, to-dos, the outcome."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.cases import clock
from shuren.kernel.cases.declare import CaseType, Seat
from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.queries import application_of
from shuren.kernel.cases.route import Step, steps
from shuren.kernel.cases.state import Mark, State, Task, Visit
from shuren.kernel.notices import actions as notices
from shuren.kernel.periods import WorkCalendar

KIND = "cases"


def follow(case: Case, kind: type[CaseType], parties: Parties, before: State, after: State, at: datetime) -> None:
    """Bring the rows of a case from what one state means to what the next one does."""
    named = {step.code: step for step in steps(kind.route)}
    stays = {stay.visit: stay for stay in Stay.objects.within("").filter(case=case)}
    for visit in after.visits.values():
        known = before.visits.get(visit.number)
        if known is None:
            seats = [parties.seat(task.seat) for task in after.tasks_of(visit)]
            stays[visit.number] = _enter(case, kind, named[visit.step], seats, visit, at)
        elif known != visit:
            _change(case, kind, stays[visit.number], known, visit, at)
    for task in after.tasks.values():
        known_task = before.tasks.get(task.number)
        if known_task != task:
            stay = stays[task.visit]
            _ask(case, kind, named[stay.step], parties.seat(task.seat), stay, task, known_task)
    case.outcome = after.outcome
    case.ended_at = at if after.outcome else None
    case.save(update_fields=["outcome", "ended_at", "length", "form", "entered"])


def _enter(case: Case, kind: type[CaseType], step: Step, seats: list[Seat], visit: Visit, at: datetime) -> Stay:
    stay: Stay = Stay.objects.create(
        case=case, visit=visit.number, type=case.type, step=step.code, days=step.days,
        org_path=next((seat.path for seat in seats if seat.path), case.org_path), entered_at=at,
        due_on=_due(case, kind, step.code, step.days, 0, timezone.localdate(at)),
        left_at=at if visit.left else None, how=visit.left or "",
    )  # fmt: skip
    return stay


def _due(case: Case, kind: type[CaseType], step: str, days: int | None, paused: int, entered: date) -> date | None:
    named = kind.due_on(application_of(case), step)
    return named or clock.due_on(entered, days, paused, WorkCalendar())


def _change(case: Case, kind: type[CaseType], stay: Stay, known: Visit, visit: Visit, at: datetime) -> None:
    today = timezone.localdate(at)
    if visit.left and not known.left:
        stay.left_at, stay.how = at, visit.left
    if visit.suspended and not known.suspended:
        stay.paused_on, stay.due_on = today, None
    if known.suspended and not visit.suspended and stay.paused_on:
        stay.paused_days += WorkCalendar().between(stay.paused_on, today)
        stay.paused_on = None
        entered = timezone.localdate(stay.entered_at)
        stay.due_on = _due(case, kind, stay.step, stay.days, stay.paused_days, entered)
    stay.save()


def _ask(case: Case, kind: type[CaseType], step: Step, seat: Seat, stay: Stay, task: Task, known: Task | None) -> None:
    """Put a task before whoever is asked, or take it away again."""
    subject = f"{case.pk}.{task.number}"
    if known is not None and known.mark == Mark.OPEN:
        notices.settle(kind=KIND, subject_id=subject)
    if task.mark != Mark.OPEN or stay.left_at:
        return
    notices.ask(
        kind=KIND, subject_id=subject, title=gettext_noop("{type}：{title}（{step}）"), link=f"/cases/{case.pk}/",
        role=seat.role, org_path=seat.path or stay.org_path, account_key=seat.account,
        params={"type": kind.label, "title": case.title, "step": step.label},
        due_at=timezone.make_aware(datetime.combine(stay.due_on, time.max)) if stay.due_on else None,
    )  # fmt: skip
