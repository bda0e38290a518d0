"""How a figure is written: its unit of measure, which way is better, how cells of units become one value."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext


@dataclass(frozen=True)
class Scale:
    """A unit of measure; a ratio of sums times `factor` is the published figure, written with `decimals` places."""

    label: str
    label_en: str
    factor: float = 1.0
    decimals: int = 2


PERCENT = Scale("%", "%", factor=100.0)
PLAIN = Scale("", "", decimals=3)


class Direction(StrEnum):
    """Which way a figure improves."""

    UP = "up"
    DOWN = "down"


class Rollup(StrEnum):
    """How the cells of units become the value of a node."""

    RATIO_OF_SUMS = "ratio_of_sums"
    SHARE_OF_UNITS = "share_of_units"
    DIFFERENCE_COEFFICIENT = "difference_coefficient"


@dataclass(frozen=True)
class Basis:
    """The official source of a declaration: document, its number, the clause; `note` states how it is read."""

    document: str
    number: str
    clause: str
    note: str = ""
    verified: bool = True

    def __str__(self) -> str:
        number = f"（{self.number}）" if self.number else ""
        doubt = "" if self.verified else gettext("［文号或条款待核］")
        return f"《{self.document}》{number}{self.clause}{doubt}"
