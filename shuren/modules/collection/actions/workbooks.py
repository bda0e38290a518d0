"""A return as a workbook: a sheet for each section, a line for each question, filled in outside and brought back.

A colleague who has a part takes that part away alone; whoever puts the return together may bring it back as well.

Nothing is kept of a file in which a cell is wrong, nor of one that would overwrite what somebody has typed since it was
downloaded; each such cell is told with its place.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import xlsxwriter
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from openpyxl.utils.exceptions import InvalidFileException

from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.collection import events
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions.answers import Typed, answer
from shuren.modules.collection.queries.returns import sheet_for, stamp_of
from shuren.modules.collection.rules.kinds import Kind
from shuren.modules.collection.rules.workbooks import sheet_names

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.modules.collection.queries.returns import Cell, Section, Sheet

NUMBER, LABEL, UNIT, VALUE, LAST, NOTE = range(6)  # columns of a sheet
FIRST = 3  # the row of the first question, after a line of guidance and the headings
LARGEST = 5_000_000  # bytes of a file
UNPACKED = 60_000_000  # bytes of all that is packed into it
RETURN, AT, PART = "shuren-return", "shuren-at", "shuren-part"  # properties of the document


class NotAWorkbook(Refused):
    """上传的文件不是 xlsx 工作簿，或已损坏。请用下载的填报表填写后再上传。"""

    status = 422


class OtherWorkbook(Refused):
    """这个文件不是本报表的填报表。请重新下载本期的填报表，填写后再上传。"""

    status = 422


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell of a file."""

    place: str
    sentence: str


def written(sheet: Sheet) -> bytes:
    """Return a return as a workbook, filled in as far as it is."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_custom_property(RETURN, str(sheet.row.pk))
    book.set_custom_property(AT, timezone.now().isoformat())
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "open": book.add_format({"bg_color": "#FFF9E5", "border": 1, "border_color": "#BFBFBF"}),
        "shut": book.add_format({"font_color": "#595959"}),
        "wrap": book.add_format({"text_wrap": True, "font_color": "#595959"}),
    }
    taken = _taken(sheet)
    if len(taken) < len(sheet.sections):
        book.set_custom_property(PART, "1")
    for name, section in taken:
        page = book.add_worksheet(name)
        page.write(0, 0, gettext("只填“填报值”一列，序号和项目请勿改动；是否类填“是”或“否”。"), formats["wrap"])
        heads = ("序号", "填报项", "单位", "填报值", "上期", "填报说明")
        page.write_row(FIRST - 2, 0, [gettext(head) for head in heads], formats["head"])
        for at, cell in enumerate(section.cells, start=FIRST - 1):
            _line(page, at, cell, formats)
        for column, width in enumerate((6, 44, 8, 22, 16, 60)):
            page.set_column(column, column, width)
        page.freeze_panes(FIRST - 1, 0)
    book.close()
    return file.getvalue()


def _taken(sheet: Sheet) -> list[tuple[str, Section]]:
    """Return the sections that the reader takes away, with the names of their sheets, the same whoever asks."""
    names = sheet_names([section.name for section in sheet.sections], gettext("填报表"))
    wanted = {section.name for section in sheet.in_workbook}
    return [pair for pair in zip(names, sheet.sections, strict=True) if pair[1].name in wanted]


def _line(page: Any, at: int, cell: Cell, formats: dict[str, Any]) -> None:
    question, look = cell.question, formats["open" if cell.is_open else "shut"]
    page.write_number(at, NUMBER, question.position)
    page.write_string(at, LABEL, question.label)
    page.write_string(at, UNIT, question.unit)
    if question.kind == Kind.NUMBER and cell.answer and cell.answer.number is not None:
        page.write_number(at, VALUE, cell.answer.number, look)
    elif cell.value:
        page.write_string(at, VALUE, cell.shown, look)
    else:
        page.write_blank(at, VALUE, None, look)
    page.write_string(at, LAST, cell.last_shown, formats["shut"])
    page.write_string(at, NOTE, question.note, formats["wrap"])
    choices = [gettext("是"), gettext("否")] if question.kind == Kind.YES_NO else list(question.options)
    if choices and len(",".join(choices)) < 255:  # noqa: PLR2004  characters that Excel takes in a list
        page.data_validation(at, VALUE, at, VALUE, {"validate": "list", "source": choices})


def _expected(sheet: Sheet, book: Any, *, is_part: bool) -> list[tuple[str, Section]]:
    """Return the sections that a file is to hold; of somebody's part those that it holds."""
    return [pair for pair in _taken(sheet) if pair[0] in book.sheetnames or not is_part]


@transaction.atomic
def fill_in(*, actor: Actor, return_id: int, content: bytes) -> list[Problem]:
    """Keep what a workbook says, all of it or nothing; return what is wrong. Raises NotAWorkbook, OtherWorkbook."""
    sheet = sheet_for(actor, return_id, can.answer)
    book = _opened(content)
    properties = {each.name: str(each.value) for each in book.custom_doc_props}
    if properties.get(RETURN) != str(sheet.row.pk):
        raise OtherWorkbook
    taken_at = parse_datetime(properties.get(AT, ""))
    places, typed, problems = {}, [], []
    for name, section in _expected(sheet, book, is_part=PART in properties):
        if name not in book.sheetnames:
            problems.append(Problem(name, gettext("缺少这张工作表。")))
            continue
        told = _told(book[name], len(section.cells))
        for cell in section.cells:
            row, text = told.get(cell.question.position, (0, None))
            places[cell.question.pk] = place = f"{name}!D{row}"
            if text is None:
                problems.append(
                    Problem(f"{name}!A", gettext("缺少“%(label)s”这一行。") % {"label": cell.question.label})
                )
            elif not cell.is_open and text not in {cell.value, cell.shown}:
                problems.append(Problem(place, gettext("这一项现在不能修改，请恢复原值。")))
            elif cell.is_open:
                typed.append(Typed(cell.question.pk, text, _seen(cell, taken_at)))
    if not problems and typed:
        outcomes = answer(actor=actor, return_id=return_id, typed=typed, whole=True)
        changed = gettext("下载后已由 %(who)s 修改过，请核对页面上的内容后重新下载填写。")
        problems = [
            Problem(places[each.question], each.wrong or changed % {"who": each.other})
            for each in outcomes
            if not each.is_kept
        ]
    if not problems:
        asked = sheet.row.round
        details = {"title": asked.request.title, "round": asked.label, "cells": len(typed)}
        subject = ("collection.return", sheet.row.pk)
        record(actor=actor, label=events.FILLED, org_path=sheet.row.org_path, subject=subject, details=details)
    return problems


def _opened(content: bytes) -> Any:
    """Open a workbook unless it is something else, or would fill the memory."""
    if len(content) > LARGEST:
        raise NotAWorkbook
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > UNPACKED:
                raise NotAWorkbook
        return openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as failure:
        raise NotAWorkbook from failure


def _told(page: Any, count: int) -> dict[int, tuple[int, str]]:
    """Return by the number of the question where a sheet answers it, and what it says."""
    found = {}
    last = FIRST + 2 * count + 50  # lines that were put in between are passed over
    for row in page.iter_rows(min_row=FIRST, max_row=min(last, page.max_row), max_col=VALUE + 1):
        number = row[NUMBER].value
        if isinstance(number, int | float) and number == int(number):
            found[int(number)] = (row[VALUE].row, _text(row[VALUE].value))
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip()


def _seen(cell: Cell, taken_at: datetime | None) -> str:
    """Return the stamp of the answer that stood in a cell when the file was written, if it still stands there."""
    changed = bool(cell.answer and (taken_at is None or cell.answer.told_at > taken_at))
    return "" if changed else stamp_of(cell.answer)
