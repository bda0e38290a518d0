"""What becomes of a pupil at the end of a school year.

《中小学生学籍管理办法》（教基〔2025〕1号）: grades and leaving certificates are settled by grade as a school year ends,
by the school and its authority; whoever is on leave keeps the registration. The words for leaving are those of
JY/T 1001-2012 XSDQZT. Whether a pupil meets the province's rules on graduation (学业水平合格性考试, 综合素质评价) is
for the school to judge; it names those who finish otherwise.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shuren.kernel.periods import AcademicYear


class Outcome(StrEnum):
    """学年结果. `WAIT` is settled by a later act; the others are entered in the register."""

    UP = "up"
    GRADUATE = "graduate"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    STAY = "stay"
    WAIT = "wait"


class Why(StrEnum):
    """The reason of an outcome that is not the ordinary one."""

    NONE = ""
    NAMED = "named"
    ABSENT = "absent"
    CASE = "case"
    OVERDUE = "overdue"
    UNSIGNED = "unsigned"


ENDED = {Outcome.GRADUATE: "07", Outcome.COMPLETE: "08", Outcome.INCOMPLETE: "09"}  # XSDQZT 毕业, 结业, 肄业
SETTLED = (Outcome.UP, *ENDED, Outcome.STAY)
AWAY = ("02", "04", "06", "12", "13", "15")  # XSDQZT 休学, 停学, 流失, 保留入学资格, 公派出国, 下落不明

# Who may be named: compulsory education knows no 肄业, for a pupil within it keeps the registration.
NAMEABLE = {
    "primary": (Outcome.COMPLETE,),
    "junior": (Outcome.COMPLETE,),
    "special": (Outcome.COMPLETE,),
    "senior": (Outcome.COMPLETE, Outcome.INCOMPLETE),
    "vocational": (Outcome.COMPLETE, Outcome.INCOMPLETE),
}
LEAST_REASON = 4  # characters of why somebody does not graduate
SIGNED = ("senior", "vocational")  # stages whose graduation the school confirms pupil by pupil

ALONE = 100  # pupils; a larger act needs a second person (design rule 4)
BEGINS = (6, 1)  # leaving certificates are dated from June on; before, an act can be previewed only


@dataclass(frozen=True)
class Standing:
    """What decides about a pupil. `grade` counts from 1 at entry and may exceed `grades`, the length of the stage."""

    stage: str
    grade: int
    grades: int
    status: str
    has_case: bool = False
    named: Outcome | None = None
    is_signed: bool = False


def outcome(pupil: Standing) -> tuple[Outcome, Why]:
    """Return what becomes of a pupil at the end of the school year in which they are in `grade`, and why."""
    if pupil.grade > pupil.grades:
        return Outcome.WAIT, Why.OVERDUE
    if pupil.has_case:
        return Outcome.WAIT, Why.CASE
    if pupil.status in AWAY:
        return Outcome.STAY, Why.ABSENT
    return (Outcome.UP, Why.NONE) if pupil.grade < pupil.grades else _leaving(pupil)


def _leaving(pupil: Standing) -> tuple[Outcome, Why]:
    if pupil.stage in SIGNED and not pupil.is_signed:
        return Outcome.WAIT, Why.UNSIGNED
    return (pupil.named, Why.NAMED) if pupil.named is not None else (Outcome.GRADUATE, Why.NONE)


def opens_on(year: AcademicYear) -> date:
    """Return the first day on which the end of a school year may be entered."""
    return date(year.first + 1, *BEGINS)


def effective_on(year: AcademicYear, today: date) -> date:
    """Return the day from which leavers are no longer enrolled: today, and never later than the next year's first."""
    return min(today, date(year.first + 1, 9, 1))


def needs_second_person(pupils: int) -> bool:
    return pupils > ALONE
