"""Fact tables and quantities, declared by the modules that own the rows."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from shuren.kernel.codes import CodeTable
from shuren.kernel.measures.scales import Scale
from shuren.kernel.registry import Registry

Columns = Callable[[Any], Any]

# Sums run on whole millionths, so that they are exact and the same in every order of rows and on every engine.
FIXED_POINT = 10**6

_PLACEHOLDER = re.compile(r"(?<!:):(year|on)\b")


class How(StrEnum):
    """How the rows of one unit become one number; ANY gives 1 or 0."""

    COUNT = "count"
    SUM = "sum"
    ANY = "any"
    MAX = "max"


@dataclass(frozen=True)
class Trait:
    """What a column means to people: its label, and the values it takes or the unit in which it is added up."""

    label: str
    codes: CodeTable | Mapping[str, str] | None = None
    unit: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The values it takes: code -> name."""
        if isinstance(self.codes, CodeTable):
            return {value.code: value.name_zh for value in self.codes}
        return dict(self.codes or {})


YES_OR_NO = {"true": "是", "false": "否"}


@dataclass(frozen=True)
class FactTable:
    """A query frozen into the lake at the reference date.

    `sql` selects `unit` (the unit's node id) and every name in `columns` (name -> Ibis type); it may use `:year` and
    `:on`. `filed` selects the `unit` of each that reported, so that an empty report is a true zero; a unit with
    neither rows nor a report is missing. `subject` names what a row is, so that pages can link its `id`.

    `traits` says what columns mean, among them columns of `sql` beyond `columns`: these are read live and never
    frozen. `counted_in` is the unit of a row. A table that is not `frozen` only answers live; one that tells a `flow`
    has what happened in the twelve months before the day.
    """

    name: str
    label: str
    label_en: str
    sql: str
    columns: Mapping[str, str]
    supplier: str
    supplier_en: str
    filed: str | None = None
    subject: str = ""
    traits: Mapping[str, Trait] = field(default_factory=dict)
    counted_in: str = ""
    frozen: bool = True
    flow: bool = False

    def query(self, *, year: int, on: date, units: list[int] | None = None) -> str:
        """Return the SELECT for a reference date, for some units only where given; `is_row` marks true rows."""
        names = ", ".join(self.columns)
        keep = (
            ""
            if units is None
            else f" WHERE unit = ANY(ARRAY[{', '.join(str(int(unit)) for unit in units)}]::bigint[])"
        )
        parts = [f"SELECT true AS is_row, unit, {names} FROM ({self.sql}) AS facts{keep}"]  # noqa: S608
        if self.filed is not None:
            blanks = ", ".join(["NULL"] * len(self.columns))
            filed = f"SELECT DISTINCT unit FROM ({self.filed}) AS f"  # noqa: S608  declarations, not input
            parts.append(f"SELECT false, unit, {blanks} FROM ({filed}) AS filed{keep}")  # noqa: S608
        return self._dated(" UNION ALL ".join(parts), year, on)

    def live(self, *, year: int, on: date) -> str:
        """Return the SELECT of the rows as they stand for a day, with the columns that are not frozen."""
        return self._dated(self.sql, year, on)

    def reported(self, *, year: int, on: date) -> str:
        """Return the SELECT of the `unit`s that reported, empty where every unit always has."""
        return self._dated(self.filed, year, on) if self.filed else ""

    @staticmethod
    def _dated(sql: str, year: int, on: date) -> str:
        return _PLACEHOLDER.sub(lambda found: str(int(year)) if found[1] == "year" else f"DATE '{on.isoformat()}'", sql)


@dataclass(frozen=True)
class Tree:
    """The query that gives every node of the tree at the reference date.

    It selects id, path (steps of four characters), name, is_unit, area, kind, and each of `attributes`
    (name -> Ibis type), by which indicators choose the units they apply to.
    """

    sql: str
    attributes: Mapping[str, str] = field(default_factory=dict)

    COLUMNS = {"path": "string", "name": "string", "is_unit": "boolean", "area": "string", "kind": "string"}

    @property
    def table(self) -> FactTable:
        """The same query as a fact table whose unit is the node itself."""
        columns = self.COLUMNS | dict(self.attributes)
        return FactTable("tree", "机构树", "tree of organisations", self.sql, columns, supplier="", supplier_en="")


class RowView:
    """The rows of a table as conditions see them: every name is a column, also one that tables use themselves."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows

    def __getattr__(self, name: str) -> Any:
        if name not in self._rows.columns:
            raise AttributeError(f"no column {name!r}")
        return self._rows[name]


@dataclass(frozen=True)
class Quantity:
    """One number per unit out of one fact table; without `value` it counts the rows that pass `where`."""

    code: str
    table: FactTable
    label: str
    label_en: str
    scale: Scale
    source: str
    value: Columns | None = None
    where: Columns | None = None
    how: How = How.SUM

    def column(self, rows: Any) -> Any:
        """Return the aggregate expression over `rows`; null where a row that counts lacks its value."""
        import ibis

        view = RowView(rows)
        keep = rows.is_row & self.where(view) if self.where else rows.is_row
        if self.value is None:
            found = keep.fill_null(False).ifelse(1, 0).cast("int64")  # PostgreSQL casts no boolean to a bigint
            return (found.max() if self.how is How.ANY else found.sum()).fill_null(0)
        value = self.value(view)
        if self.how is How.ANY:
            result = value.cast("int64").max(where=keep).fill_null(0)
        elif self.how is How.MAX:
            result = value.cast("float64").max(where=keep).fill_null(0.0)
        elif value.type().is_integer():
            result = value.cast("int64").sum(where=keep).cast("int64").fill_null(0)
        else:
            whole = (value.cast("float64") * FIXED_POINT).round().cast("int64")
            result = whole.sum(where=keep).cast("float64").fill_null(0.0) / FIXED_POINT
        blank = (keep & value.isnull()).fill_null(False).any()
        return ibis.ifelse(blank, ibis.null(result.type()), result)


def applied(table: str) -> str:
    """Return the query of the units that applied a file with that importable table for the year, even an empty one."""
    return (
        "SELECT org_id AS unit FROM tabular_batch"  # noqa: S608  a declared name
        f" WHERE state = 'applied' AND period = ':year' AND counts ? '{table}'"
    )


FACT_TABLES: Registry[FactTable] = Registry("fact tables", key=lambda item: item.name)
QUANTITIES: Registry[Quantity] = Registry("quantities", key=lambda item: item.code)
TREES: Registry[Tree] = Registry("trees", key=lambda _: "tree")


def fact_table(table: FactTable) -> FactTable:
    return FACT_TABLES.add(table)


def quantity(declared: Quantity) -> Quantity:
    return QUANTITIES.add(declared)


def tree(declared: Tree) -> Tree:
    """Declare the tree; there is one."""
    return TREES.add(declared)
