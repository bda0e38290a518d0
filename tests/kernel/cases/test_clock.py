"""Deadlines in working days."""

from datetime import date

import pytest

from shuren.kernel.cases.clock import due_on, light
from shuren.kernel.periods import WorkCalendar

PUBLIC = WorkCalendar()


@pytest.mark.parametrize(
    ("entered", "days", "paused", "due"),
    [
        (date(2026, 3, 2), 10, 0, date(2026, 3, 16)),
        (date(2026, 3, 2), 10, 5, date(2026, 3, 23)),
        (date(2026, 9, 29), 3, 0, date(2026, 10, 9)),  # 1 to 7 October are holidays, 10 October is worked
        (date(2026, 3, 2), None, 0, None),
    ],
)
def test_a_limit_ends_on_its_last_working_day(entered: date, days: int | None, paused: int, due: date | None) -> None:
    assert due_on(entered, days, paused, PUBLIC) == due


def test_where_holidays_are_not_published_yet_weekdays_count() -> None:
    assert due_on(date(2098, 12, 29), 3, 0, PUBLIC) == date(2099, 1, 1)


def test_holidays_published_later_move_the_day() -> None:
    known = WorkCalendar(closed=frozenset({date(2098, 12, 31), date(2099, 1, 1)}))
    assert due_on(date(2098, 12, 29), 3, 0, known) == date(2099, 1, 5)


@pytest.mark.parametrize(
    ("due", "colour"),
    [
        (date(2026, 3, 3), "red"),
        (date(2026, 3, 4), "amber"),
        (date(2026, 3, 6), "amber"),
        (date(2026, 3, 9), "green"),
        (None, ""),
    ],
)
def test_the_light_turns_amber_two_working_days_before(due: date | None, colour: str) -> None:
    assert light(due, date(2026, 3, 4), PUBLIC) == colour
