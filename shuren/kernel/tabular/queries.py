"""Finding batches, and what a page shows of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db.models import QuerySet

from shuren.kernel.access import Permission, require
from shuren.kernel.actors import Actor
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.tabular import staging
from shuren.kernel.tabular.checking import PROBLEMS
from shuren.kernel.tabular.declare import Table, Workbook, shown
from shuren.kernel.tabular.models import Batch
from shuren.kernel.tabular.scopes import Scope


def concern_of(actor: Actor, workbook: type[Workbook]) -> Permission:
    """Return the permission by which a workbook concerns the actor: to fill it in, or else to confirm it."""
    confirms = workbook.confirmer is not None and actor.may(workbook.confirmer)
    return workbook.confirmer if confirms and workbook.confirmer else workbook.permission


def batches_for(actor: Actor, workbook: type[Workbook]) -> QuerySet[Batch, Batch]:
    """Return the batches of one workbook at and below the actor's node, newest first."""
    found: QuerySet[Batch, Batch] = Batch.objects.visible_to(actor, concern_of(actor, workbook))
    return found.filter(workbook=workbook.code).select_related("file").order_by("-id")


def batch_for(actor: Actor, batch_id: int) -> Batch:
    """Return a batch the actor may handle. Raises NotFoundHere for any other."""
    batch: Batch | None = Batch._base_manager.select_related("file", "problems").filter(pk=batch_id).first()
    if batch is None or not actor.may_at(concern_of(actor, batch.declared), batch.org_path):
        raise NotFoundHere
    return batch


def problems_of(batch: Batch) -> pl.DataFrame:
    """Return the problems of a batch: table, row, column, value, sentence, level; at most 100,000 are kept.

    A sentence is a kept message: `told` puts it into the reader's language.
    """
    return pl.read_parquet(batch.problems.path) if batch.problems else PROBLEMS.to_frame()


@dataclass(frozen=True)
class Difference:
    """One row of a preview: text by column name, before and after; a column that stays has equal texts."""

    row: int | None
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def changed(self) -> list[str]:
        return [name for name, value in self.after.items() if self.before.get(name) != value]


def preview(
    *,
    actor: Actor,
    batch: Batch,
    table: type[Table],
    kind: str,
    limit: int = 50,
    offset: int = 0,
    unmasked: bool = False,
) -> list[Difference]:
    """Return rows of a checked batch that would be added, changed or vanish, or are unchanged.

    Empty once the batch is applied or given up, because its rows are no longer staged.
    """
    require(actor, concern_of(actor, batch.declared), batch.org_path)
    staged = staging.name_of(batch.pk, table)
    if table.code not in batch.counts or not staging.exists(staged):
        return []
    scope, types = batch.spoken_for, table.stored_types()
    rows = staging.Comparison(table, scope, staged).rows(kind, limit=limit, offset=offset)
    both = {"row": "integer", **{f"s_{n}": t for n, t in types.items()}, **{f"c_{n}": t for n, t in types.items()}}
    frame = staging.frame(rows, list(both), both)
    sides = {}
    for side in ("c_", "s_"):
        fields = frame.select(pl.col(f"{side}{name}").alias(name) for name in types)
        text = shown(table, fields, table.context(scope))
        hidden = [] if unmasked else [column for column in table.columns if column.sensitive]
        sides[side] = text.with_columns(column.masked(text[column.name]) for column in hidden).to_dicts()
    return [
        Difference(row, before, after)
        for row, before, after in zip(frame["row"], sides["c_"], sides["s_"], strict=True)
    ]


def files_of(batch_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of the files that batches came from; the caller has checked access to their rows."""
    batches = Batch._base_manager.filter(pk__in=list(batch_ids)).values_list("pk", "file__name")
    return dict(batches)


def as_text(table: type[Table], rows: Sequence[Any], scope: Scope) -> list[dict[str, str | None]]:
    """Return model rows as the text a person would type, by column name; sensitive columns are masked."""
    types = table.stored_types()
    stored = {field: [_plain(getattr(row, field)) for row in rows] for field in types}
    frame = pl.DataFrame(stored, schema=dict.fromkeys(types, pl.String))
    text = shown(table, staging.typed(frame, types), table.context(scope))
    hidden = [column for column in table.columns if column.sensitive]
    return text.with_columns(column.masked(text[column.name]) for column in hidden).to_dicts()


def _plain(value: Any) -> str | None:
    """Write a value as the database's text format does."""
    if value is None or isinstance(value, bool):
        return None if value is None else "t" if value else "f"
    return str(value)
