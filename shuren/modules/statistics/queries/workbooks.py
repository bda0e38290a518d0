"""Forms as a workbook in the official layout: a sheet a form, title, head, lines, signatures."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import xlsxwriter

from shuren.modules.statistics.rules.forms import Form

FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
AUTHOR = "制定机关：教育部"
UNSURE, SEE_LINES = "（待核）", "见指标名称"
FIRST, HEADS = 26, 9  # width of the first column and of the others, in signs
NARROWEST = 3  # last column, so that what stands above a form has room on both sides


@dataclass(frozen=True)
class Signed:
    """What stands above and below a form: who returns it, as of which day, who signed."""

    unit: str
    code: str
    on: date
    head: str = ""
    filler: str = ""
    handed_in: str = ""


def workbook(forms: Iterable[Form], numbers: Mapping[str, Mapping[str, float]], signed: Signed) -> bytes:
    """Return the forms with their numbers; a cell that means nothing is a dash, one without a number stays empty."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    formats = {
        "title": book.add_format({**FONT, "bold": True, "font_size": 15, "align": "center"}),
        "plain": book.add_format(FONT),
        "right": book.add_format({**FONT, "align": "right"}),
        "head": book.add_format({**FONT, "border": 1, "align": "center", "text_wrap": True}),
        "line": book.add_format({**FONT, "border": 1}),
        "number": book.add_format({**FONT, "border": 1, "align": "right", "num_format": "0"}),
        "exact": book.add_format({**FONT, "border": 1, "align": "right", "num_format": "0.00"}),
        "blank": book.add_format({**FONT, "border": 1, "align": "center"}),
    }
    for form in forms:
        _write(book.add_worksheet(form.code), form, numbers.get(form.code, {}), signed, formats)
    book.close()
    return out.getvalue()


def _write(sheet: Any, form: Form, numbers: Mapping[str, float], signed: Signed, formats: Mapping[str, Any]) -> None:
    last = max(len(form.columns) + 1, NARROWEST)
    sheet.merge_range(0, 0, 0, last, form.title, formats["title"])
    for row, (left, right) in enumerate(
        ((f"学校（机构）：{signed.unit}", f"表　　号：{form.code}{UNSURE if form.is_unsure else ''}"),
         (f"学校（机构）标识码：{signed.code}", AUTHOR),
         (f"统计时点：{signed.on:%Y年%m月%d日}", f"计量单位：{form.unit or SEE_LINES}")), start=1,
    ):  # fmt: skip
        sheet.merge_range(row, 0, row, last // 2, left, formats["plain"])
        sheet.merge_range(row, last // 2 + 1, row, last, right, formats["right"])
    _heads(sheet, form, formats)
    for row, line in enumerate(form.lines, start=7):
        label = f"{line.label}（{line.unit}）" if line.unit else line.label
        sheet.write_string(row, 0, label, formats["line"])
        sheet.write_string(row, 1, line.code, formats["head"])
        for place, column in enumerate(form.columns, start=2):
            cell = f"{line.code}.{column.number}"
            if cell in form.blanks:
                sheet.write_string(row, place, "-", formats["blank"])
            elif cell in numbers:
                sheet.write_number(row, place, numbers[cell], formats["exact" if line.decimals else "number"])
            else:
                sheet.write_blank(row, place, None, formats["number"])
    foot = 7 + len(form.lines)
    told = f"单位负责人：{signed.head}　　统计负责人：　　　　填表人：{signed.filler}　　报出日期：{signed.handed_in}"
    sheet.merge_range(foot, 0, foot, last, told, formats["plain"])
    sheet.set_column(0, 0, FIRST)
    sheet.set_column(1, 1, 6)
    sheet.set_column(2, last, HEADS)
    sheet.freeze_panes(7, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4, 6)


def _heads(sheet: Any, form: Form, formats: Mapping[str, Any]) -> None:
    """Write two lines of heads, columns of one group under its name, and the line that numbers the columns."""
    for place, label in enumerate(("指标名称", "代码")):
        sheet.merge_range(4, place, 5, place, label, formats["head"])
    at = 2
    for group, members in groupby(form.columns, key=lambda column: column.group):
        shown = list(members)
        if group:
            sheet.merge_range(4, at, 4, at + len(shown) - 1, group, formats["head"])
        for place, column in enumerate(shown, start=at):
            if group:
                sheet.write_string(5, place, column.label, formats["head"])
            else:
                sheet.merge_range(4, place, 5, place, column.label, formats["head"])
        at += len(shown)
    for place, label in enumerate(("甲", "乙", *(column.number for column in form.columns))):
        sheet.write_string(6, place, label, formats["head"])
