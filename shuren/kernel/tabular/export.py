"""Tables out: workbooks and text files that can be uploaded again without a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from shuren.kernel.tabular.columns import Column
from shuren.kernel.tabular.declare import Table
from shuren.kernel.tabular.kinds import Day, Number
from shuren.kernel.tabular.template import write_plain

BOM = b"\xef\xbb\xbf"
RISKY = r"^([=+\-@\t\r])"  # a spreadsheet would run text that starts like this


def export_xlsx(table: type[Table], frames: Iterable[pl.DataFrame], path: Path, *, unmasked: bool = False) -> int:
    """Write rows of text to a workbook; return their number. Text cells are never formulas in a workbook."""
    return write_plain(table, _masked(table, frames, unmasked=unmasked), path)


def export_csv(table: type[Table], frames: Iterable[pl.DataFrame], path: Path, *, unmasked: bool = False) -> int:
    """Write rows of text to UTF-8 with a byte order mark; return their number.

    Text that a spreadsheet would run as a formula gets an apostrophe in front, which reading takes away again.
    """
    rows = 0
    with path.open("wb") as file:
        file.write(BOM)
        pl.DataFrame([[column.heading] for column in table.columns]).write_csv(file, include_header=False)
        for frame in _masked(table, frames, unmasked=unmasked):
            frame.select(_harmless(column) for column in table.columns).write_csv(file, include_header=False)
            rows += frame.height
    return rows


def _harmless(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    return text if isinstance(column, (Number, Day)) else text.str.replace(RISKY, "'${1}")


def _masked(table: type[Table], frames: Iterable[pl.DataFrame], *, unmasked: bool) -> Iterator[pl.DataFrame]:
    hidden = [] if unmasked else [column for column in table.columns if column.sensitive]
    for frame in frames:
        yield frame.with_columns(column.masked(frame[column.name]) for column in hidden)
