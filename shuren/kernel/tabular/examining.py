"""Reading a batch's file from beginning to end: what is wrong with it, and its rows staged where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from psycopg import sql

from shuren.kernel.tabular import staging
from shuren.kernel.tabular.checking import PROBLEMS, Checked, Keys, check, gathered
from shuren.kernel.tabular.columns import Context
from shuren.kernel.tabular.declare import Table, Workbook, stored
from shuren.kernel.tabular.identity import require_identity, unsealed
from shuren.kernel.tabular.kinds import Ref, with_sheet
from shuren.kernel.tabular.reading import identity_token, read
from shuren.kernel.tabular.scopes import Scope
from shuren.kernel.tabular.sniffing import kind_of

KEPT = 100_000  # problems kept; the rest is counted

Tell = Callable[[int, int, str], None]


def nobody(done: int, total: int, note: str) -> None:
    """Tell progress to nobody."""


@dataclass
class Examined:
    """What became of a file. `staged` holds the tables whose rows are staged; none are when there was an error."""

    errors: int = 0
    warnings: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    found: list[pl.DataFrame] = field(default_factory=list)
    staged: dict[str, sql.Identifier] = field(default_factory=dict)

    @property
    def problems(self) -> pl.DataFrame:
        return gathered(self.found) if self.found else PROBLEMS.to_frame()

    def add(self, problems: pl.DataFrame) -> None:
        errors = problems.filter(pl.col("level") == "error").height
        self.errors += errors
        self.warnings += problems.height - errors
        room = KEPT - sum(frame.height for frame in self.found)
        if problems.height and room > 0:
            self.found.append(problems.head(room))


def examine(
    path: Path,
    *,
    name: str,
    workbook: type[Workbook],
    scope: Scope,
    batch_id: int,
    table: str = "",
    tell: Tell = nobody,
) -> Examined:
    """Read, check and stage a file. Raises Refused where the file as a whole cannot be accepted."""
    if kind_of(path, name) == "xlsx":
        require_identity(unsealed(identity_token(path)), workbook, scope)
    forget(batch_id, workbook)
    seen = Examined()
    contexts = {each.code: each.context(scope) for each in workbook.tables}
    keys = {each.code: Keys(each) for each in workbook.tables}
    codes: dict[str, list[pl.Series]] = {}
    for part in read(path, workbook, name=name, table=table):
        code = part.table.code
        context = _with_sheets(contexts[code], part.table, codes)
        checked = check(part.table, part.raw, context)
        keys[code].add(checked)
        seen.add(checked.problems)
        seen.rows[code] = seen.rows.get(code, 0) + checked.values.height
        if len(part.table.key_names()) == 1:
            codes.setdefault(code, []).append(checked.values[part.table.key_names()[0]])
        if not seen.errors:
            _stage(seen, batch_id, part.table, checked, context)
        tell(sum(seen.rows.values()), 0, f"{part.table.label}：{seen.rows[code]:,}")
    for each in keys.values():
        seen.add(each.doubled())
    if seen.errors:
        forget(batch_id, workbook)
        seen.staged.clear()
    if seen.staged:
        staging.analyze(*seen.staged.values())
    return seen


def _with_sheets(context: Context, table: type[Table], codes: dict[str, list[pl.Series]]) -> Context:
    named = {column.sheet for column in table.columns if isinstance(column, Ref)}
    for sheet in named & codes.keys():
        context = with_sheet(context, table.columns, sheet, pl.concat(codes[sheet]).cast(pl.String))
    return context


def _stage(seen: Examined, batch_id: int, table: type[Table], checked: Checked, context: Context) -> None:
    name = staging.name_of(batch_id, table)
    if table.code not in seen.staged:
        staging.create(name, table.stored_types())
        seen.staged[table.code] = name
    staging.copy(name, stored(table, checked.values, context))


def forget(batch_id: int, workbook: type[Workbook]) -> None:
    """Remove what is staged for a batch."""
    staging.drop(*(staging.name_of(batch_id, table) for table in workbook.tables))
