"""Light, month and report of a task: rules over days and figures, so that nobody chooses a colour."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shuren.modules.planning.rules.lights import Light

REPORTED_BY = 5  # day of the following month until which a month is reported
NEAR = timedelta(days=30)  # before the due day, from which on a figure that falls short shows amber
SILENT = 2  # months without a report after which the light is red
DECEMBER = 12


class Reason(StrEnum):
    """What decides a task's light; the first that holds, in this order."""

    WAITING = "waiting"
    DROPPED = "dropped"
    DONE = "done"
    UNMET = "unmet"
    MET = "met"
    LATE = "late"
    STAGE_LATE = "stage_late"
    SILENT = "silent"
    SHORT = "short"
    UNREPORTED = "unreported"
    ON_TIME = "on_time"


class Asked(StrEnum):
    """What a monthly report asks of the unit that leads a task: what registers know is never asked."""

    NOTHING = "nothing"
    SENTENCE = "sentence"
    EVIDENCE = "evidence"  # a sentence, and something to show for it once the task is done


@dataclass(frozen=True)
class Stage:
    """A step on the way with a day of its own."""

    label: str
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of a task. `met` says what the registers show: None where they hold nothing of it."""

    state: str
    due_on: date
    begun_on: date | None = None
    met: bool | None = None
    stages: tuple[Stage, ...] = ()
    reported: Collection[date] = ()  # first days of the months reported


@dataclass(frozen=True)
class Verdict:
    """A light and what decides it; `days` past or left, `stage` or `months` where the reason speaks of them."""

    light: Light
    reason: Reason
    days: int = 0
    stage: str = ""
    months: int = 0


ENDED = {
    "draft": Verdict(Light.GREY, Reason.WAITING),
    "dropped": Verdict(Light.GREY, Reason.DROPPED),
    "done": Verdict(Light.GREEN, Reason.DONE),
    "unmet": Verdict(Light.RED, Reason.UNMET),
}  # by state: what no day and no figure changes


def verdict(facts: Facts, today: date) -> Verdict:
    """Return the light of a task and why."""
    if facts.state in ENDED:
        return ENDED[facts.state]
    return Verdict(Light.GREEN, Reason.MET) if facts.met else _late(facts, today) or _silent(facts, today)


def _late(facts: Facts, today: date) -> Verdict | None:
    """Return the verdict on a task or a step of it whose day has passed."""
    if facts.due_on < today:
        return Verdict(Light.RED, Reason.LATE, (today - facts.due_on).days)
    late = [stage for stage in facts.stages if stage.done_on is None and stage.due_on < today]
    return Verdict(Light.AMBER, Reason.STAGE_LATE, (today - late[0].due_on).days, late[0].label) if late else None


def _silent(facts: Facts, today: date) -> Verdict:
    """Return the verdict on a task in time: by what is reported of it, and by how near its day is."""
    left, months = (facts.due_on - today).days, missing(facts, today)
    if months >= SILENT:
        return Verdict(Light.RED, Reason.SILENT, left, months=months)
    if facts.met is False and facts.due_on - today <= NEAR:
        return Verdict(Light.AMBER, Reason.SHORT, left)
    if months:
        return Verdict(Light.AMBER, Reason.UNREPORTED, left, months=months)
    return Verdict(Light.GREEN, Reason.ON_TIME, left)


def asked(met: bool | None) -> Asked:
    """Return what is asked about a task each month."""
    if met:
        return Asked.NOTHING
    return Asked.EVIDENCE if met is None else Asked.SENTENCE


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(month: date) -> date:
    return date(month.year + month.month // DECEMBER, month.month % DECEMBER + 1, 1)


def before(month: date) -> date:
    return month_of(month - timedelta(days=1))


def deadline_of(month: date) -> date:
    """Return the last day on which a month is reported."""
    return next_month(month).replace(day=REPORTED_BY)


def open_month(today: date) -> date:
    """Return the month that is reported now: the one before, as long as it may be, then the present one."""
    month = month_of(today)
    return before(month) if today <= deadline_of(before(month)) else month


def missing(facts: Facts, today: date) -> int:
    """Count the newest closed months without a report, back to the month in which the task was issued."""
    if facts.begun_on is None:
        return 0
    count, month = 0, before(open_month(today))
    while month >= month_of(facts.begun_on) and month not in facts.reported:
        count, month = count + 1, before(month)
    return count
