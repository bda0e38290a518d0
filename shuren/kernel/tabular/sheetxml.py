"""Sheet XML made and changed in bulk: whole columns at a time, never cell by cell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from shuren.kernel.tabular.columns import Column
from shuren.kernel.tabular.kinds import Day, Number
from shuren.kernel.tabular.normalise import SERIAL_ZERO

MAX_CELL = 32_767  # characters a cell may hold
NOT_XML = r"[^\t\n\r\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]"
MODEL_ROW = re.compile(rb'<row r="2"[^>]*>(.*?)</row>', re.DOTALL)
MODEL_CELL = re.compile(rb'<c r="([A-Z]+)2"(?: s="(\d+)")?')
SST = re.compile(rb'<sst( xmlns="[^"]*")[^>]*>')  # without its counts, which are optional
COMPRESSION = 1  # level; a higher one doubles the time for a tenth of the size


def letters(index: int) -> str:
    """Return the letters of the column with this index; 0 is A."""
    name, index = "", index + 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def index_of(name: str) -> int:
    """Return the index of the column with these letters."""
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - 64
    return index - 1


def escaped(text: pl.Expr) -> pl.Expr:
    """Make text safe inside an element."""
    clean = text.str.head(MAX_CELL).str.replace_all(NOT_XML, "")
    return clean.str.replace_many(["&", "<", ">"], ["&amp;", "&lt;", "&gt;"])


def inline(cell: str, style: str, text: str) -> str:
    """Return one text cell."""
    return f'<c r="{cell}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


class Strings:
    """The strings of a workbook, each kept once; cells refer to them by number. Shared strings halve a sheet."""

    def __init__(self, taken: int) -> None:
        self._taken = taken
        self._pool = pl.Categories.random()
        self._anchor = pl.Series([""], dtype=pl.Categorical(self._pool))  # the pool forgets when no series is left

    def numbers(self, text: pl.Expr) -> pl.Expr:
        """Give each text its number."""
        clean = text.str.head(MAX_CELL).str.replace_all(NOT_XML, "")
        return (clean.cast(pl.Categorical(self._pool)).to_physical() + self._taken).cast(pl.String)

    def xml(self) -> bytes:
        """Return the `<si>` elements of the texts numbered so far."""
        kept = pl.DataFrame({"text": self._pool.to_series()})
        entries = kept.select(pl.concat_str(pl.lit("<si><t>"), escaped(pl.col("text")), pl.lit("</t></si>")))
        return "".join(entries.to_series().to_list()).encode()


def rows_xml(
    rows: pl.DataFrame, columns: Sequence[Column], styles: Mapping[str, str], first: int, strings: Strings
) -> bytes:
    """Return `<row>` elements for rows of text as people type it. Numbers and days become real numbers and days."""
    number = (pl.int_range(pl.len()) + first).cast(pl.String)
    cells = [
        _cell(column, letters(at), styles.get(letters(at), ""), number, strings) for at, column in enumerate(columns)
    ]
    lines = rows.select(pl.concat_str([pl.lit('<row r="'), number, pl.lit('">'), *cells, pl.lit("</row>")]))
    return "".join(lines.to_series().to_list()).encode()


def _cell(column: Column, name: str, style: str, number: pl.Expr, strings: Strings) -> pl.Expr:
    text = pl.col(column.name)
    value = pl.lit(None, pl.String)
    if isinstance(column, Day):
        value = (text.str.to_date("%Y-%m-%d", strict=False) - pl.lit(SERIAL_ZERO)).dt.total_days().cast(pl.String)
    elif isinstance(column, Number):
        value = pl.when(text.cast(pl.Float64, strict=False).is_finite()).then(text)
    start = f'<c r="{name}'
    as_text = pl.concat_str(
        pl.lit(start), number, pl.lit(f'"{style} t="s"><v>'), strings.numbers(text), pl.lit("</v></c>")
    )
    if isinstance(column, (Day, Number)):
        as_value = pl.concat_str(pl.lit(start), number, pl.lit(f'"{style}><v>'), value, pl.lit("</v></c>"))
        as_text = pl.coalesce(as_value, as_text)
    return as_text.fill_null("")


def fill(
    skeleton: Path, target: Path, contents: Mapping[str, tuple[Sequence[Column], Iterable[pl.DataFrame]]]
) -> dict[str, int]:
    """Copy a workbook, putting rows where its sheets have one model row 2; its cells give each column's style.

    `contents` goes by archive member. Rows are taken and written piece by piece. Returns rows written by member.
    """
    written: dict[str, int] = {}
    texts = "xl/sharedStrings.xml"
    with (
        zipfile.ZipFile(skeleton) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as new,
    ):
        strings = Strings(old.read(texts).count(b"<si>"))
        for name in (entry.filename for entry in old.infolist() if entry.filename != texts):
            if name not in contents:
                new.writestr(name, old.read(name))
                continue
            columns, frames = contents[name]
            written[name] = -1  # the headings
            with new.open(name, "w", force_zip64=True) as out:
                for piece in _filled(old.read(name), columns, frames, strings):
                    written[name] += piece.count(b"</row>")
                    out.write(piece)
        new.writestr(texts, SST.sub(b"<sst\\1>", old.read(texts)).replace(b"</sst>", strings.xml() + b"</sst>"))
    return written


def _filled(xml: bytes, columns: Sequence[Column], frames: Iterable[pl.DataFrame], strings: Strings) -> Iterator[bytes]:
    model = MODEL_ROW.search(xml)
    if model is None:
        raise ValueError("the skeleton has no model row")
    styles = {name.decode(): f' s="{style.decode()}"' for name, style in MODEL_CELL.findall(model.group(1)) if style}
    yield re.sub(rb"<dimension [^>]*/>", b"", xml[: model.start()])
    at = 2
    for frame in frames:
        if frame.height:
            yield rows_xml(frame, columns, styles, at, strings)
            at += frame.height
    yield xml[model.end() :]
