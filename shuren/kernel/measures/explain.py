"""From a figure back to where it came from."""

import math
from collections.abc import Sequence
from typing import Any

from django.db import connection

from shuren.kernel.measures import lake, read
from shuren.kernel.measures.cells import Usage, usage
from shuren.kernel.measures.explanation import (
    Explanation,
    FormulaShown,
    MissingFacts,
    ParameterShown,
    QuantityShown,
    RowsHandle,
    SnapshotShown,
)  # fmt: skip
from shuren.kernel.measures.facts import QUANTITIES, FactTable, RowView
from shuren.kernel.measures.frame import tables_of
from shuren.kernel.measures.indicators import INDICATORS, Formula
from shuren.kernel.measures.models import Computation, Node
from shuren.kernel.measures.parameters import PARAMETERS
from shuren.kernel.measures.session import engine

EXAMPLES = 20  # units named among those that did not report


class NotComputedError(Exception):
    """There is no figure for this node and year yet."""


def explain(code: str, path: str, year: int, selection: read.Selection = read.ALL) -> Explanation:
    """Explain an indicator's figure at a node in a year, for a selection of slices; about ten queries."""
    indicator = INDICATORS[code]
    node = Node.objects.within(path).filter(year=year, org_path=path).first()
    computation = Computation.objects.filter(year=year).first()
    if node is None or computation is None:
        raise NotComputedError(f"{code}: nothing is computed for {path!r} in {year}.")
    found = read.figures_at(path, [code], [year], selection)[code, year]
    formula = indicator.formula_for(year)
    used = usage(indicator, formula) if formula else Usage(frozenset(), ())
    tables = tables_of(used.quantities)
    units = _Units(indicator.cells_of, path, year, selection)
    return Explanation(
        code=code, label=indicator.label, label_en=indicator.label_en,
        scale=indicator.scale.label, scale_en=indicator.scale.label_en, decimals=indicator.scale.decimals,
        direction=indicator.direction.value, rollup=indicator.rollup.value,
        definition=indicator.definition, definition_en=indicator.definition_en,
        basis=str(indicator.basis), basis_note=indicator.basis.note if indicator.basis else "",
        year=year, path=path, name=node.name, is_unit=node.is_unit,
        formula=_shown(formula, year), parameters=_parameters(used, year),
        sums=found.sums, value=found.value, plain=found.plain,
        unbounded=found.value is not None and math.isinf(found.value),
        quantities=units.quantities(sorted(used.quantities)),
        missing=tuple(item for table in tables if (item := units.missing(table, used))),
        children=() if node.is_unit else tuple(read.children_of(path, code, year, selection)),
        rows=tuple(
            RowsHandle(code, table.name, table.subject, year, path)
            for code in sorted(used.quantities) if (table := _table(code))
        ),
        revision=computation.revision, computed_at=computation.computed_at.isoformat(timespec="seconds"),
        snapshots=_snapshots(computation, tables),
    )  # fmt: skip


def _table(quantity: str) -> FactTable:
    return QUANTITIES[quantity].table


def _shown(formula: Formula | None, year: int) -> FormulaShown | None:
    if formula is None:
        return None
    return FormulaShown(formula.since, formula.readable(year), formula.readable(year, english=True))


def _parameters(used: Usage, year: int) -> tuple[ParameterShown, ...]:
    return tuple(
        ParameterShown(name, item.label, item.label_en, dated.value, item.scale, dated.since, dated.source)
        for name, dated in used.in_force(year).items()
        if (item := PARAMETERS[name])
    )


def _snapshots(computation: Computation, tables: Sequence[FactTable]) -> tuple[SnapshotShown, ...]:
    return tuple(
        SnapshotShown(table=table.name, **computation.snapshots[table.name])
        for table in tables
        if table.name in computation.snapshots
    )


class _Units:
    """The units an indicator has cells for, at and below a node, in a selection."""

    def __init__(self, cells: str, path: str, year: int, selection: read.Selection) -> None:
        blocks: list[str] = []
        self._values: list[Any] = [year, cells, path, path + "~"]
        for block in selection:
            conditions = ["true"]
            for column, allowed in (("c.area", block.areas), ("c.kind", block.kinds)):
                if allowed is not None:
                    conditions.append(f"{column} = ANY(%s)")
                    self._values.append(sorted(allowed))
            blocks.append(f"({' AND '.join(conditions)})")
        self._source = (
            "FROM measures_node m JOIN measures_cell c"
            " ON c.year = m.year AND c.depth = m.depth AND c.org_path = m.org_path"
            " WHERE m.is_unit AND m.year = %s AND c.indicator = %s AND m.org_path >= %s AND m.org_path < %s"
            f" AND ({' OR '.join(blocks)})"
        )

    def quantities(self, codes: Sequence[str]) -> tuple[QuantityShown, ...]:
        """Sum quantities over the units that counted, and count those that reported and those that did not."""
        if not codes:
            return ()
        columns = ", ".join(
            "sum((m.facts->>%s)::float8) FILTER (WHERE c.n > 0), count(m.facts->>%s), count(*)" for _ in codes
        )
        values = [value for code in codes for value in (code, code)]
        row = self._fetch(f"SELECT {columns} {self._source}", values)[0]
        return tuple(
            QuantityShown(
                code, item.label, item.label_en, item.scale.label, item.source, item.table.name,
                row[3 * at], row[3 * at + 1], row[3 * at + 2] - row[3 * at + 1],
            )
            for at, code in enumerate(codes) if (item := QUANTITIES[code])
        )  # fmt: skip

    def missing(self, table: FactTable, used: Usage) -> MissingFacts | None:
        """Return the units that lack a quantity of the table, the first few by name."""
        codes = sorted(code for code in used.quantities if _table(code).name == table.name)
        lacking = " OR ".join("m.facts->>%s IS NULL" for _ in codes)
        rows = self._fetch(
            f"SELECT m.org_path, m.name, count(*) OVER () {self._source} AND ({lacking}) "
            f"ORDER BY m.org_path LIMIT {EXAMPLES}",
            [],
            codes,
        )
        if not rows:
            return None
        examples = tuple((path, name) for path, name, _ in rows)
        return MissingFacts(
            table.name, table.label, table.label_en, table.supplier, table.supplier_en, rows[0][2], examples
        )  # fmt: skip

    def _fetch(self, query: str, before: Sequence[Any], after: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query, [*before, *self._values, *after])
            return list(cursor.fetchall())


def rows_of(handle: RowsHandle, *, limit: int = 500) -> list[dict[str, Any]]:
    """Return the frozen rows behind a quantity at and below a node, with the unit's name, from the lake."""
    quantity = QUANTITIES[handle.quantity]
    units = dict(
        Node.objects.within(handle.path).filter(year=handle.year, is_unit=True).values_list("node_id", "name")
    )  # fmt: skip
    with engine() as con:
        rows = lake.rows(con, quantity.table, [handle.year])
        if rows is None:
            return []
        keep = rows.is_row & rows.unit.isin(list(units))
        found = (
            rows.filter(keep & quantity.where(RowView(rows)) if quantity.where else keep).order_by("unit").limit(limit)
        )
        return [row | {"unit_name": units[row["unit"]]} for row in con.to_pyarrow(found.drop("is_row")).to_pylist()]
