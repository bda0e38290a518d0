"""What is lacking in a request before it can be cleared. Pure.

《关于减轻中小学教师负担 进一步营造教育教学良好环境的若干意见》（中办、国办，2019）: reports asked of schools are listed
and cleared; a request without a basis, an end or an audience asks nobody.
"""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

LEAST_DAYS = 3  # from the first day of a round to the last
LEAST_REASON = 8  # characters of a reason
MOST_YEARS = 3  # after which a request has to be cleared anew
MOST_QUESTIONS = 500
DOCUMENT = re.compile(r"《[^》]{2,}》|[〔\[（(]\d{4}[〕\]）)]\s*\d+\s*号|第.{1,6}条")


@dataclass(frozen=True)
class Head:
    """What a request says of itself, as far as it is filled in."""

    title: str
    purpose: str
    basis: str
    below: str
    level: str
    stages: tuple[str, ...]
    frequency: str
    as_of: date | None
    opens_on: date | None
    due_on: date | None
    ends_on: date | None
    why_over: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong, at a field: `code` names the sentence."""

    field: str
    code: str


def renewed(head: Head, today: date) -> Head:
    """Return a head whose days have gone on by as few whole years as it takes for it to open today or later."""
    years = 0
    while head.opens_on and _on(head.opens_on, years) < today:
        years += 1
    as_of, opens_on, due_on, ends_on = (
        _on(day, years) if day else None for day in (head.as_of, head.opens_on, head.due_on, head.ends_on)
    )
    return replace(head, as_of=as_of, opens_on=opens_on, due_on=due_on, ends_on=ends_on)


def _on(day: date, years: int) -> date:
    """Return the day some years later; the last of February where there is no 29th."""
    last = day.month == 2 and day.day == 29 and not isleap(day.year + years)  # noqa: PLR2004
    return day.replace(year=day.year + years, day=28 if last else day.day)


def days_left(opens_on: date | None, due_on: date, today: date) -> int:
    """Return the days that units have for the first round where it is sent today."""
    return (due_on - max(today, opens_on or today)).days


def faults(head: Head, today: date) -> Iterator[Fault]:
    """Yield what is lacking or wrong, field by field."""
    for field in ("title", "purpose"):
        if not getattr(head, field).strip():
            yield Fault(field, f"no_{field}")
    if not head.basis.strip():
        yield Fault("basis", "no_basis")
    elif not DOCUMENT.search(head.basis):
        yield Fault("basis", "vague_basis")
    if not head.below:
        yield Fault("below", "no_audience")
    yield from _dates(head, today)


def _dates(head: Head, today: date) -> Iterator[Fault]:
    for field in ("as_of", "opens_on", "due_on"):
        if getattr(head, field) is None:
            yield Fault(field, f"no_{field}")
    if head.ends_on is None:
        yield Fault("ends_on", "no_end")
    if head.opens_on and head.opens_on < today:
        yield Fault("opens_on", "past")
    if head.opens_on and head.due_on and (head.due_on - head.opens_on).days < LEAST_DAYS:
        yield Fault("due_on", "hasty")
    if head.due_on and head.ends_on and head.ends_on < head.due_on:
        yield Fault("ends_on", "early_end")
    if head.opens_on and head.ends_on and (head.ends_on - head.opens_on).days > MOST_YEARS * 366:
        yield Fault("ends_on", "endless")
