"""The wide frame: one row per year and unit, with the tree's attributes and every quantity."""

from collections.abc import Iterable, Sequence
from typing import Any

from shuren.kernel.measures import lake
from shuren.kernel.measures.facts import FACT_TABLES, QUANTITIES, TREES, FactTable, How, Quantity
from shuren.kernel.measures.parameters import InForce

KEYS = ("year", "unit")


class UnknownNameError(Exception):
    """A formula asks for a quantity or an attribute that nobody declares."""


class UnitView:
    """A unit as formulas see it: `u.kind`, `u.members`. Remembers which quantities were asked for."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self._known = frozenset(frame.columns)
        self.used: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self._known:
            raise UnknownNameError(f"nothing declares the quantity or attribute {name!r}.")
        if name in QUANTITIES:
            self.used.add(name)
        return self._frame[name]

    def __getitem__(self, name: str) -> Any:
        """The same, for names put together from parts."""
        return getattr(self, name)


def blank_frame() -> Any:
    """Return an unbound table of the frame's shape, for checks and for finding out what a formula uses."""
    import ibis

    tree = TREES["tree"].table
    schema = {"year": "int64", "unit": "int64"} | dict(tree.columns)
    schema |= {item.code: _type_of(item) for item in QUANTITIES}
    return ibis.table(schema, name="units")


def trace(compute: Any, year: int, frame: Any | None = None) -> tuple[Any, frozenset[str], dict[str, Any]]:
    """Call `compute(u, p)`; return its result, the quantities used and the parameters used."""
    units, parameters = UnitView(blank_frame() if frame is None else frame), InForce(year)
    result = compute(units, parameters)
    return result, frozenset(units.used), parameters.used


def unit_frame(con: Any, years: Sequence[int], units: Sequence[int] | None = None) -> Any:
    """Make the table `unit_frame` of some years; a quantity is null where the unit did not report its table.

    Each fact table is passed over once. The passes are joined by plain SQL, which every engine reads alike: chained
    joins of expressions cost more to build than these to run.
    """
    tree = tree_rows(con, years)
    frame = tree.filter(tree.is_unit).drop("is_row", "is_unit")
    parts = {"frame_units": frame if units is None else frame.filter(frame.unit.isin(list(units)))}
    for at, table in enumerate(FACT_TABLES):
        if _quantities(table):
            parts[f"frame_counted_{at}"] = _counted(con, table, years, units)
    for name, part in parts.items():
        con.create_table(name, part, temp=True)
    first, *others = parts
    joins = " ".join(f"LEFT JOIN {name} USING (year, unit)" for name in others)
    con.raw_sql(f"CREATE TEMP TABLE unit_frame AS SELECT * FROM {first} {joins} ORDER BY year, path")  # noqa: S608
    return con.table("unit_frame")


def tree_rows(con: Any, years: Sequence[int]) -> Any:
    """Return every node of the tree in some years."""
    tree = lake.rows(con, TREES["tree"].table, years)
    if tree is None:
        raise lake.NotFrozenError("tree", years)
    return tree


def _counted(con: Any, table: FactTable, years: Sequence[int], units: Sequence[int] | None) -> Any:
    """One pass over a fact table: all its quantities per year and unit."""
    import ibis

    declared = _quantities(table)
    rows = lake.rows(con, table, years)
    if rows is None:
        schema = {"year": "int64", "unit": "int64"} | {item.code: _type_of(item) for item in declared}
        return ibis.memtable([], schema=ibis.schema(schema))
    if units is not None:
        rows = rows.filter(rows.unit.isin(list(units)))
    return rows.group_by(*KEYS).agg(**{item.code: item.column(rows) for item in declared})


def _quantities(table: FactTable) -> list[Quantity]:
    return [item for item in QUANTITIES if item.table.name == table.name]


def _type_of(quantity: Quantity) -> str:
    return "int64" if quantity.value is None or quantity.how is How.ANY else "float64"


def tables_of(quantities: Iterable[str]) -> list[FactTable]:
    """Return the fact tables that some quantities are counted from, in the order of declaration."""
    names = {QUANTITIES[code].table.name for code in quantities}
    return [table for table in FACT_TABLES if table.name in names]
