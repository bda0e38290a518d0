"""The one pass: years from the lake through the engine into cells, and the correction of one unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from shuren.kernel.measures import cells, freeze, lake, store
from shuren.kernel.measures.declared import fingerprint
from shuren.kernel.measures.facts import QUANTITIES, TREES, FactTable
from shuren.kernel.measures.frame import tree_rows, unit_frame
from shuren.kernel.measures.indicators import computed
from shuren.kernel.measures.models import Computation, Node
from shuren.kernel.measures.session import engine, in_fixed_order
from shuren.kernel.paths import STEP


@dataclass(frozen=True)
class Computed:
    """What one pass made: the years and the number of cells of all levels."""

    years: tuple[int, ...]
    cells: int


@transaction.atomic
def recompute(years: Sequence[int]) -> Computed:
    """Compute every declared indicator at every level for some years, from the lake as it stands."""
    store.lock(years)
    with engine() as con:
        levels = compute_levels(con, years)
        nodes = con.to_pyarrow(_node_rows(con, years))
        count = store.replace_years(years, nodes, [con.to_pyarrow(store.cell_table(level)) for level in levels])
    for year in years:
        _note(year)
    return Computed(tuple(years), count)


def compute_levels(con: Any, years: Sequence[int], units: Sequence[int] | None = None) -> list[Any]:
    """Return the tables of cells, the units' first, then those of the nodes level by level up to the root."""
    frame = unit_frame(con, years, units)
    in_fixed_order(con)
    parts = cells.unit_cells(frame, computed(), years)
    levels = [_gathered(con, "cells_of_units", parts)]
    if units is not None:
        return levels
    deepest = con.to_pyarrow(frame.path.length().max()).as_py() or 0
    above = None
    for depth in range(deepest // STEP - 1, 0, -1):
        children = [cells.at_depth(levels[0], depth + 1), *([above] if above is not None else [])]
        gathered = _gathered(con, f"children_{depth}", children)
        above = _gathered(con, f"cells_{depth}", [cells.rolled_up(gathered, depth)])
        levels.append(above)
    return levels


def correct_unit(year: int, unit: int, *, chosen: Sequence[FactTable] | None = None) -> Computed:
    """Read one unit's facts again and put its figures right at every level.

    Only the unit's own rows are read; the nodes above are summed anew from the cells below them.
    """
    if not Computation.objects.filter(year=year).exists():
        freeze.freeze([year])
        return recompute([year])
    with transaction.atomic():
        store.lock([year])
        freeze.freeze_unit(year, unit, chosen=_with_tree(chosen))
        before = list(Node.objects.within("").filter(year=year, node_id=unit).values_list("org_path", flat=True))
        with engine() as con:
            (level,) = compute_levels(con, [year], [unit])
            nodes = con.to_pyarrow(_node_rows(con, [year], unit))
            found = con.to_pyarrow(store.cell_table(level))
        after = nodes.column("org_path").to_pylist()
        store.replace_unit(year, [*before, *after], nodes, found)
        _note(year)
    return Computed((year,), found.num_rows)


def _with_tree(chosen: Sequence[FactTable] | None) -> list[FactTable] | None:
    return None if chosen is None else [TREES["tree"].table, *(table for table in chosen if table.name != "tree")]


def _gathered(con: Any, name: str, parts: Sequence[Any]) -> Any:
    """Keep the union of parts as a table in the order of its keys."""
    import ibis

    union = parts[0] if len(parts) == 1 else ibis.union(*parts)
    return con.create_table(name, union.select(*cells.COLUMNS).order_by(*cells.COLUMNS[:5]), temp=True)


def _node_rows(con: Any, years: Sequence[int], unit: int | None = None) -> Any:
    """Return the tree's rows as the node table wants them, units with their quantities as JSON."""
    tree = tree_rows(con, years)
    columns = ", ".join(f"'{item.code}', {item.code}" for item in QUANTITIES)
    con.raw_sql(
        "CREATE OR REPLACE TEMP TABLE unit_facts AS "  # noqa: S608  names are declared, not entered
        f"SELECT year, unit, CAST(json_object({columns}) AS VARCHAR) AS facts FROM unit_frame"
    )
    facts = con.table("unit_facts")
    keep = tree if unit is None else tree.filter(tree.unit == unit)
    joined = keep.left_join(facts, ["year", "unit"])
    return joined.select(
        "year", org_path=joined.path, node_id=joined.unit, depth=(joined.path.length() // STEP).cast("int16"),
        name=joined.name, is_unit=joined.is_unit, area=joined.area.fill_null(""), kind=joined.kind.fill_null(""),
        facts=joined.facts,
    ).order_by("year", "org_path").select(*store.NODE_COLUMNS)  # fmt: skip


def _note(year: int) -> None:
    """Remember from which snapshots the year was computed."""
    found = {table.name: lake.manifest(table.name, year) for table in freeze.tables()}
    snapshots = {
        name: {
            "revision": item.revision, "taken_at": item.taken_at, "on": item.on, "rows": item.base.rows,
            "sha256": item.base.sha256, "patches": len(item.patches),
        }
        for name, item in found.items() if item
    }  # fmt: skip
    before = Computation.objects.filter(year=year).first()
    revision = before.revision + 1 if before else 1
    said = {"revision": revision, "computed_at": timezone.now(), "declared": fingerprint(), "snapshots": snapshots}
    Computation.objects.update_or_create(year=year, defaults=said)
