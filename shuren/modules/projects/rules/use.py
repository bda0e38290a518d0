"""Months in which what was bought is used or not, and when a review is due. Pure."""

from datetime import date

IDLE_MONTHS = 3  # full months without any use after which a thing is idle
REVIEW_MONTHS = 12
SHOWN = 12
YEAR = 12


def months_between(first: date, last: date) -> list[tuple[int, int]]:
    """Return the months of two days and all between, as (year, month), newest first, a year's at most."""
    start, end = ordinal(first.year, first.month), ordinal(last.year, last.month)
    return [named(at) for at in range(end, max(start, end - SHOWN) - 1, -1)]


def ordinal(year: int, month: int) -> int:
    """Return a month as a number that grows by one each month."""
    return year * YEAR + month - 1


def named(at: int) -> tuple[int, int]:
    return at // YEAR, at % YEAR + 1


def idle_from(today: date) -> date:
    """Return the first day of the months that count: used in none of them, a thing that was there is idle."""
    year, month = named(ordinal(today.year, today.month) - IDLE_MONTHS)
    return date(year, month, 1)
