"""What becomes of a pupil at the end of a school year, as a table."""

from datetime import date
from typing import Any

import pytest

from shuren.kernel.periods import AcademicYear
from shuren.modules.registry.rules.yearend import (
    Outcome,
    Standing,
    Why,
    effective_on,
    needs_second_person,
    opens_on,
    outcome,
)

pytestmark = pytest.mark.pure


def standing(**facts: Any) -> Standing:
    told: dict[str, Any] = {"stage": "primary", "grade": 3, "grades": 6, "status": "01"} | facts
    return Standing(**told)


LAST = {"grade": 6}
SENIOR = {"stage": "senior", "grade": 3, "grades": 3}


@pytest.mark.parametrize(
    ("facts", "expected", "why"),
    [
        ({}, Outcome.UP, Why.NONE),
        ({"status": "05"}, Outcome.UP, Why.NONE),
        (LAST, Outcome.GRADUATE, Why.NONE),
        ({"grade": 5, "grades": 5}, Outcome.GRADUATE, Why.NONE),
        ({"stage": "kindergarten", "grade": 3, "grades": 3}, Outcome.GRADUATE, Why.NONE),
        ({**LAST, "named": Outcome.COMPLETE}, Outcome.COMPLETE, Why.NAMED),
        ({"status": "02"}, Outcome.STAY, Why.ABSENT),
        ({**LAST, "status": "02"}, Outcome.STAY, Why.ABSENT),
        ({"status": "06"}, Outcome.STAY, Why.ABSENT),
        ({"status": "12"}, Outcome.STAY, Why.ABSENT),
        ({"has_case": True}, Outcome.WAIT, Why.CASE),
        ({**LAST, "has_case": True, "status": "02"}, Outcome.WAIT, Why.CASE),
        ({"grade": 7}, Outcome.WAIT, Why.OVERDUE),
        (SENIOR, Outcome.WAIT, Why.UNSIGNED),
        ({**SENIOR, "is_signed": True}, Outcome.GRADUATE, Why.NONE),
        ({**SENIOR, "is_signed": True, "named": Outcome.INCOMPLETE}, Outcome.INCOMPLETE, Why.NAMED),
        ({**SENIOR, "grade": 2}, Outcome.UP, Why.NONE),
    ],
)
def test_what_becomes_of_a_pupil(facts: dict[str, Any], expected: Outcome, why: Why) -> None:
    assert outcome(standing(**facts)) == (expected, why)


def test_the_year_is_closed_from_june_on_and_leavers_leave_before_the_next_begins() -> None:
    year = AcademicYear(2026)
    assert opens_on(year) == date(2027, 6, 1)
    assert effective_on(year, date(2027, 7, 5)) == date(2027, 7, 5)
    assert effective_on(year, date(2027, 11, 22)) == date(2027, 9, 1)


def test_more_than_a_hundred_pupils_need_a_second_person() -> None:
    assert not needs_second_person(100)
    assert needs_second_person(101)
