"""Tables out of the register: read in pieces, written to a file, told to the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import polars as pl
from django.db import transaction

from shuren.kernel.access import Permission, require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.kernel.tabular import events, staging
from shuren.kernel.tabular.declare import Table, shown
from shuren.kernel.tabular.export import export_csv, export_xlsx
from shuren.kernel.tabular.kinds import Text
from shuren.kernel.tabular.scopes import Scope

UNIT = (Text("填报单位标识码", "unit_code"), Text("填报单位", "unit_label"), Text("填报期", "unit_period"))
ALONE = 5_000  # persons that one may export alone
SHEET_ROWS = 1_048_575


class TooManyPersons(Refused):
    """这次导出涉及 {rows} 人，一人单独导出最多 {limit} 人。请缩小范围，或按规定由两人办理。"""


class TooLongForASheet(Refused):
    """这次导出有 {rows} 行，一个工作表放不下。请改为导出 CSV 文件，或缩小范围。"""


def text_frames(table: type[Table], scope: Scope) -> Iterator[pl.DataFrame]:
    """Read the rows of a scope as text, piece by piece, in the order of their entry. The caller has checked access."""
    types = table.stored_types()
    now = staging.ordered(staging.current(table, scope), list(types))
    context = table.context(scope)
    for frame in staging.frames(now, list(types), types):
        yield shown(table, frame, context)


def parts_frames(table: type[Table], parts: Iterable[Scope]) -> Iterator[pl.DataFrame]:
    """Read the rows of several scopes, each in its own terms and headed by whose and of when they are."""
    for part in parts:
        told = dict(zip((column.name for column in UNIT), (part.code, part.label, part.period), strict=True))
        for frame in text_frames(table, part):
            yield frame.with_columns(pl.lit(text).alias(name) for name, text in told.items())


@transaction.atomic
def export(
    *,
    actor: Actor,
    table: type[Table],
    scope: Scope,
    target: Path,
    kind: Literal["xlsx", "csv"],
    needed: Permission,
    unmasked: bool = False,
    parts: Sequence[Scope] = (),
) -> int:
    """Write what the register holds for a scope to `target`; return the number of rows. It is told to the audit log.

    `parts` divides a scope of several units or periods: each row then begins with whose and of when it is, and the
    file is one to read, not one to upload. `unmasked` is for callers that have checked the right to see sensitive
    columns whole.
    """
    require(actor, needed, scope.path)
    held = staging.count(staging.current(table, scope))
    if table.counts_persons and held > ALONE:
        raise TooManyPersons(rows=f"{held:,}", limit=f"{ALONE:,}")
    if kind == "xlsx" and held > SHEET_ROWS:
        raise TooLongForASheet(rows=f"{held:,}")
    write = export_xlsx if kind == "xlsx" else export_csv
    if parts:
        headed = type(table.__name__, (table,), {"columns": (*UNIT, *table.columns)})
        rows = write(headed, parts_frames(table, parts), target, unmasked=unmasked)
    else:
        rows = write(table, text_frames(table, scope), target, unmasked=unmasked)
    details = {"table": table.label, "rows": rows, "format": kind, "unmasked": unmasked}
    subject = ("tabular.table", table.code)
    record(actor=actor, label=events.exported, org_path=scope.path, subject=subject, details=details)
    return rows
