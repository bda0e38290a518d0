"""控辍保学: which children of compulsory age are away, whose turn it is to act, until when, and who is told if late.

《义务教育法》第十三条: townships and county bureaus bring children to school. 《未成年人保护法》第二十八条: the school
registers and persuades, and where that fails reports in writing. 国办发〔2017〕72号, 教基〔2020〕5号: a plan for each.
教基厅函〔2024〕15号: ledgers of 疑似辍学 and 辍学, every persuasion recorded, 动态销号, monthly reports of schools.
The days of the ladder are not in these documents: provinces set them. Until a bureau sets its own, what most have in
common holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from enum import StrEnum

from shuren.modules.registry.rules.identity import FIRST_AGE
from shuren.modules.registry.rules.roster import LONG

MOST_DAYS = 60  # no step may be put off for longer
COMPULSORY_YEARS = 9  # 《义务教育法》第二条
MONTHLY_BY = 5  # day of the following month


class Source(StrEnum):
    """How a child came into the ledger."""

    TOLD = "told"
    ROSTER = "roster"
    LEAVE = "leave"
    LEAVER = "leaver"


class Category(StrEnum):
    """Why a child is away."""

    UNKNOWN = "unknown"
    WEARY = "weary"
    WORK = "work"
    MARRIED = "married"
    ILL = "ill"
    DISABLED = "disabled"
    POOR = "poor"
    FAMILY = "family"
    MIGRANT = "migrant"
    ELSEWHERE = "elsewhere"
    OTHER = "other"


class Deed(StrEnum):
    """What was done about a child; each is a line of the log."""

    ENTERED = "entered"
    CONTACT = "contact"
    VISIT = "visit"
    REPORT = "report"
    PLAN = "plan"
    PERSUADE = "persuade"
    NOTE = "note"
    RAISED = "raised"
    CLOSED = "closed"


class Outcome(StrEnum):
    """Why a child leaves the ledger (销号)."""

    RETURNED = "returned"
    ELSEWHERE = "elsewhere"
    HOME = "home"
    SUSPENDED = "suspended"
    ABROAD = "abroad"
    DIED = "died"
    FINISHED = "finished"
    MISTAKEN = "mistaken"


class Office(StrEnum):
    """Whose turn it is, or who is told that another is late."""

    SCHOOL = "school"
    PRINCIPAL = "principal"
    AUTHORITY = "authority"
    CITY = "city"


BY_SCHOOL = (Deed.CONTACT, Deed.VISIT, Deed.REPORT, Deed.PERSUADE, Deed.NOTE)
BY_AUTHORITY = (Deed.PLAN, Deed.VISIT, Deed.PERSUADE, Deed.NOTE)


@dataclass(frozen=True)
class Ladder:
    """Within how many days a step is due: contact, visit, report after a child is listed, the plan after the report.

    Persuasion is repeated every so many days; a school's duty that is late by more than `raised` days is told to its
    authority.
    """

    contact: int = 1
    visit: int = 7
    report: int = 10
    plan: int = 10
    persuade: int = 30
    raised: int = 7


RUNGS = tuple(rung.name for rung in fields(Ladder))


@dataclass(frozen=True)
class Course:
    """How far the work on a child has come: away since, known since, and the latest day of each deed."""

    since: date
    noted_on: date
    done: Mapping[Deed, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Duty:
    """What is to be done next, by whom, until when."""

    deed: Deed
    office: Office
    due_on: date


def is_dropout(since: date, today: date) -> bool:
    """Say whether a child counts as having left school (辍学), not as suspected: four weeks without excuse."""
    return since + LONG <= today


def next_duty(course: Course, ladder: Ladder) -> Duty:
    """Return what is to be done next: contact, home visit, written report, plan, then persuasion month by month."""
    done, noted = course.done, course.noted_on
    if Deed.CONTACT not in done:
        return Duty(Deed.CONTACT, Office.SCHOOL, noted + timedelta(days=ladder.contact))
    if Deed.VISIT not in done:
        return Duty(Deed.VISIT, Office.SCHOOL, noted + timedelta(days=ladder.visit))
    if Deed.REPORT not in done:
        return Duty(Deed.REPORT, Office.SCHOOL, max(course.since + LONG, noted + timedelta(days=ladder.report)))
    if Deed.PLAN not in done:
        return Duty(Deed.PLAN, Office.AUTHORITY, done[Deed.REPORT] + timedelta(days=ladder.plan))
    last = max(done[deed] for deed in (Deed.PLAN, Deed.PERSUADE, Deed.VISIT) if deed in done)
    return Duty(Deed.PERSUADE, Office.SCHOOL, last + timedelta(days=ladder.persuade))


def told_of(duty: Duty, today: date, ladder: Ladder) -> Office | None:
    """Return who is told that a duty is late: the principal at once, the authority later, above it the city."""
    late = (today - duty.due_on).days
    if late <= 0:
        return None
    if duty.office is Office.AUTHORITY:
        return Office.CITY
    return Office.AUTHORITY if late > ladder.raised else Office.PRINCIPAL


def compulsory_until(born_on: date) -> date:
    """Return the last day of a child's compulsory years: nine school years from the entry at six.

    >>> compulsory_until(date(2012, 8, 31)), compulsory_until(date(2012, 9, 1))
    (datetime.date(2027, 8, 31), datetime.date(2028, 8, 31))
    """
    entry = born_on.year + FIRST_AGE + ((born_on.month, born_on.day) > (8, 31))
    return date(entry + COMPULSORY_YEARS, 8, 31)


def may_record(role: str) -> tuple[Deed, ...]:
    """Return which deeds a role enters into the log."""
    if role in {"registrar", "principal"}:
        return BY_SCHOOL
    return BY_AUTHORITY if role in {"county_official", "city_official"} else ()


def month_before(today: date) -> date:
    """Return the first day of the month before a day: the one that is reported."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
