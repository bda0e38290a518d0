"""Writing many rows by one statement, whose text is the same for one row and for a thousand.

The ORM composes a statement anew for each number of rows, which costs more than the writing. No signals are sent and no
ids come back.
"""

import json
from collections.abc import Sequence
from functools import cache

from django.db import connection
from django.db.models import Model


def insert(rows: Sequence[Model], conflict: str = "") -> None:
    """Write new rows of one table in their order; `conflict` is SQL: what becomes of a row that is there already."""
    if rows:
        fields = tuple(field.attname for field in rows[0]._meta.concrete_fields if not field.primary_key)
        _execute(f"{_inserting(type(rows[0]))} {conflict}", rows, fields)


def update(rows: Sequence[Model], fields: tuple[str, ...]) -> None:
    """Write fields of rows that are there, found by their id."""
    if rows:
        _execute(_updating(type(rows[0]), fields), rows, ("id", *fields))


def _execute(statement: str, rows: Sequence[Model], fields: tuple[str, ...]) -> None:
    told = [{name: getattr(row, name) for name in fields} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(told, ensure_ascii=False, default=str)])


@cache
def _inserting(model: type[Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.primary_key)
    table = model._meta.db_table
    given = f"json_populate_recordset(NULL::{table}, %s)"
    return f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {given}"  # noqa: S608  names of models alone


@cache
def _updating(model: type[Model], fields: tuple[str, ...]) -> str:
    changes = ", ".join(f'"{name}" = new."{name}"' for name in fields)
    table = model._meta.db_table
    given = f"json_populate_recordset(NULL::{table}, %s) AS new"
    return f"UPDATE {table} AS row SET {changes} FROM {given} WHERE row.id = new.id"  # noqa: S608  likewise
