"""What lists need, kept beside the log in the same transaction: stays at steps, parties, to-dos, the outcome."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.cases import clock
from shuren.kernel.cases.declare import CaseType
from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.route import steps
from shuren.kernel.cases.state import Mark, State, Task, Visit
from shuren.kernel.notices import actions as notices
from shuren.kernel.periods import WorkCalendar

KIND = "cases"


def follow(case: Case, kind: type[CaseType], parties: Parties, before: State, after: State, at: datetime) -> None:
    """Bring the rows of a case from what one state means to what the next one does."""
    for visit in after.visits.values():
        known = before.visits.get(visit.number)
        if known is None:
            _enter(case, kind, parties, after, visit, at)
        elif known != visit:
            _change(case, known, visit, at)
    for task in after.tasks.values():
        known_task = before.tasks.get(task.number)
        if known_task != task:
            _ask(case, kind, parties, after, task, known_task)
    case.outcome = after.outcome
    case.ended_at = at if after.outcome else None
    case.save(update_fields=["outcome", "ended_at", "length", "form"])


def _enter(case: Case, kind: type[CaseType], parties: Parties, state: State, visit: Visit, at: datetime) -> None:
    step = next(item for item in steps(kind.route) if item.code == visit.step)
    seats = [parties.seat(task.seat) for task in state.tasks_of(visit)]
    first = next((seat.path for seat in seats if seat.path), case.org_path)
    due = clock.due_on(timezone.localdate(at), step.days, 0, WorkCalendar())
    Stay.objects.create(
        case=case, visit=visit.number, type=case.type, step=visit.step, org_path=first, days=step.days,
        entered_at=at, due_on=due, left_at=at if visit.left else None, how=visit.left or "",
    )  # fmt: skip


def _change(case: Case, known: Visit, visit: Visit, at: datetime) -> None:
    stay = Stay.objects.within("").get(case=case, visit=visit.number)
    today = timezone.localdate(at)
    if visit.left and not known.left:
        stay.left_at, stay.how = at, visit.left
    if visit.suspended and not known.suspended:
        stay.paused_on, stay.due_on = today, None
    if known.suspended and not visit.suspended and stay.paused_on:
        stay.paused_days += WorkCalendar().between(stay.paused_on, today)
        stay.paused_on = None
        stay.due_on = clock.due_on(timezone.localdate(stay.entered_at), stay.days, stay.paused_days, WorkCalendar())
    stay.save()


def _ask(case: Case, kind: type[CaseType], parties: Parties, state: State, task: Task, known: Task | None) -> None:
    """Put a task before whoever is asked, or take it away again."""
    subject = f"{case.pk}.{task.number}"
    if known is not None and known.mark == Mark.OPEN:
        notices.settle(kind=KIND, subject_id=subject)
    if task.mark != Mark.OPEN or state.visits[task.visit].left:
        return
    seat = parties.seat(task.seat)
    step = next(item for item in steps(kind.route) if item.code == state.visits[task.visit].step)
    notices.ask(
        kind=KIND, subject_id=subject, title=gettext_noop("{type}：{title}（{step}）"), link=f"/cases/{case.pk}/",
        role=seat.role, org_path=seat.path, account_key=seat.account,
        params={"type": kind.label, "title": case.title, "step": step.label},
        due_at=_end_of(case, task.visit),
    )  # fmt: skip


def _end_of(case: Case, visit: int) -> datetime | None:
    """Return the last moment of a visit's due day."""
    due = Stay.objects.within("").filter(case=case, visit=visit).values_list("due_on", flat=True).first()
    return timezone.make_aware(datetime.combine(due, time.max)) if due else None
