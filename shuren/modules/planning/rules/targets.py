"""A target, and whether a figure meets it."""

import math
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from shuren.modules.planning.rules.scopes import Scope, scope_of

_FRACTION = re.compile(r"^\s*(\d+)/(\d+)")
_YEARS = re.compile(r"\b(20\d\d)-(20\d\d)\b")
HALF_PLACE = 0.5  # of the last published place


class Comparator(StrEnum):
    """How a figure is held against the value. 达到 (=) asks for the value or better, 基本 (≈) for nearly that."""

    AT_LEAST = ">="
    AT_MOST = "<="
    ABOVE = ">"
    BELOW = "<"
    REACHES = "="
    NEARLY = "≈"


class TargetKind(StrEnum):
    TARGET = "target"
    MILESTONE = "milestone"
    CONSTRAINT = "constraint"
    BASELINE = "baseline"


@dataclass(frozen=True)
class Margins:
    """Parameters of judgement; shares of the target's value.

    `nearly`: how far below its value a target that says 基本 may be met. `amber`: how far from being met a figure may
    be and still show amber.
    """

    nearly: float = 0.05
    amber: float = 0.10


DEFAULT_MARGINS = Margins()


@dataclass(frozen=True)
class Target:
    """One published row. A note such as "1/3" tells the fraction that a rounded percentage stands for."""

    indicator_id: str
    category: str
    label: str
    label_en: str
    scope: Scope
    year: int
    comparator: Comparator
    value: float
    unit: str
    kind: TargetKind = TargetKind.TARGET
    due_on: date | None = None
    note: str = ""

    @property
    def upward(self) -> bool:
        """Say whether more is better, as the comparison tells."""
        return self.comparator not in {Comparator.AT_MOST, Comparator.BELOW}

    @property
    def years(self) -> range:
        """The years it holds for: its own, or those its note names where the plan states it once for several."""
        found = _YEARS.search(self.note)
        return range(int(found[1]), int(found[2]) + 1) if found else range(self.year, self.year + 1)

    @property
    def exact(self) -> Fraction | None:
        return exact_of(self.note, self.value, self.unit)

    @property
    def bar(self) -> float:
        """The value to be reached, with the fraction it stands for."""
        return float(self.exact) if self.exact is not None else self.value

    @property
    def slack(self) -> float:
        """What rounding may take away: half of the last published place where the value stands for a fraction."""
        places = len(f"{self.value:g}".partition(".")[2])
        rounding = HALF_PLACE * 10.0**-places if self.exact is not None else 0.0
        return rounding + 1e-9 * max(1.0, abs(self.value))


def exact_of(note: str, value: float, unit: str) -> Fraction | None:
    """Return the fraction that a note such as "1/3" gives for a rounded value, in the value's unit."""
    found = _FRACTION.match(note)
    if not found:
        return None
    exact = Fraction(int(found[1]), int(found[2])) * (100 if unit == "%" else 1)
    return exact if abs(float(exact) - value) < 0.01 else None  # noqa: PLR2004  two published places


def read_target(row: dict[str, str]) -> Target:
    """Read one row of plan_targets.csv."""
    return Target(
        row["indicator_id"],
        row["category"],
        row["indicator_zh"],
        row["indicator_en"],
        scope_of(row["scope"]),
        int(row["year"]),
        Comparator(row["comparator"]),
        float(row["value"]),
        row["unit"],
        TargetKind(row["kind"]),
        date.fromisoformat(row["due_date"]) if row["due_date"] else None,
        row["note"],
    )


def shortfall(target: Target, actual: float, margins: Margins = DEFAULT_MARGINS) -> float:
    """Return by how much a figure misses the target, in its unit; 0 where it is met; inf where it never can be."""
    bar, slack = target.bar, target.slack
    if target.comparator is Comparator.NEARLY:
        bar -= abs(bar) * margins.nearly
    missing = bar - actual if target.upward else actual - bar
    if target.comparator in {Comparator.ABOVE, Comparator.BELOW}:
        return max(missing, slack) if missing >= -slack else 0.0
    return missing if missing > slack else 0.0


def meets(target: Target, actual: float, margins: Margins = DEFAULT_MARGINS) -> bool:
    """Say whether a figure meets the target."""
    return shortfall(target, actual, margins) == 0.0


def progress(target: Target, actual: float | None) -> float | None:
    """Return how far a figure has come towards the target, 0 to 100 percent; None without a figure."""
    if actual is None:
        return None
    if meets(target, actual, Margins(nearly=0.0)):
        return 100.0
    if math.isinf(actual):
        return 0.0
    part = actual / target.bar if target.upward else target.bar / actual
    return min(100.0, max(0.0, part * 100.0))
