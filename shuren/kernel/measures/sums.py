"""Additive sums of cells, and the values that follow from them alone.

Because every field only ever adds, the sums of any union of disjoint slices are the sums of the slices' sums. The
spread of a ratio x/p between units, each weighted by its p, needs no more than that:

    S^2 = sum(p (x/p - m)^2) / sum(p)  =  sum(x^2/p) / sum(p) - m^2      with  m = sum(x) / sum(p)
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

from shuren.kernel.measures.scales import Rollup


class Sums(NamedTuple):
    """Sums over the units of a slice.

    `num`, `den`: numerators and denominators; `sq`: num^2/den; `ratio`, `ratio_sq`: num/den and its square (these
    three over units whose denominator is above zero); `n`: units counted; `n_ratio`: those with a denominator above
    zero; `missing`: units the indicator applies to whose facts are missing. Missing units add to nothing else.
    """

    num: float = 0.0
    den: float = 0.0
    sq: float = 0.0
    ratio: float = 0.0
    ratio_sq: float = 0.0
    n: int = 0
    n_ratio: int = 0
    missing: int = 0

    def __add__(self, other: "Sums") -> "Sums":  # type: ignore[override]  # sums add up, they are not strung together
        return Sums(
            self.num + other.num,
            self.den + other.den,
            self.sq + other.sq,
            self.ratio + other.ratio,
            self.ratio_sq + other.ratio_sq,
            self.n + other.n,
            self.n_ratio + other.n_ratio,
            self.missing + other.missing,
        )


def total(parts: Iterable[Sums]) -> Sums:
    """Return the sums of a union of disjoint slices."""
    result = Sums()
    for part in parts:
        result += part
    return result


def value_of(sums: Sums, rollup: Rollup) -> float | None:
    """Return the value before scaling: None where there is nothing to divide by, inf where something stands over 0."""
    if rollup is Rollup.DIFFERENCE_COEFFICIENT:
        return weighted_difference(sums)
    if sums.n == 0 or (sums.den == 0 and sums.num == 0):
        return None
    if sums.den == 0:
        return math.copysign(math.inf, sums.num)
    return sums.num / sums.den


def weighted_difference(sums: Sums) -> float | None:
    """Return the difference coefficient S/m with each unit weighted by its denominator."""
    if sums.den <= 0 or sums.num == 0:
        return None
    mean = sums.num / sums.den
    return _spread(sums.sq / sums.den, mean) / abs(mean)


def plain_difference(sums: Sums) -> float | None:
    """Return the unweighted coefficient STDEV/AVG of the units' ratios (population formula), shown for comparison."""
    if sums.n_ratio == 0 or sums.ratio == 0:
        return None
    mean = sums.ratio / sums.n_ratio
    return _spread(sums.ratio_sq / sums.n_ratio, mean) / abs(mean)


def _spread(mean_of_squares: float, mean: float) -> float:
    """Standard deviation; rounding may leave a tiny negative variance where all units are equal."""
    return math.sqrt(max(0.0, mean_of_squares - mean * mean))
