"""From a file to frames of text: one frame for each declared table, a column for each declared column.

A raw frame has `row` (the row number people see) and one string column per column name; rows without any text are
gone. A CSV file is read in pieces, so that a million rows need no more memory than a hundred thousand.
"""

from __future__ import annotations

import codecs
import difflib
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as ET

import fastexcel
import polars as pl
from fastexcel import ExcelReader

from shuren.kernel.messages import SHOWN, Message
from shuren.kernel.tabular import identity
from shuren.kernel.tabular.declare import Table, Workbook
from shuren.kernel.tabular.expansion import refuse_expansion
from shuren.kernel.tabular.normalise import tidy
from shuren.kernel.tabular.refusals import (
    Broken,
    DuplicateColumns,
    EmptyFile,
    ErrorValues,
    ExtraColumns,
    FarAway,
    Formulas,
    MergedCells,
    MissingColumns,
    MissingSheet,
    TooManyRows,
    WrongCsv,
    WrongEncoding,
)
from shuren.kernel.tabular.sniffing import MAX_NAMED, Scan, kind_of, opened, scan

MARKS = "检查发现的问题"  # heading of the column that a marked-up copy ends with; ignored when it comes back
CSV_ROWS = 40_000
FIRST_ROW = re.compile(rb'<row (?:[^>]*? )?r="1"[^>]*>(.*?)</row>', re.DOTALL)
VALUED = re.compile(rb'<c r="([A-Z]+)1"[^>]*>(?:<is>|<v>)')
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Part:
    """A piece of one table's rows. `last` is true for the piece that ends the table."""

    table: type[Table]
    raw: pl.DataFrame


def read(path: Path, workbook: type[Workbook], *, name: str = "", table: str = "") -> Iterator[Part]:
    """Read a file in pieces. A CSV file holds one table: `table`, or the only one of the workbook."""
    if kind_of(path, name) == "xlsx":
        yield from read_xlsx(path, workbook)
    else:
        chosen = workbook.table(table) if table else workbook.tables[0]
        yield from (Part(chosen, raw) for raw in read_csv(path, chosen))


# --- workbooks --------------------------------------------------------------------------------------------------------


def sheet_parts(path: Path) -> dict[str, str]:
    """Return the archive member of each sheet by the sheet's name."""
    with opened(path) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  declarations were refused before
        rels = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        targets = {rel.get("Id"): rel.get("Target", "") for rel in rels}
        sheets = {}
        for sheet in book.iterfind("{*}sheets/{*}sheet"):
            target = targets.get(sheet.get(REL), "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            sheets[sheet.get("name", "")] = member
        return sheets


def identity_token(path: Path) -> str | None:
    """Return the sealed identity of a workbook, if it has one."""
    members = sheet_parts(path)
    if identity.SHEET not in members or _scanned(path, members[identity.SHEET], 1).far:
        return None
    with opened(path) as archive:
        refuse_expansion(archive, [members[identity.SHEET]])
    frame = _cells(_opened(path), identity.SHEET, rows=1)
    return None if frame.is_empty() else frame.item(0, 0)


def read_xlsx(path: Path, workbook: type[Workbook]) -> Iterator[Part]:
    """Read the sheets of a workbook. Formulas, merged cells and error values are refused with their addresses."""
    members = sheet_parts(path)
    for table in workbook.tables:
        if table.label not in members:
            near = _nearest(table.label, set(members) - {each.label for each in workbook.tables})
            hint = Message("（是否改名成了“{near}”？）", {"near": near}) if near else ""
            raise MissingSheet(sheet=Message(table.label), hint=hint)
    with opened(path) as archive:
        refuse_expansion(archive, [members[table.label] for table in workbook.tables])
    reader = _opened(path)
    for table in workbook.tables:
        _refuse_odd_cells(_scanned(path, members[table.label], len(table.columns)), table)
        yield Part(table, _table_of(_cells(reader, table.label), table))


def headings_of(path: Path, table: type[Table]) -> list[tuple[str, str]]:
    """Return the headings of a sheet with the letters of their columns."""
    with opened(path) as archive, archive.open(sheet_parts(path)[table.label]) as sheet:
        row = FIRST_ROW.search(sheet.read(1 << 20))
    places = [place.decode() for place in VALUED.findall(row.group(1) if row else b"")]
    cells = _cells(_opened(path), table.label, rows=1)
    texts = [str(text) for text in cells.row(0) if text is not None] if cells.height else []
    return list(zip(places, texts, strict=False))


def _scanned(path: Path, member: str, columns: int) -> Scan:
    """Scan a sheet; this comes before its cells are read, because one far cell would take all the memory."""
    with opened(path) as archive, archive.open(member) as sheet:
        return scan(sheet, columns)


def _opened(path: Path) -> ExcelReader:
    try:
        return fastexcel.read_excel(path)
    except fastexcel.FastExcelError as broken:
        raise Broken from broken


def _cells(reader: ExcelReader, sheet: str, rows: int | None = None) -> pl.DataFrame:
    try:
        return reader.load_sheet(sheet, header_row=None, skip_rows=0, n_rows=rows, dtypes="string").to_polars()
    except fastexcel.FastExcelError as broken:
        raise Broken from broken


def _refuse_odd_cells(found: Scan, table: type[Table]) -> None:
    if found.far:
        raise FarAway(sheet=Message(table.label), cell=found.far)
    for cells, refusal in ((found.formulas, Formulas), (found.merged, MergedCells), (found.errors, ErrorValues)):
        if cells:
            first: list[object] = [*cells[:MAX_NAMED]]
            many = Message("{first} 等 {count} 处", {"first": first, "count": len(cells)})
            raise refusal(sheet=Message(table.label), cells=many if len(cells) > MAX_NAMED else first)


def _table_of(cells: pl.DataFrame, table: type[Table]) -> pl.DataFrame:
    if cells.is_empty():
        raise EmptyFile
    names = columns_of([str(heading or "") for heading in cells.row(0)], table)
    body = cells.slice(1).rename(dict(zip(cells.columns, (f"\0{i}" for i in range(cells.width)), strict=True)))
    chosen = body.select(pl.col(f"\0{at}").alias(name) for name, at in names.items())
    return _numbered(chosen, 2, table, table.max_rows)


def _numbered(frame: pl.DataFrame, first: int, table: type[Table], limit: int) -> pl.DataFrame:
    numbered = frame.with_row_index("row", offset=first)
    kept = numbered.filter(pl.any_horizontal(pl.all().exclude("row").str.contains(r"\S")))
    refuse_too_many(table, kept.height, limit)
    return kept


def refuse_too_many(table: type[Table], rows: int, limit: int) -> None:
    if rows > limit:
        raise TooManyRows(sheet=Message(table.label), rows=f"{rows:,}", limit=f"{limit:,}", parts=-(-rows // limit))


# --- headings ---------------------------------------------------------------------------------------------------------


@lru_cache(4096)
def bare(heading: str) -> str:
    """Strip a heading of required mark, unit and spaces."""
    text = tidy(pl.Series([heading]), all_wide=True).item().replace(" ", "").lstrip("*")
    return re.sub(r"\([^()]*\)$", "", text) or text


def columns_of(headings: list[str], table: type[Table]) -> dict[str, int]:
    """Match headings to columns, in any order; refuse missing, doubled and unknown ones, naming the nearest."""
    known = {bare(spelling): column.name for column in table.columns for spelling in (column.label, column.heading)}
    labels = {column.name: column.label for column in table.columns}
    found: dict[str, list[int]] = {}
    unknown: list[str] = []
    for at, heading in enumerate(headings):
        name = known.get(bare(heading)) if heading.strip() else None
        if name:
            found.setdefault(name, []).append(at)
        elif heading.strip() and bare(heading) != MARKS:
            unknown.append(heading.strip()[:SHOWN])
    if doubled := [labels[name] for name, places in found.items() if len(places) > 1]:
        raise DuplicateColumns(sheet=Message(table.label), columns=_quoted([Message(label) for label in doubled]))
    if missing := [label for name, label in labels.items() if name not in found]:
        renamed = [
            Message("“{label}”是否写成了“{near}”", {"label": Message(label), "near": near})
            for label in missing[:MAX_NAMED]
            if (near := _nearest(label, set(unknown)))
        ]
        hint = Message("（{renamed}？）", {"renamed": renamed}) if renamed else ""
        raise MissingColumns(
            sheet=Message(table.label), columns=_quoted([Message(label) for label in missing]), hint=hint
        )
    if unknown:
        raise ExtraColumns(sheet=Message(table.label), columns=_quoted(unknown))
    return {name: found[name][0] for name in labels}


def _quoted(words: Sequence[str | Message]) -> Message | list[Message]:
    """Name declared columns (messages) or typed headings."""
    first = [Message("“{name}”", {"name": word}) for word in words[:MAX_NAMED]]
    many = Message("{first} 等 {count} 列", {"first": first, "count": len(words)})
    return many if len(words) > MAX_NAMED else first


def _nearest(word: str, among: set[str]) -> str:
    return "".join(difflib.get_close_matches(word, sorted(among), n=1, cutoff=0.5))[:SHOWN]


# --- text -------------------------------------------------------------------------------------------------------------


def encoding_of(path: Path) -> str:
    """Say how a text file is encoded: by its mark, else UTF-8 if it all decodes, else GB 18030 (which holds GBK)."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    position = 0
    for encoding in ("utf-8", "gb18030"):
        position = _undecodable(path, encoding)
        if position < 0:
            return encoding
    raise WrongEncoding(position=position)


def _undecodable(path: Path, encoding: str) -> int:
    """Return where decoding fails, or -1."""
    decoder, done = codecs.getincrementaldecoder(encoding)(), 0
    with path.open("rb") as file:
        try:
            while piece := file.read(1 << 20):
                decoder.decode(piece)
                done += len(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as wrong:
            return done + wrong.start
    return -1


def read_csv(path: Path, table: type[Table], *, rows: int = CSV_ROWS) -> Iterator[pl.DataFrame]:
    """Read a text file of one table, `rows` rows at a time. Row numbers count the heading as row 1."""
    encoding = encoding_of(path)
    with tempfile.TemporaryDirectory(prefix="shuren-csv-") as folder:
        source = path
        if encoding not in {"utf-8", "utf-8-sig"}:
            source = Path(folder) / "text.csv"
            _transcode(path, source, encoding)
        try:
            yield from _csv_pieces(source, table, rows)
        except (pl.exceptions.PolarsError, UnicodeError) as wrong:
            raise WrongCsv(detail=str(wrong).splitlines()[0][:120]) from wrong


def _transcode(path: Path, target: Path, encoding: str) -> None:
    with path.open(encoding=encoding, newline="") as old, target.open("w", encoding="utf-8", newline="") as new:
        while text := old.read(1 << 20):
            new.write(text)


def _csv_pieces(source: Path, table: type[Table], rows: int) -> Iterator[pl.DataFrame]:
    with source.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline(1 << 20)
    separator = max(",\t;", key=first.count)
    lazy = pl.scan_csv(source, has_header=False, infer_schema=False, separator=separator, glob=False, low_memory=True)
    headings = [str(cell or "") for cell in lazy.head(1).collect().row(0)]
    headings[0] = headings[0].removeprefix("\ufeff")
    names = columns_of(headings, table)
    at, kept = 2, 0
    chosen = lazy.slice(1).select(pl.nth(place).alias(name) for name, place in names.items())
    for piece in chosen.collect_batches(chunk_size=rows, maintain_order=True):
        frame = _numbered(piece, at, table, table.max_csv_rows)
        at, kept = at + piece.height, kept + frame.height
        refuse_too_many(table, kept, table.max_csv_rows)
        yield frame
