"""Cells and nodes into PostgreSQL: set-based, through COPY, inside the caller's transaction."""

import io
from collections.abc import Sequence
from typing import Any

from django.db import connection

from shuren.kernel.measures.cells import COLUMNS, COUNTS, SUMS
from shuren.kernel.paths import STEP, ancestors_of

NODE_COLUMNS = ("year", "org_path", "node_id", "depth", "name", "is_unit", "area", "kind", "facts")
CELL_COLUMNS = ("year", "indicator", "depth", "org_path", "area", "kind", *SUMS, *COUNTS)


def lock(years: Sequence[int]) -> None:
    """Let one computation of a year run at a time; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        for year in sorted(years):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('measures.year'), %s)", [year])


def replace_years(years: Sequence[int], nodes: Any, cells: Sequence[Any]) -> int:
    """Replace all nodes and cells of some years by Arrow tables; return the number of cells."""
    with connection.cursor() as cursor:
        for table in ("measures_cell", "measures_node"):
            cursor.execute(f"DELETE FROM {table} WHERE year = ANY(%s)", [list(years)])  # noqa: S608
        _copy(cursor, "measures_node", NODE_COLUMNS, nodes)
        for part in cells:
            _copy(cursor, "measures_cell", CELL_COLUMNS, part)
        cursor.execute("ANALYZE measures_cell, measures_node")
    return sum(part.num_rows for part in cells)


def replace_unit(year: int, paths: Sequence[str], nodes: Any, cells: Any) -> None:
    """Replace the node and cells of one unit, which stood and stands at `paths`, and sum anew every node above it."""
    with connection.cursor() as cursor:
        for path in set(paths):
            for table in ("measures_cell", "measures_node"):
                cursor.execute(f"DELETE FROM {table} WHERE year = %s AND org_path = %s", [year, path])  # noqa: S608
        _copy(cursor, "measures_node", NODE_COLUMNS, nodes)
        _copy(cursor, "measures_cell", CELL_COLUMNS, cells)
        above = {upper for path in paths for upper in ancestors_of(path)}
        for node in sorted(above, key=len, reverse=True):
            _sum_anew(cursor, year, node)


def _sum_anew(cursor: Any, year: int, path: str) -> None:
    """Replace a node's cells by the sums of the cells one step below, added up in the order of their paths."""
    depth = len(path) // STEP
    cursor.execute("DELETE FROM measures_cell WHERE year = %s AND depth = %s AND org_path = %s", [year, depth, path])
    totals = (
        ", ".join(f"sum({name} ORDER BY org_path)" for name in SUMS) + ", " + ", ".join(f"sum({n})" for n in COUNTS)
    )
    cursor.execute(
        f"INSERT INTO measures_cell ({', '.join(CELL_COLUMNS)}) "  # noqa: S608
        f"SELECT year, indicator, %s, %s, area, kind, {totals} FROM measures_cell "
        "WHERE year = %s AND depth = %s AND org_path >= %s AND org_path < %s GROUP BY year, indicator, area, kind",
        [depth, path, year, depth + 1, path, path + "~"],
    )


def _copy(cursor: Any, table: str, columns: Sequence[str], rows: Any) -> None:
    """COPY an Arrow table whose columns stand in this order."""
    from pyarrow import csv

    buffer = io.BytesIO()
    csv.write_csv(rows.select(list(columns)), buffer, csv.WriteOptions(include_header=False))
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)") as copy:
        copy.write(buffer.getbuffer())


def cell_table(expression: Any) -> Any:
    """Shape cells for the table: the path becomes org_path, its steps the depth."""
    shaped = expression.select(*COLUMNS).mutate(depth=(expression.path.length() // STEP).cast("int16"))
    return shaped.rename(org_path="path").select(*CELL_COLUMNS)
