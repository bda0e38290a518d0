"""What was paid for projects against what was reported as spent: where they part, and what figures tell of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


class Why(StrEnum):
    """What figures alone tell of a difference."""

    SAME = "same"
    NOT_REPORTED = "not_reported"  # paid, and nothing reported
    NO_PROJECT = "no_project"  # reported, and no project paid
    MORE_PAID = "more_paid"
    MORE_REPORTED = "more_reported"


@dataclass(frozen=True)
class Compared:
    """One category of spending: paid for projects, reported, in yuan."""

    category: str
    paid: Decimal
    reported: Decimal

    @property
    def difference(self) -> Decimal:
        return self.paid - self.reported

    @property
    def why(self) -> Why:
        if self.paid == self.reported:
            return Why.SAME
        if not self.reported:
            return Why.NOT_REPORTED
        if not self.paid:
            return Why.NO_PROJECT
        return Why.MORE_PAID if self.paid > self.reported else Why.MORE_REPORTED


def compared(paid: Mapping[str, Decimal], reported: Mapping[str, Decimal]) -> list[Compared]:
    """Return every category in which something was paid or reported, in the order of their codes."""
    codes = sorted({*paid, *reported})
    return [Compared(code, paid.get(code, NOTHING), reported.get(code, NOTHING)) for code in codes]
