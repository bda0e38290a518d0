"""Workbooks of questions: the one to fill in, and what a filled-in one says."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import fastexcel
import xlsxwriter

from shuren.kernel.refusals import Refused
from shuren.kernel.tabular.expansion import refuse_expansion
from shuren.kernel.tabular.reading import sheet_parts
from shuren.kernel.tabular.refusals import Broken, FarAway
from shuren.kernel.tabular.sniffing import kind_of, opened, scan
from shuren.modules.collection.queries.words import COLUMNS
from shuren.modules.collection.rules.lines import HEADINGS
from shuren.modules.collection.rules.requests import MOST_QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTHS = {"label": 36, "unit": 10, "kind": 12, "options": 28, "section": 16, "note": 40}
KINDS = ("数值", "是否", "单选", "日期", "文字")


class NoWorkbook(Refused):
    """请上传 Excel 工作簿（.xlsx）；文字内容可以直接粘贴。"""

    status = 422


def template() -> bytes:
    """Return a workbook with the headings of questions; how each is answered is chosen from a list."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet, head = book.add_worksheet(str(COLUMNS["label"])), book.add_format({"bold": True, "bg_color": "#F0F3F6"})
    for place, name in enumerate(HEADINGS):
        sheet.write(0, place, HEADINGS[name][0], head)
        sheet.set_column(place, place, WIDTHS[name])
    kind = list(HEADINGS).index("kind")
    sheet.data_validation(1, kind, MOST_QUESTIONS, kind, {"validate": "list", "source": list(KINDS)})
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def rows_of(chunks: Iterable[bytes], name: str) -> list[list[str]]:
    """Return the cells of the first sheet as text. Raises NoWorkbook and what makes a file unsafe to open."""
    with tempfile.TemporaryDirectory(prefix="shuren-questions-") as folder:
        path = Path(folder) / "questions.xlsx"
        with path.open("wb") as kept:
            kept.writelines(chunks)
        if kind_of(path, name) != "xlsx":
            raise NoWorkbook(field="file")
        sheet, member = next(iter(sheet_parts(path).items()))
        with opened(path) as archive:
            refuse_expansion(archive, [member])
            with archive.open(member) as cells:
                far = scan(cells, len(HEADINGS)).far
        if far:
            raise FarAway(sheet=sheet, cell=far)
        try:
            found = fastexcel.read_excel(path).load_sheet(
                0, header_row=None, skip_rows=0, n_rows=MOST_QUESTIONS * 2, dtypes="string"
            )
        except fastexcel.FastExcelError as broken:
            raise Broken from broken
        return [[cell or "" for cell in row] for row in found.to_polars().rows()]
