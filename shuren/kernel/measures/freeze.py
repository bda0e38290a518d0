"""Freezing: the rows of every fact table, as they stand for a reference date, from PostgreSQL into the lake."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from shuren.kernel.measures import lake
from shuren.kernel.measures.facts import FACT_TABLES, TREES, FactTable
from shuren.kernel.measures.session import engine, postgres

Tell = Callable[[int, int, str], None]

REFERENCE_MONTH, REFERENCE_DAY = 9, 1


def reference_date(year: int) -> date:
    """Return the national reference date of a reporting year: 1 September."""
    return date(year, REFERENCE_MONTH, REFERENCE_DAY)


def tables() -> list[FactTable]:
    """Return the tree and every declared fact table that is frozen."""
    return [TREES["tree"].table, *(table for table in FACT_TABLES if table.frozen)]


def freeze(
    years: Sequence[int], *, chosen: Sequence[FactTable] | None = None, tell: Tell | None = None
) -> list[lake.Manifest]:
    """Take the snapshot of some years; `tell(done, total, note)` hears of each table."""
    work = [(year, table) for year in years for table in (tables() if chosen is None else chosen)]
    done: list[lake.Manifest] = []
    with engine() as con, postgres() as cursor:
        for year, table in work:
            on = reference_date(year)
            source = _fetched(con, cursor, table.query(year=year, on=on))
            done.append(lake.save_base(con, table, year, on=on, source=source, at=timezone.now()))
            if tell:
                tell(len(done), len(work), f"{year} {table.label}")
    return done


def freeze_unit(year: int, unit: int, *, chosen: Sequence[FactTable] | None = None) -> list[lake.Manifest]:
    """Read one unit's rows again, by the same queries, and put them in place of those the snapshot has.

    A table without a snapshot for the year is taken whole.
    """
    done: list[lake.Manifest] = []
    with engine() as con, postgres() as cursor:
        for table in tables() if chosen is None else chosen:
            found, now, on = lake.manifest(table.name, year), timezone.now(), reference_date(year)
            query = table.query(year=year, on=on, units=[unit] if found else None)
            source = _fetched(con, cursor, query)
            if found:
                done.append(lake.save_patch(con, table, year, unit, source=source, at=now))
            else:
                done.append(lake.save_base(con, table, year, on=on, source=source, at=now))
    return done


def _fetched(con: Any, cursor: Any, query: str) -> str:
    """Stream a query's result into a DuckDB table and return its name."""
    cursor.execute(query)
    con.con.register("arriving", cursor.fetch_record_batch())
    con.raw_sql("CREATE OR REPLACE TEMP TABLE arrived AS SELECT * FROM arriving")
    con.con.unregister("arriving")
    return "arrived"
