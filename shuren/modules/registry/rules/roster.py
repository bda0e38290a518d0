"""Each term's verification: whether the pupils of the roster are the pupils in the classroom (人籍一致).

《中小学生学籍管理办法》（教基〔2025〕1号）: schools verify the registry every term, and what is wrong
(人籍分离, 空挂学籍) is to be dealt with.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Answer(StrEnum):
    """What a school says of one pupil of its roster."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Absence(StrEnum):
    """Why a pupil is not there."""

    NONE = ""
    ILL = "ill"
    PRIVATE = "private"
    LEAVE = "leave"
    ELSEWHERE = "elsewhere"
    ABROAD = "abroad"
    TRUANT = "truant"
    LOST = "lost"
    OTHER = "other"


class Doubt(StrEnum):
    """What the authority looks into."""

    NONE = ""
    SEPARATED = "separated"  # 人籍分离: the pupil learns elsewhere
    EMPTY = "empty"  # 空挂学籍: nobody at the school knows the pupil


VERIFIED = ("primary", "junior", "senior", "vocational", "special")  # kindergartens keep no 学籍 under this rule


class Fault(StrEnum):
    """What is wrong with an answer as it was given."""

    WHY = "why"
    LATER = "later"


@dataclass(frozen=True)
class Given:
    """An answer as it was given; `since` is the first day of absence."""

    answer: Answer
    absence: Absence = Absence.NONE
    since: date | None = None


def fault(given: Given, today: date) -> Fault | None:
    """Return what is wrong with an answer: an absence needs its reason and does not begin in the future."""
    if given.answer == Answer.ABSENT and not given.absence:
        return Fault.WHY
    return Fault.LATER if given.since and given.since > today else None


def doubt(answer: Answer, absence: Absence) -> Doubt:
    """Return what the authority has to look into."""
    if answer == Answer.UNKNOWN or absence == Absence.LOST:
        return Doubt.EMPTY
    return Doubt.SEPARATED if absence == Absence.ELSEWHERE else Doubt.NONE


def is_overdue(due_on: date, *, is_signed: bool, today: date) -> bool:
    return not is_signed and today > due_on


LONG = timedelta(weeks=4)  # from then on an absence without excuse counts as leaving early and is reported (控辍保学)


def long_since(today: date) -> date:
    """Return the latest first day of an absence that is long today."""
    return today - LONG


class Seat(StrEnum):
    """Where the registration is of a child who sits in class and is not on the roster (人在籍不在)."""

    ELSEWHERE = "elsewhere"  # 学籍在外校: the school where the child sits applies for the transfer
    NOWHERE = "nowhere"  # nobody in the region is enrolled under the number
    UNCLEAR = "unclear"  # the number belongs to somebody of another name: a slip, or somebody else's number


LEAST_NUMBER = 5  # characters of any identity document's number
ADDED_A_DAY = 60  # children one account may name a day: naming them looks them up


def seat(name: str, registered: str | None) -> Seat:
    """Return where a child's registration is; `registered` is the name that the child's number is enrolled under.

    Number and name must both be right before anything is told of where somebody is enrolled.
    """
    if registered is None:
        return Seat.NOWHERE
    return Seat.ELSEWHERE if registered == name else Seat.UNCLEAR
