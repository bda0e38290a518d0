"""The user's own file back with what is wrong in it: cells coloured, a note on each, a last column, a summary sheet.

The file is changed at the places of the problems and nowhere else: rewriting it cell by cell would take ten times as
long and lose what the platform knows nothing of. A text file comes back as a new workbook of its wrong rows.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl

from shuren.kernel.tabular import package
from shuren.kernel.tabular.declare import Table
from shuren.kernel.tabular.reading import MARKS, columns_of, headings_of, read_csv, sheet_parts
from shuren.kernel.tabular.sheetxml import COMPRESSION, index_of, inline, letters
from shuren.kernel.tabular.sniffing import opened
from shuren.kernel.tabular.template import write_plain

SUMMARY = "检查结果"
MAX_NOTES = 2_000  # notes per sheet; spreadsheets grow slow with more, and the last column says the same
MAX_SUMMARY = 20_000
MAX_TEXT_ROWS = 50_000
NAMES = {"error": "错误", "warning": "提醒"}
PIECE = 4 << 20
CELL = re.compile(rb'<c r="([A-Z]+)\d+"([^>]*?)(/>|>.*?</c>)', re.DOTALL)
STYLE = re.compile(rb' s="(\d+)"')


@dataclass
class _Sheet:
    """One sheet's problems: by row, by column letters; and the last column's text by row."""

    wrong: dict[int, dict[str, str]]
    said: dict[int, str]
    mark: str  # letters of the last column
    notes: list[tuple[str, str]] = field(default_factory=list)


def mark(path: Path, target: Path, tables: Sequence[type[Table]], problems: pl.DataFrame) -> None:
    """Write a marked copy of a workbook to `target`."""
    members = sheet_parts(path)
    sheets = {members[table.label]: _sheet_of(path, table, problems) for table in tables}
    with opened(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as new:
        styles = package.Styles(old.read("xl/styles.xml"))
        book = package.Package({name: old.read(name) for name in package.PLUMBING if name in old.namelist()})
        for number, (member, sheet) in enumerate(sheets.items(), start=1):
            noted = book.may_add_notes(member, old)
            with new.open(member, "w", force_zip64=True) as out:
                for piece in _marked(old, member, sheet, styles, noted=noted):
                    out.write(piece)
            if noted and sheet.notes:
                for name, content in book.add_notes(member, number, sheet.notes, old).items():
                    new.writestr(name, content)
        summary = book.add_sheet(SUMMARY, members)
        new.writestr(summary, _summary_xml(tables, problems, styles))
        written = {*new.namelist(), "xl/styles.xml"}
        new.writestr("xl/styles.xml", styles.xml())
        for name, content in book.parts.items():
            new.writestr(name, content)
            written.add(name)
        for entry in old.infolist():
            if entry.filename not in written:
                new.writestr(entry.filename, old.read(entry))


def mark_text(path: Path, target: Path, table: type[Table], problems: pl.DataFrame) -> None:
    """Write the wrong rows of a text file to a marked workbook; each sentence starts with the row of the file."""
    wrong = problems.select("row").unique().sort("row").head(MAX_TEXT_ROWS).with_row_index("place", offset=2)
    pieces = (piece.join(wrong.select("row"), on="row", how="semi").drop("row") for piece in read_csv(path, table))
    placed = problems.join(wrong, on="row", how="inner", maintain_order="left")
    with tempfile.TemporaryDirectory(prefix="shuren-mark-") as folder:
        plain = Path(folder) / "plain.xlsx"
        write_plain(table, pieces, plain)
        sentence = pl.format("（原文件第 {} 行）{}", "row", "sentence")
        mark(
            plain,
            target,
            [table],
            placed.select("table", row="place", column="column", value="value", sentence=sentence, level="level"),
        )


def _sheet_of(path: Path, table: type[Table], problems: pl.DataFrame) -> _Sheet:
    headings = headings_of(path, table)
    places = columns_of([heading for _, heading in headings], table)
    where = {name: headings[at][0] for name, at in places.items()}
    marked = [place for place, heading in headings if heading == MARKS]
    last = marked[0] if marked else letters(max(index_of(place) for place, _ in headings) + 1)
    mine = problems.filter(pl.col("table") == table.code)
    wrong: dict[int, dict[str, str]] = {}
    for row, column, sentence in mine.select("row", "column", "sentence").iter_rows():
        cells = wrong.setdefault(row, {})
        place = where[column]
        cells[place] = f"{cells[place]}\n{sentence}" if place in cells else sentence
    return _Sheet(wrong, {row: "\n".join(cells.values()) for row, cells in wrong.items()}, last)


def _marked(
    archive: zipfile.ZipFile, member: str, sheet: _Sheet, styles: package.Styles, *, noted: bool
) -> Iterator[bytes]:
    """Give the sheet's XML back piece by piece, whole rows at a time."""
    rest = b""
    with archive.open(member) as source:
        while piece := source.read(PIECE):
            text = rest + piece
            cut = text.rfind(b"</row>") + 6
            if cut < 6:  # noqa: PLR2004  no row ends here
                rest = text
                continue
            yield _mark_rows(text[:cut], sheet, styles)
            rest = text[cut:]
    yield package.with_notes(rest) if noted and sheet.notes else rest


ROW = re.compile(rb'<row (?:[^>]*? )?r="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)


def _mark_rows(text: bytes, sheet: _Sheet, styles: package.Styles) -> bytes:
    text = text.replace(b"<dimension ", b"<dimension_ ", 1) if b"<dimension " in text else text
    text = re.sub(rb"<dimension_ [^>]*/>", b"", text)

    def one(found: re.Match[bytes]) -> bytes:
        row = int(found.group(1))
        if row == 1:
            return _with_cells(found.group(0), row, {}, _mark_cell(sheet.mark, row, MARKS, styles), sheet.mark, styles)
        wrong = sheet.wrong.get(row)
        old = f'<c r="{sheet.mark}{row}"'.encode()
        if wrong is None:
            return _without(found.group(0), old)
        for place, sentence in wrong.items():
            if len(sheet.notes) < MAX_NOTES:
                sheet.notes.append((f"{place}{row}", sentence))
        last = _mark_cell(sheet.mark, row, sheet.said[row], styles)
        return _with_cells(found.group(0), row, wrong, last, sheet.mark, styles)

    return ROW.sub(one, text)


def _mark_cell(place: str, row: int, text: str, styles: package.Styles) -> bytes:
    style = f' s="{styles.wrapped}"'
    return inline(f"{place}{row}", style, escape(text)).encode()


def _without(xml: bytes, start: bytes) -> bytes:
    """Take an older mark out of a row that is right now."""
    at = xml.find(start)
    if at < 0:
        return xml
    found = CELL.match(xml, at)
    return xml if found is None else xml[:at] + xml[found.end() :]


def _with_cells(
    xml: bytes, row: int, wrong: Mapping[str, str], last: bytes, mark_at: str, styles: package.Styles
) -> bytes:
    """Colour the wrong cells of one row, adding those that are blank, and put the last cell in its place."""
    head, _, body = xml.partition(b">")
    if head.endswith(b"/"):
        head, body = head[:-1], b"</row>"
    head = re.sub(rb' spans="[^"]*"', b"", head) + b">"
    cells = {found.group(1).decode(): found.group(0) for found in CELL.finditer(body)}
    for place in wrong:
        cell = cells.get(place)
        style = styles.coloured(_style_of(cell))
        if cell is None:
            cells[place] = f'<c r="{place}{row}" s="{style}"/>'.encode()
        else:
            cells[place] = _restyled(cell, style)
    cells[mark_at] = last
    return head + b"".join(cells[place] for place in sorted(cells, key=index_of)) + b"</row>"


def _style_of(cell: bytes | None) -> int:
    found = STYLE.search(cell.partition(b">")[0]) if cell else None
    return int(found.group(1)) if found else 0


def _restyled(cell: bytes, style: int) -> bytes:
    head, closing, body = cell.partition(b">")
    number = f' s="{style}"'.encode()
    if STYLE.search(head):
        return STYLE.sub(number, head, count=1) + closing + body
    return re.sub(rb'^(<c r="[A-Z]+\d+")', rb"\g<1>" + number, head) + closing + body


def _summary_xml(tables: Sequence[type[Table]], problems: pl.DataFrame, styles: package.Styles) -> bytes:
    labels = {table.code: table.label for table in tables}
    columns = {(table.code, column.name): column.label for table in tables for column in table.columns}
    errors = problems.filter(pl.col("level") == "error").height
    lines: list[list[str]] = [
        [f"共 {errors} 处错误、{problems.height - errors} 处提醒。错误须全部改正后才能应用，提醒请核实。"],
        ["请直接在本文件中修改标色的单元格后重新上传，本页和各表最后一列无须删除。"],
        ["工作表", "行", "列", "填写的内容", "问题", "程度"],
    ]
    for table, row, column, value, sentence, level in problems.head(MAX_SUMMARY).iter_rows():
        lines.append(
            [
                labels.get(table, table),
                str(row or ""),
                columns.get((table, column), column or ""),
                value or "",
                sentence,
                NAMES.get(level, level),
            ]
        )
    if problems.height > MAX_SUMMARY:
        lines.append([f"其余 {problems.height - MAX_SUMMARY} 处见各表最后一列。"])
    rows = "".join(
        f'<row r="{at}">'
        + "".join(inline(f"{letters(i)}{at}", "", escape(text)) for i, text in enumerate(line))
        + "</row>"
        for at, line in enumerate(lines, start=1)
    )
    return package.sheet_xml(rows, widths=(18, 8, 20, 26, 90, 8))
