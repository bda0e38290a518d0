"""The workbook that people fill in: cover sheet, one sheet per table with headings, dropdowns, validations, prompts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from shuren.kernel.tabular import identity
from shuren.kernel.tabular.columns import Column, Context
from shuren.kernel.tabular.declare import Table, Workbook
from shuren.kernel.tabular.kinds import Code, Day, Number, Ref, YesNo
from shuren.kernel.tabular.scopes import Scope
from shuren.kernel.tabular.sheetxml import fill, letters

COVER = "说明"
CODES = "_codes"
LAST_ROW = 1_048_575
FONT = {"font_name": "等线", "font_size": 11}
COLOURS = {"required": "#1F4E79", "optional": "#5B9BD5", "key": "#7F6000"}
MAX_LISTED = 20_000  # entries of a dropdown; longer lists are typed

Frames = Mapping[str, pl.DataFrame]


def write_template(workbook: type[Workbook], scope: Scope, path: Path, *, filled: Frames | None = None) -> None:
    """Write the template of a workbook for one scope. `filled` holds rows of text by table code."""
    filled = filled or {}
    with tempfile.TemporaryDirectory(prefix="shuren-xlsx-") as folder:
        skeleton = Path(folder) / "skeleton.xlsx"
        book = _Book(skeleton)
        book.cover(workbook, scope)
        for table in workbook.tables:
            book.sheet(table, table.context(scope), prompts=True)
        book.hidden(identity.Identity.of(workbook, scope).sealed())
        book.close()
        contents = {
            f"xl/worksheets/sheet{at}.xml": (table.columns, _rows(table, filled))
            for at, table in enumerate(workbook.tables, start=2)
        }
        fill(skeleton, path, contents)


def _rows(table: type[Table], filled: Frames) -> Iterable[pl.DataFrame]:
    return [filled[table.code]] if table.code in filled else []


def write_plain(table: type[Table], frames: Iterable[pl.DataFrame], path: Path) -> int:
    """Write one table as a plain workbook, piece by piece; return the number of rows."""
    with tempfile.TemporaryDirectory(prefix="shuren-xlsx-") as folder:
        skeleton = Path(folder) / "skeleton.xlsx"
        book = _Book(skeleton)
        book.sheet(table, None, prompts=False)
        book.close()
        member = "xl/worksheets/sheet1.xml"
        return fill(skeleton, path, {member: (table.columns, frames)})[member]


class _Book:
    """A workbook under construction: headings, formats and lists, but no data rows."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path), {"in_memory": True})  # no rows are in it yet
        self.lists: dict[str, list[str]] = {}
        self.formats: dict[str, Any] = {}

    def close(self) -> None:
        self.book.close()

    def format(self, name: str, **properties: Any) -> Any:
        if name not in self.formats:
            self.formats[name] = self.book.add_format({**FONT, **properties})
        return self.formats[name]

    def heading_format(self, table: type[Table], column: Column) -> Any:
        role = "key" if column.name in table.key_names() else "required" if column.required else "optional"
        return self.format(
            f"heading-{role}",
            bold=True,
            bg_color=COLOURS[role],
            font_color="#FFFFFF",
            text_wrap=True,
            valign="vcenter",
            align="center",
            border=1,
        )

    def cell_format(self, column: Column) -> Any:
        if isinstance(column, Number):
            pattern = "0." + "0" * column.places if column.places else "0"
        elif isinstance(column, Day):
            pattern = "yyyy-mm-dd"
        else:
            pattern = "@"  # keeps leading zeros and long numbers as they are typed
        return self.format(f"cell-{pattern}", num_format=pattern)

    def sheet(self, table: type[Table], context: Context | None, *, prompts: bool) -> None:
        sheet = self.book.add_worksheet(table.label)
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, 34)
        sheet.autofilter(0, 0, 0, len(table.columns) - 1)
        for at, column in enumerate(table.columns):
            cell = self.cell_format(column)
            sheet.set_column(at, at, column.width, cell)
            sheet.write_string(0, at, column.heading, self.heading_format(table, column))
            sheet.write_blank(1, at, None, cell)
            if prompts and context:
                sheet.data_validation(1, at, LAST_ROW, at, self.validation(table, column, context))

    def validation(self, table: type[Table], column: Column, context: Context) -> dict[str, Any]:
        """Return the validation of a column's cells; every column has at least the prompt that explains it."""
        rule: dict[str, Any] = {"validate": "any"}
        options = column.options(context)
        if options and isinstance(column, (Code, Ref, YesNo)) and len(options) <= MAX_LISTED:
            rule = {"validate": "list", "source": self.listed(f"{table.code}.{column.name}", options)}
            rule["error_type"] = "warning"  # a name or a bare code typed by hand is read as well
        elif isinstance(column, Number):
            rule = _number_validation(column)
        elif isinstance(column, Day):
            rule = _day_validation(column.earliest, column.latest)
        prompt = "；".join(
            filter(
                None,
                [
                    "必填" if column.required else "选填",
                    f"项目名称：{column.item}" if column.item else "",
                    column.standard,
                    f"单位：{column.unit}" if column.unit else "",
                    column.note,
                ],
            )
        )
        return {
            **rule,
            "ignore_blank": True,
            "input_title": column.label[:32],
            "input_message": prompt[:255],
            "error_title": column.label[:32],
            "error_message": f"“{column.label}”填写有误：{prompt}"[:255],
        }

    def listed(self, name: str, options: Iterable[str]) -> str:
        """Keep a list of options for the hidden sheet and return the reference to it; equal lists are kept once."""
        entries = list(options)
        for at, known in enumerate(self.lists.values()):
            if known == entries:
                return _list_source(at, len(entries))
        self.lists[name] = entries
        return _list_source(len(self.lists) - 1, len(entries))

    def hidden(self, sealed: str) -> None:
        """Write the lists of the dropdowns and the identity of the template on sheets nobody sees."""
        sheet = self.book.add_worksheet(CODES)
        sheet.very_hidden()
        for at, (name, entries) in enumerate(self.lists.items()):
            sheet.write_string(0, at, name)
            for row, entry in enumerate(entries, start=1):
                sheet.write_string(row, at, entry)
        about = self.book.add_worksheet(identity.SHEET)
        about.very_hidden()
        about.write_string(0, 0, sealed)

    def cover(self, workbook: type[Workbook], scope: Scope) -> None:
        sheet = self.book.add_worksheet(COVER)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 22)
        sheet.set_column(2, 3, 8)
        sheet.set_column(4, 4, 26)
        sheet.set_column(5, 5, 60)
        wrap = self.format("wrap", text_wrap=True, valign="top")
        bold = self.format("bold", bold=True)
        sheet.write_string(
            0, 0, workbook.label, self.format("title", bold=True, font_size=16, font_color=COLOURS["required"])
        )
        facts = (
            ("填报单位", f"{scope.label}（{scope.code}）"),
            ("填报期", scope.period),
            ("代码按此日有效", scope.on.isoformat()),
            ("由谁填写", workbook.who),
            ("说明", workbook.note),
            ("模板版本", workbook.version()),
        )
        row = 2
        for label, text in facts:
            if text:
                sheet.write_string(row, 0, label, bold)
                sheet.write_string(row, 1, text)
                row += 1
        row = self._legend(sheet, row + 1, are_whole=all(table.whole for table in workbook.tables))
        self._fields(sheet, row + 1, workbook, wrap)

    def _legend(self, sheet: Any, row: int, *, are_whole: bool) -> int:
        advice = (
            ("key", "关键列：用来与已登记的数据对应，请勿随意改动"),
            ("required", "必填列：表头带 * 号"),
            ("optional", "选填列：没有可以留空"),
        )
        for role, text in advice:
            sheet.write_blank(row, 0, None, self.format(f"legend-{role}", bg_color=COLOURS[role]))
            sheet.write_string(row, 1, text)
            row += 1
        for text in (
            "从第 2 行起逐行填写；有下拉列表的请从中选择；请勿改动表头、合并单元格或使用公式。",
            "已登记的数据已预先填入：改动即为更正，整行删除即为撤销登记，新增请填在末尾。"
            if are_whole
            else "文件中没有的行不受影响；新增请填在末尾。",
        ):
            sheet.write_string(row, 1, text)
            row += 1
        return row

    def _fields(self, sheet: Any, row: int, workbook: type[Workbook], wrap: Any) -> None:
        head = self.format("fields", bold=True, bg_color="#DDEBF7", border=1)
        for at, text in enumerate(("工作表", "列", "必填", "单位", "标准", "说明")):
            sheet.write_string(row, at, text, head)
        for table in workbook.tables:
            for column in table.columns:
                row += 1
                official = f"项目名称：{column.item}。" if column.item else ""
                texts = (
                    table.label,
                    column.label,
                    "是" if column.required else "",
                    column.unit,
                    column.standard,
                    official + column.note,
                )
                for at, text in enumerate(texts):
                    sheet.write_string(row, at, text, wrap)


def _list_source(at: int, size: int) -> str:
    name = letters(at)
    return f"={CODES}!${name}$2:${name}${size + 1}"


def _number_validation(column: Number) -> dict[str, Any]:
    kind = "decimal" if column.places else "integer"
    least = column.least if column.least is not None else -1e15
    most = column.most if column.most is not None else 1e15
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most, "error_type": "warning"}


def _day_validation(earliest: date, latest: date) -> dict[str, Any]:
    first = max(earliest, date(1900, 3, 1))  # the calendar of spreadsheets is wrong before
    return {"validate": "date", "criteria": "between", "minimum": first, "maximum": latest, "error_type": "warning"}
