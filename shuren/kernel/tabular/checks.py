"""System checks over declared tables: what a table declares must fit the model its rows live in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import models

from shuren.kernel.tabular.columns import Column
from shuren.kernel.tabular.declare import TABLES, Table
from shuren.kernel.tabular.kinds import Text
from shuren.kernel.tabular.staging import fields_of


@register
def tables_fit_their_models(**_: Any) -> list[CheckMessage]:
    """Find columns that no field holds, optional ones that a field demands, texts longer than their field."""
    return [Error(fault, id=number) for table in TABLES for number, fault in misfits(table)]


def misfits(table: type[Table]) -> Iterator[tuple[str, str]]:
    """Yield check number and fault for each column of a table that does not fit its model."""
    if table.model is None:
        if table.apply is None and table.current is not None:
            yield "shuren.T001", f"{table.__name__} has rows to compare with, but neither a model nor an apply."
        return
    if table.apply is not None:
        return  # its own business
    fields = fields_of(table.model)
    for column in table.columns:
        for name in column.stored_types():
            if name not in fields:
                yield "shuren.T002", f"{table.__name__}.{column.name}: {table.model.__name__} has no field {name}."
            else:
                yield from _misfit(table, column, fields[name])


def _misfit(table: type[Table], column: Column, field: models.Field[Any, Any]) -> Iterator[tuple[str, str]]:
    where = f"{table.__name__}.{column.name}"
    is_text = isinstance(field, (models.CharField, models.TextField))
    if not (column.required or field.null or is_text):
        yield "shuren.T003", f"{where} may be blank, but the field {field.name} may not be null."
    if isinstance(column, Text) and column.store is None and isinstance(field, models.CharField) and field.max_length:
        longest = column.max_length or column.max_bytes
        if not (column.pattern or 0 < longest <= field.max_length):
            yield (
                "shuren.T004",
                f"{where} takes {longest or 'any number of'} characters, {field.name} {field.max_length}.",
            )
