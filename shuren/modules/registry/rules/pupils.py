"""What the rules look at in a pupil, and when in the course of a stage an event falls."""

from dataclasses import dataclass
from datetime import date

from shuren.kernel.periods import Term

ABSENT = frozenset({"02", "04", "12"})  # JY/T 1001-2012 XSDQZT: 休学, 停学, 保留入学资格
COMPULSORY = frozenset({"primary", "junior", "special"})  # 《义务教育法》第二条: nine years, special schools included


@dataclass(frozen=True)
class Pupil:
    """`grade` counts from 1 within the stage, None outside; `grades` is the stage's length."""

    status: str
    stage: str
    entry_year: int
    grade: int | None
    grades: int


@dataclass(frozen=True)
class Class:
    """A class somebody is to join; its entry year gives the grade."""

    stage: str
    entry_year: int


def in_first_term(pupil: Pupil, on: date) -> bool:
    """Say whether a day falls into the first term of the entry grade."""
    return pupil.grade == 1 and Term.of(on) == Term.of(date(pupil.entry_year, 9, 1))


def in_last_term(pupil: Pupil, on: date) -> bool:
    """Say whether a day falls into the last term of the graduating grade."""
    return pupil.grade == pupil.grades and Term.of(on).season == "2"
