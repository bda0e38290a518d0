"""Administrative divisions of every revision since 1980, and the development zones of the statistical list.

`data/divisions.csv` gives each code its names with the days from and up to which they held. Days before 2019 are
those of the revision of GB/T 2260 in which a change first shows, later ones those of the yearly statistical list.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from shuren.kernel.identifiers import KnownDivisions
from shuren.kernel.periods import in_force
from shuren.spine.standards.rules.tables import day_of, rows_of

_PLACEHOLDERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


@dataclass(frozen=True, slots=True)
class Division:
    """A code under one of its names, in force from `valid_from` up to, not including, `valid_to`; none is no bound."""

    code: str
    name: str
    valid_from: date | None
    valid_to: date | None
    replaced_by: str
    source: str

    @property
    def is_retired(self) -> bool:
        """Whether the code bears this name no longer."""
        return self.valid_to is not None

    @property
    def is_zone(self) -> bool:
        """Whether the code is one of the statistical list for a development zone, which GB/T 2260 does not know."""
        return "71" <= self.code[4:] <= "80" and self.code[2:4] != "00"


@cache
def _names() -> dict[str, tuple[Division, ...]]:
    """For each code its names, the latest last."""
    names: dict[str, list[Division]] = defaultdict(list)
    for row in rows_of("divisions.csv"):
        names[row["code"]].append(
            Division(
                row["code"],
                row["name"],
                day_of(row["valid_from"]),
                day_of(row["valid_to"]),
                row["replaced_by"],
                row["source"],
            )
        )
    return {code: tuple(each) for code, each in names.items()}


@cache
def known_divisions() -> KnownDivisions:
    """Every six-digit code that was ever in use."""
    return KnownDivisions(_names())


def division(code: str, *, on: date | None = None) -> Division | None:
    """The division of a code of 6, 9 or 12 digits, under its name on the day, or else under its latest name."""
    names = _names().get(code[:6])
    if not names:
        return None
    if on is not None:
        for each in names:
            if in_force(on, each.valid_from, each.valid_to):
                return each
    return names[-1]


def division_name(code: str, *, on: date | None = None) -> str:
    """The full name from the province down, such as 安徽省合肥市瑶海区; empty for an unknown code."""
    own = division(code, on=on)
    if own is None:
        return ""
    above = (division(f"{code[:2]}0000", on=on), division(f"{code[:4]}00", on=on))
    return "".join(
        each.name
        for each in (*(a for a in above if a is not None and a.code != own.code), own)
        if each.name not in _PLACEHOLDERS
    )


def division_told(code: str, *, on: date | None = None) -> str:
    """Return a code with its full name, such as 340102 安徽省合肥市瑶海区; the code alone where nobody knows it."""
    return f"{code} {division_name(code, on=on)}".rstrip()


def division_names(column: pl.Series) -> pl.Series:
    """`division_name` for a column; null for unknown codes."""
    codes = column.cast(pl.String).str.slice(0, 6)
    distinct = codes.unique().drop_nulls()
    named = pl.Series([division_name(code) or None for code in distinct.to_list()], dtype=pl.String)
    return codes.replace_strict(distinct, named, default=None, return_dtype=pl.String).alias(column.name)


def divisions(*, under: str = "", on: date | None = None) -> list[Division]:
    """The divisions whose code begins with `under`, as of a day; without one, every name of every code."""
    return [
        each
        for code, names in _names().items()
        if code.startswith(under)
        for each in names
        if on is None or in_force(on, each.valid_from, each.valid_to)
    ]
