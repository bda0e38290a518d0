"""How much of a contract may have been paid by a day."""

from datetime import date
from decimal import Decimal

import pytest

from shuren.modules.projects.rules.terms import Bound, Terms, months_after

pytestmark = pytest.mark.pure
ACCEPTED = date(2026, 2, 28)


@pytest.mark.parametrize(
    ("accepted_on", "on", "bound", "most"),
    [
        (None, date(2026, 2, 27), Bound.BEFORE, 30_000),
        (ACCEPTED, date(2026, 2, 28), Bound.RETAINED, 95_000),
        (ACCEPTED, date(2027, 2, 27), Bound.RETAINED, 95_000),
        (ACCEPTED, date(2027, 2, 28), Bound.WHOLE, 100_000),
    ],
)
def test_a_share_before_acceptance_the_rest_but_for_what_is_retained_then_all(
    accepted_on: date | None, on: date, bound: Bound, most: int
) -> None:
    terms = Terms(Decimal(100_000), 30, 5, 12, accepted_on)
    assert (terms.bound(on), terms.most(on)) == (bound, Decimal(most))


def test_without_retention_all_may_be_paid_at_acceptance() -> None:
    assert Terms(Decimal(100), 0, 0, 12, ACCEPTED).most(ACCEPTED) == 100


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2026, 12, 5), 12, date(2027, 12, 5)), (ACCEPTED, 0, ACCEPTED)],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then
