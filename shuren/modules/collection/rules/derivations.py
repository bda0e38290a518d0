"""How a figure that nobody declared is computed: out of one register, or out of other sources. Pure.

As JSON, with what is not said left out:

    {"table": "people.pupils", "how": "count", "where": {"sex": ["2"], "stage": ["primary"]}}
    {"table": "conditions.room", "how": "sum", "column": "area_m2", "where": {"room_type": ["5"]}}
    {"table": "people.teachers", "how": "share", "where": {"sex": ["2"]}, "base": ["stage"]}
    {"table": "conditions.room", "how": "sum", "column": "area_m2", "per": {"table": "people.pupils", "how": "count"}}
    {"plus": ["item:4", "quantity:pupils"], "minus": ["item:9"]}

`years` moves the day asked about by whole years, `on` names another day, `factor` turns the register's unit of measure
into the one asked for (元 into 万元 is 0.0001).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Self


class How(StrEnum):
    """How the rows that pass become one figure."""

    COUNT = "count"
    SUM = "sum"
    ANY = "any"
    SHARE = "share"
    MEAN = "mean"


@dataclass(frozen=True)
class Derivation:
    """Rows of `table` that have one of the values in every column of `where`, counted or summed.

    A share is of the rows that pass the columns of `base` alone, in percent. `per` divides by another figure.
    """

    table: str
    how: How = How.COUNT
    column: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    base: tuple[str, ...] = ()
    per: "Derivation | None" = None

    def as_json(self) -> dict[str, Any]:
        """Return what `read` makes the same derivation of."""
        found: dict[str, Any] = {"table": self.table, "how": self.how.value}
        if self.column:
            found["column"] = self.column
        if self.where:
            found["where"] = {column: list(codes) for column, codes in self.where.items()}
        if self.base:
            found["base"] = list(self.base)
        if self.per:
            found["per"] = self.per.as_json()
        return found

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote; KeyError or ValueError where it is something else."""
        return cls(
            said["table"],
            How(said["how"]),
            said.get("column", ""),
            {column: tuple(codes) for column, codes in said.get("where", {}).items()},
            tuple(said.get("base", ())),
            cls.read(said["per"]) if "per" in said else None,
        )

    def parts(self) -> "Iterator[Derivation]":
        """Yield it and what it is divided by."""
        yield self
        if self.per:
            yield from self.per.parts()


def day_of(derivation: Mapping[str, Any], on: date) -> date:
    """Return the day a derivation speaks of where the question speaks of `on`."""
    if "on" in derivation:
        return date.fromisoformat(derivation["on"])
    years = int(derivation.get("years", 0))
    if not years:
        return on
    last = on.month == 2 and on.day == 29  # noqa: PLR2004  29 February has no like in most years
    return date(on.year + years, on.month, 28 if last else on.day)


def parts_of(derivation: Mapping[str, Any]) -> list[str]:
    """Return the sources that a derivation adds and subtracts."""
    return [*derivation.get("plus", ()), *derivation.get("minus", ())]


def circle(source: str, derivation: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the way from a source through its parts back to itself, the source first and last; empty where none.

    `others` are the derivations of the other sources; what is not among them is told, not computed.
    """
    ways: list[list[str]] = [[source]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        said = derivation if way[-1] == source else others.get(way[-1], {})
        for part in parts_of(said):
            if part == source:
                return [*way, source]
            if part not in seen:
                seen.add(part)
                ways.append([*way, part])
    return []
