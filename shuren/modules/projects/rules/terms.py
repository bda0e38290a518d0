"""How much of a contract may have been paid by a day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

CENT = Decimal("0.01")
MONTHS = 12


class Bound(StrEnum):
    """What bounds the payments of a contract."""

    BEFORE = "before"  # not accepted yet
    RETAINED = "retained"  # accepted, and the guarantee still runs
    WHOLE = "whole"


@dataclass(frozen=True)
class Terms:
    """A contract's amount, the shares it names in percent, and when its object was accepted."""

    amount: Decimal
    before_percent: int
    retained_percent: int
    retained_months: int
    accepted_on: date | None = None

    @property
    def released_on(self) -> date | None:
        """The day from which what was kept back may be paid."""
        return None if self.accepted_on is None else months_after(self.accepted_on, self.retained_months)

    def bound(self, on: date) -> Bound:
        released_on = self.released_on
        if released_on is None:
            return Bound.BEFORE
        return Bound.RETAINED if self.retained_percent and on < released_on else Bound.WHOLE

    def most(self, on: date) -> Decimal:
        """Return the most that may have been paid by a day, in yuan."""
        share = {
            Bound.BEFORE: self.before_percent,
            Bound.RETAINED: 100 - self.retained_percent,
            Bound.WHOLE: 100,
        }[self.bound(on)]
        return (self.amount * share / 100).quantize(CENT)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, the last of the month where it has no such day."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
