"""What points to a row, so that two rows may become one: foreign keys are found, ids kept as plain values declared.

    POINTERS.add(Pointer("registry.ProblemFile", "person_id", to="people.Person"))       # in handlers.py

A pointer that must keep its row, as history does, is declared with `stays=True`. What was moved is told in images, by
which it is put back exactly; where a pointer has gone elsewhere since, it stays there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from psycopg import sql

from shuren.kernel.refusals import Refused
from shuren.kernel.registry import Registry
from shuren.kernel.words import translated

if TYPE_CHECKING:
    from shuren.kernel.words import Words

BATCH = ("batch_id", "batch_row")  # a moved row belongs to no batch: undoing one would put the pointer back


@dataclass(frozen=True)
class Pointer:
    """A column that holds the id of a row of `to`; both are labels of models."""

    model: str
    column: str
    to: str
    stays: bool = False

    @property
    def name(self) -> str:
        return f"{self.model}.{self.column}"

    @property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)


POINTERS: Registry[Pointer] = Registry("pointers", key=lambda item: item.name)


class HeldByBoth(Refused):
    """两条记录在“{what}”中都有不能并存的登记。请先处理其中一条，再合并。"""


def pointers_to(model: type[models.Model]) -> Iterator[Pointer]:
    """Yield what may be moved: the foreign keys to a model, found in the models, and the values declared."""
    label = model._meta.label
    for related in model._meta.get_fields(include_hidden=True):
        if isinstance(related, models.ForeignObjectRel) and related.field.concrete and not related.many_to_many:
            column, owner = str(related.field.column), related.related_model
            declared = POINTERS.get(f"{owner._meta.label}.{column}")
            if declared is None:
                yield Pointer(owner._meta.label, column, label)
    yield from (pointer for pointer in POINTERS if pointer.to == label and not pointer.stays)


def move(pointer: Pointer, old: int, new: int, *, but: Collection[int] = ()) -> list[dict[str, Any]]:
    """Let the rows that point to one row point to another, except those in `but`; return their images.

    Raises HeldByBoth where the table allows one of the two only.
    """
    model = pointer.table
    kept = [pointer.column, *(name for name in BATCH if name in _columns(model))]
    names = _names(pointer) | {
        "image": sql.SQL(", ").join(sql.SQL("'{0}', t.{0}").format(sql.SQL(name)) for name in ("id", *kept)),
        "blank": sql.SQL("").join(sql.SQL(", {} = NULL").format(sql.Identifier(name)) for name in kept[1:]),
    }
    values = {"old": old, "new": new, "but": list(but)}
    chosen = "t.{column} = %(old)s AND t.id <> ALL(%(but)s::bigint[])"
    found = _run(f"SELECT jsonb_build_object({{image}}) FROM {{table}} t WHERE {chosen} ORDER BY t.id", names, values)  # noqa: S608  constants
    images = [_read(row) for (row,) in found.fetchall()]
    if images:
        try:
            with transaction.atomic():
                _run(f"UPDATE {{table}} t SET {{column}} = %(new)s{{blank}} WHERE {chosen}", names, values)  # noqa: S608
        except IntegrityError as failure:
            raise HeldByBoth(what=told(str(model._meta.verbose_name))) from failure
    return images


def put_back(pointer: Pointer, images: list[dict[str, Any]], new: int) -> int:
    """Let the rows of some images point where they did, unless they have gone elsewhere; return how many did."""
    if not images:
        return 0
    columns = [name for name in images[0] if name != "id"]
    names = _names(pointer) | {
        "sets": sql.SQL(", ").join(sql.SQL("{0} = o.{0}").format(sql.Identifier(name)) for name in columns),
        "types": sql.SQL(", ").join(sql.SQL("{} bigint").format(sql.Identifier(name)) for name in ("id", *columns)),
    }
    done = _run(
        "UPDATE {table} t SET {sets} FROM jsonb_to_recordset(%(images)s::jsonb) AS o({types}) "
        "WHERE t.id = o.id AND t.{column} = %(new)s",
        names, {"images": _written(images), "new": new},
    )  # fmt: skip
    return int(done.rowcount)


def told(name: Words) -> str:
    return translated(str(name))


def _columns(model: type[models.Model]) -> set[str]:
    return {str(field.column) for field in model._meta.concrete_fields}


def _names(pointer: Pointer) -> dict[str, sql.Composable]:
    return {"table": sql.Identifier(pointer.table._meta.db_table), "column": sql.Identifier(pointer.column)}


def _run(statement: str, names: dict[str, sql.Composable], values: dict[str, Any]) -> Any:
    connection.ensure_connection()
    cursor = connection.cursor()
    cursor.execute(sql.SQL(statement).format(**names).as_string(connection.connection), values)
    return cursor


def _read(row: Any) -> dict[str, Any]:
    return dict(json.loads(row) if isinstance(row, str) else row)


def _written(images: list[dict[str, Any]]) -> str:
    return json.dumps(images)
