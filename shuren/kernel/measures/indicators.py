"""Indicators, declared.

    @indicator
    class RoomsPerHundred(Indicator):
        code, label, label_en = "X.1", "…", "…"
        scale, direction, basis = PER_HUNDRED, Direction.UP, Basis(…)
        definition, definition_en = "…", "…"

        def applies(self, u, p):
            return u.kind.isin(KINDS)

        @since(2017, "{rooms} ÷ {members}")
        def rooms_to_members(self, u, p):
            return u.rooms, u.members

A formula returns (numerator, denominator); for SHARE_OF_UNITS it returns the condition a unit meets. `u` offers the
tree's attributes and every quantity by its code, `p` the parameters in force. A new rule adds a formula with a later
year; the old one keeps computing the old years. Divide by `over(a, b)`: engines disagree about division by zero;
compare by `reaches(value, bar)`: binary fractions fall short of decimal bars.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from shuren.kernel.measures.facts import QUANTITIES
from shuren.kernel.measures.parameters import PARAMETERS, Dated
from shuren.kernel.measures.scales import Basis, Direction, Rollup, Scale
from shuren.kernel.registry import Registry

ROUNDING = 1e-9
_NAME = re.compile(r"\{(p\.)?(\w+)\}")


@dataclass(frozen=True)
class Formula:
    """A formula in force from a year on; `text` names quantities in braces and parameters as {p.name}."""

    since: int
    text: str
    text_en: str
    compute: Callable[..., Any]

    @property
    def name(self) -> str:
        return self.compute.__name__

    @property
    def named(self) -> tuple[frozenset[str], frozenset[str]]:
        """Quantities and parameters the text names."""
        found = _NAME.findall(self.text + self.text_en)
        return frozenset(name for p, name in found if not p), frozenset(name for p, name in found if p)

    def readable(self, year: int, *, english: bool = False) -> str:
        """Return the text with the labels of the quantities and the values of the parameters in that year."""

        def worded(found: re.Match[str]) -> str:
            if found[1]:
                dated = PARAMETERS[found[2]].in_force(year)
                return "—" if dated is None else f"{dated.value:g}"
            quantity = QUANTITIES[found[2]]
            return quantity.label_en if english else quantity.label

        return _NAME.sub(worded, self.text_en if english and self.text_en else self.text)


def since(year: int, text: str, text_en: str = "") -> Callable[[Callable[..., Any]], Formula]:
    """Declare a method to be the formula from that year on; `text_en` is only needed where the text has words."""
    return lambda method: Formula(year, text, text_en, method)


class Indicator:
    """A figure about units, with its source; one instance is registered per code."""

    code: str
    label: str
    label_en: str
    scale: Scale
    direction: Direction
    basis: Basis | None = None
    definition: str
    definition_en: str
    rollup: ClassVar[Rollup] = Rollup.RATIO_OF_SUMS
    topic: str = ""
    standard: str = ""  # the parameter that holds the official standard a unit is held against

    def standard_in(self, year: int) -> Dated | None:
        """Return the official standard in force, in the units of the published figure."""
        return PARAMETERS[self.standard].in_force(year) if self.standard else None

    def applies(self, u: Any, p: Any) -> Any:
        """Say which units count; a condition over missing facts makes the unit missing, not absent."""
        del u, p
        return True

    @property
    def formulas(self) -> list[Formula]:
        """All formulas ever in force, oldest first; members of a family may set theirs on the instance."""
        named = {name: item for kind in reversed(type(self).__mro__) for name, item in vars(kind).items()} | vars(self)
        found = (item for item in named.values() if isinstance(item, Formula))
        return sorted(found, key=lambda item: item.since)

    def formula_for(self, year: int) -> Formula | None:
        """Return the formula in force in that year, or nothing before the first."""
        in_force = [item for item in self.formulas if item.since <= year]
        return in_force[-1] if in_force else None

    @property
    def source(self) -> "Indicator":
        """The indicator whose formulas and cells this one reads: itself, unless it says otherwise."""
        return self

    @property
    def cells_of(self) -> str:
        """The code under which the cells are kept."""
        return self.source.code

    def __repr__(self) -> str:
        return f"<{self.code} {self.label}>"


class DifferenceCoefficient(Indicator):
    """The spread of another indicator between units, each weighted by its denominator; it reads that one's cells."""

    rollup: ClassVar[Rollup] = Rollup.DIFFERENCE_COEFFICIENT

    def __init__(
        self, of: Indicator, *, code: str, label: str, label_en: str, scale: Scale, basis: Basis, standard: str = ""
    ) -> None:
        self.of, self.code, self.label, self.label_en, self.scale, self.basis = of, code, label, label_en, scale, basis
        self.standard = standard
        self.direction = Direction.DOWN
        self.topic = of.topic
        self.definition = f"各单位“{of.label}”以分母加权的标准差与总体平均值之比，越小越均衡。"
        self.definition_en = f'Weighted standard deviation of "{of.label_en}" between units over its overall mean.'

    def applies(self, u: Any, p: Any) -> Any:
        return self.of.applies(u, p)

    @property
    def formulas(self) -> list[Formula]:
        return self.of.formulas

    @property
    def source(self) -> Indicator:
        return self.of


INDICATORS: Registry[Indicator] = Registry("indicators", key=lambda item: item.code)

I = TypeVar("I", bound=type[Indicator])  # noqa: E741


def indicator(declared: I) -> I:
    """Class decorator: register the indicator."""
    INDICATORS.add(declared())
    return declared


def register(*declared: Indicator) -> None:
    """Register members of a family: instances of one class with different settings."""
    for item in declared:
        INDICATORS.add(item)


def computed(chosen: Iterable[Indicator] | None = None) -> list[Indicator]:
    """Return the indicators that have cells of their own."""
    return [item for item in (INDICATORS if chosen is None else chosen) if item.cells_of == item.code]


def reaches(value: Any, bar: float) -> Any:
    """Say whether a value reaches a positive bar; one that equals it on paper does so whatever its binary rounding."""
    return value >= bar * (1 - ROUNDING)


def over(numerator: Any, denominator: Any) -> Any:
    """Divide; null where the denominator is zero or missing."""
    return numerator.cast("float64") / denominator.cast("float64").nullif(0.0)
