"""Rows into tables by COPY: frames whose columns are named as the tables' are.

COPY is refused on tables under row security, so the wall is taken down for the owner while rows go in; large loads
also take indexes and constraints away first and make them again at the end. All of it belongs to one transaction:
whoever else is connected sees the tables as they were, or full, walled and indexed.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, models, transaction
from django.db.models.fields import NOT_PROVIDED

LARGE = 50_000  # rows from which on building indexes afterwards pays
PIECE = 50_000  # rows written to the database at a time

CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('f', 'u', 'p') ORDER BY contype = 'p', oid
"""
REFERENCES = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE confrelid = %s::regclass AND contype = 'f' AND conrelid <> confrelid ORDER BY oid
"""
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY i.indexrelid
"""


def copy(model: type[models.Model], frame: pl.DataFrame) -> int:
    """Add the rows of a frame to a model's table and return how many; columns the frame lacks get their default.

    Raises ValueError where the frame has a column that the table does not know.
    """
    known = {field.column: field for field in model._meta.concrete_fields if field.column}
    if unknown := sorted(set(frame.columns) - set(known)):
        raise ValueError(f"{model._meta.db_table} has no column {', '.join(unknown)}.")
    missing = {name: _default(field) for name, field in known.items() if name not in frame.columns}
    filled = frame.with_columns(pl.lit(value).alias(name) for name, value in missing.items() if value is not None)
    columns = ", ".join(connection.ops.quote_name(name) for name in filled.columns)
    statement = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(statement) as target:
        for piece in filled.iter_slices(PIECE):
            target.write(piece.write_csv(include_header=False, date_format="%Y-%m-%d"))
    return frame.height


def _default(field: "models.Field[Any, Any]") -> str | int | float | bool | None:
    """Return what a column holds where nothing is said; None where the database says it or null is allowed."""
    if field.primary_key or field.db_default is not NOT_PROVIDED:
        return None
    if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
        return datetime.now().astimezone().isoformat()
    value = field.get_default()
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (dict, list)):
        return "{}" if isinstance(value, dict) else "[]"
    return str(value)


def set_serials(*tables: type[models.Model]) -> None:
    """Let the ids that the database gives out go on behind those that were loaded."""
    with connection.cursor() as cursor:
        for model in tables:
            name = model._meta.db_table
            newest = f"SELECT greatest(1, max(id)) FROM {connection.ops.quote_name(name)}"  # noqa: S608  a model's name
            cursor.execute(f"SELECT setval(pg_get_serial_sequence(%s, 'id'), ({newest}))", [name])


@contextmanager
def open_for_loading(tables: Iterable[type[models.Model]], rows: int) -> Iterator[None]:
    """Load into tables inside one transaction; for `rows` of LARGE and more, without indexes until the end."""
    names = [model._meta.db_table for model in tables]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        walled = _walled(cursor, names)
        for name in walled:
            cursor.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
        undone = [statement for name in names for statement in _strip(cursor, name)] if rows >= LARGE else []
        yield
        if undone:
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL max_parallel_maintenance_workers = 2")
            for statement in sorted(undone, key=_rank):
                cursor.execute(statement)
        for name in walled:
            cursor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")


def _walled(cursor: Any, names: list[str]) -> list[str]:
    cursor.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity AND relname = ANY(%s)", [names])
    return [row[0] for row in cursor.fetchall()]


def _strip(cursor: Any, table: str) -> Iterator[str]:
    """Take constraints and indexes from a table; yield the statements that put them back."""
    cursor.execute(REFERENCES, [table])
    for other, name, definition in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {other} DROP CONSTRAINT "{name}"')
        yield f'ALTER TABLE {other} ADD CONSTRAINT "{name}" {definition}'
    cursor.execute(CONSTRAINTS, [table])
    for name, definition in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
    cursor.execute(INDEXES, [table])
    for name, definition in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")
        yield definition


def _rank(statement: str) -> int:
    """Put primary keys first and foreign keys, which need them, last."""
    return 0 if "PRIMARY KEY" in statement else 2 if "FOREIGN KEY" in statement else 1


def analyze(*tables: type[models.Model]) -> None:
    """Let the planner see what was loaded."""
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")
