"""Reading and writing rows by statements whose text is the same for one row and for a thousand.

The ORM composes its statements anew each time, which takes longer than the database takes to answer. Where thousands of
rows a second go through one place, these are used instead. No signals are sent and no ids come back.
"""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model

Row = TypeVar("Row", bound=Model)


def read(model: type[Row], condition: str, *values: Any) -> list[Row]:
    """Return the rows of a table for which an SQL condition holds; values stand where it has `%s`."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    kept_as_text = [at for at, field in enumerate(fields) if isinstance(field, JSONField)]
    with connection.cursor() as cursor:
        cursor.execute(f"{_reading(model)} {condition}", values)
        rows = [list(row) for row in cursor.fetchall()]
    for row in rows:
        for at in kept_as_text:
            row[at] = row[at] and json.loads(row[at])
    return [model.from_db("default", names, row) for row in rows]


def insert(rows: Sequence[Model], conflict: str = "") -> int:
    """Write new rows of one table in their order; `conflict` is SQL: what becomes of a row that is there already.

    Return how many were written.
    """
    if not rows:
        return 0
    fields = tuple(field.attname for field in rows[0]._meta.concrete_fields if not field.primary_key)
    return _execute(f"{_inserting(type(rows[0]))} {conflict}", rows, fields)


def update(rows: Sequence[Model], fields: tuple[str, ...]) -> None:
    """Write fields of rows that are there, found by their id."""
    if rows:
        _execute(_updating(type(rows[0]), fields), rows, ("id", *fields))


def _execute(statement: str, rows: Sequence[Model], fields: tuple[str, ...]) -> int:
    told = [{name: getattr(row, name) for name in fields} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(told, ensure_ascii=False, default=str)])
        return int(cursor.rowcount)


@cache
def _reading(model: type[Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f"SELECT {columns} FROM {model._meta.db_table} WHERE"  # noqa: S608  names of models alone


@cache
def _inserting(model: type[Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.primary_key)
    table = model._meta.db_table
    given = f"json_populate_recordset(NULL::{table}, %s)"
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {given}"  # noqa: S608  likewise


@cache
def _updating(model: type[Model], fields: tuple[str, ...]) -> str:
    changes = ", ".join(f'"{name}" = new."{name}"' for name in fields)
    table = model._meta.db_table
    given = f"json_populate_recordset(NULL::{table}, %s) AS new"
    return f"UPDATE {table} AS row SET {changes} FROM {given} WHERE row.id = new.id"  # noqa: S608  likewise
