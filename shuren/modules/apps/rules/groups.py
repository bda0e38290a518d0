"""Groups of a school for whom an app is switched on: `staff`, `pupil:primary:3`, `guardian:primary:3`."""

from collections.abc import Iterable
from typing import Final

STAFF: Final = "staff"


def named(who: str, stage: str = "", grade: int | None = None) -> str:
    """Return the code of a group.

    >>> named("pupil", "primary", 3), named("staff")
    ('pupil:primary:3', 'staff')
    """
    return who if who == STAFF else f"{who}:{stage}:{grade}"


def read(group: str) -> tuple[str, str, int]:
    """Return who is meant, the stage and the grade; of staff the last two are empty and 0.

    >>> read("guardian:junior:2"), read("staff")
    (('guardian', 'junior', 2), ('staff', '', 0))
    """
    who, _colon, rest = group.partition(":")
    stage, _colon, grade = rest.partition(":")
    return who, stage, int(grade or 0)


def audiences(groups: Iterable[str]) -> frozenset[str]:
    """Return who is meant by some groups."""
    return frozenset(read(group)[0] for group in groups)
