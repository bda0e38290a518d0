"""Tasks as a workbook."""

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils.translation import gettext as _

from shuren.modules.planning.queries.tasks import Standing

HOW = {"in_memory": True, "strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
WIDTHS = (6, 46, 20, 20, 12, 12, 8, 12, 12, 10, 10, 26, 40)


def filled(rows: Iterable[Standing], title: str) -> bytes:
    """Return one row for each task, with its light in words and why."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, HOW)
    sheet = book.add_worksheet(_("年度任务"))
    head = book.add_format({"bold": True, "bg_color": "#e8edf2", "text_wrap": True, "valign": "vcenter"})
    heads = (
        _("序号"), _("任务"), _("牵头单位"), _("承办科室"), _("完成期限"), _("下达时的期限"), _("重点"), _("目标"),
        _("数据"), _("数据年度"), _("状态"), _("判断依据"), _("最近月报"),
    )  # fmt: skip
    sheet.merge_range(0, 0, 0, len(heads) - 1, title, head)
    sheet.write_row(1, 0, [str(each) for each in heads], head)
    for at, one in enumerate(rows, start=2):
        task, newest = one.task, one.reports[max(one.reports)] if one.reports else None
        sheet.write_row(at, 0, [task.number, task.title, task.org.name, task.office])
        sheet.write_datetime(at, 4, task.due_on)
        if task.first_due_on:
            sheet.write_datetime(at, 5, task.first_due_on)
        sheet.write_row(at, 6, [_("是") if task.is_key else "", one.asked_text])
        sheet.write(at, 8, "" if one.actual is None else one.actual)
        sheet.write(at, 9, one.figure.year if one.figure else "")
        sheet.write_row(at, 10, [one.word, one.why])
        sheet.write_string(at, 12, newest.sentence if newest else "")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(2, 2)
    book.close()
    return out.getvalue()
