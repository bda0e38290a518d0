"""Workbooks as the schools of the demo region fill them in, and their way through the ordinary importer."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from shuren.kernel.actors import Actor
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular import actions
from shuren.kernel.tabular.declare import Table, Workbook, shown
from shuren.kernel.tabular.kinds import Ref
from shuren.kernel.tabular.models import Batch
from shuren.kernel.tabular.scopes import Scope
from shuren.kernel.tabular.template import write_template
from shuren.kernel.tabular.workflows import BatchState

KINDS = {"text": pl.String, "numeric": pl.Float64, "bigint": pl.Int64, "boolean": pl.Boolean, "date": pl.Date}


class Surprise(RuntimeError):  # noqa: N818
    """A workbook of the demo region was not accepted: the generator and the tables disagree."""


def frame_of(table: type[Table], rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return rows of register values as a frame with every field that the table's columns fill."""
    schema = {name: KINDS.get(kind, pl.Int64) for name, kind in table.stored_types().items()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def text_of(table: type[Table], frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Return register values as people type them; a row that another sheet of the file adds is named by its code."""
    text = shown(table, frame, table.context(scope))
    named = [column for column in table.columns if isinstance(column, Ref) and column.name in frame.columns]
    return text.with_columns(text[column.name].fill_null(frame[column.name]) for column in named)


def write(workbook: type[Workbook], scope: Scope, rows: Mapping[str, list[dict[str, Any]]], path: Path) -> None:
    """Write the template for a scope, filled in with rows by table code."""
    filled = {table.code: text_of(table, frame_of(table, rows.get(table.code, [])), scope) for table in workbook.tables}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_template(workbook, scope, path, filled=filled)


def hand_in(workbook: type[Workbook], scope: Scope, path: Path, actor: Actor, second: Actor | None = None) -> Batch:
    """Upload a file and check it; where it is right, apply it. `second` confirms changes of many persons.

    Without `second` such a batch is left waiting, and a wrong one as it is.
    """
    with scope_of(actor), path.open("rb") as content:
        batch = actions.upload(actor=actor, workbook=workbook, scope=scope, name=path.name, content=content)
        batch = actions.check(actor=actor, batch=batch)
    if batch.state == BatchState.WAITING and second is not None:
        with scope_of(second):
            batch = actions.confirm(actor=second, batch=batch)
    if batch.state == BatchState.READY:
        with scope_of(actor):
            batch = actions.apply(actor=actor, batch=batch)
    return batch


def accepted(batch: Batch) -> Batch:
    """Return an applied batch. Raises Surprise for any other."""
    if batch.state != BatchState.APPLIED:
        from shuren.kernel.tabular.queries import problems_of
        from shuren.kernel.words import told

        why = [batch.refusal, *problems_of(batch)["sentence"].head(5)]
        raise Surprise(f"{batch.org_label} {batch.period}: {batch.state}: {' '.join(map(told, why))}")
    return batch
