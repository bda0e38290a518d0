"""How many of many figures lie where: bins of a round width. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from shuren.modules.collection.rules.values import plain_number

MOST_BINS = 10
STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Bin:
    """The figures from `low` on and below `high`."""

    low: Decimal
    high: Decimal
    count: int

    @property
    def label(self) -> str:
        return f"{plain_number(self.low)}–{plain_number(self.high)}"


def bins(figures: Sequence[Decimal]) -> list[Bin]:
    """Return at most ten bins, empty ones between others included, each 1, 2 or 5 times a power of ten wide."""
    if not figures:
        return []
    width = _width(max(figures) - min(figures))
    first = _place(min(figures), width)
    counts = [0] * (_place(max(figures), width) - first + 1)
    for each in figures:
        counts[_place(each, width) - first] += 1
    return [Bin((first + at) * width, (first + at + 1) * width, count) for at, count in enumerate(counts)]


def _width(spread: Decimal) -> Decimal:
    """Return the smallest round width with which a spread fills fewer than the most bins."""
    least = spread / (MOST_BINS - 1)
    if least <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in STEPS if step * power >= least)


def _place(figure: Decimal, width: Decimal) -> int:
    return int((figure / width).to_integral_value(ROUND_FLOOR))
