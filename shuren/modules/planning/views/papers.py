import io
from dataclasses import asdict
from datetime import date
from pathlib import Path

import xlsxwriter
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shuren.kernel.documents import pdf as typeset
from shuren.kernel.http.download import download
from shuren.kernel.http.policy import Request, policy
from shuren.modules.planning import forms, permissions
from shuren.modules.planning.actions import letters as printing
from shuren.modules.planning.actions import plans as actions
from shuren.modules.planning.queries import board as boards
from shuren.modules.planning.queries import letters, lookup, sheets
from shuren.modules.planning.rules.lights import Light

BOARD = Path(__file__).resolve().parent.parent / "templates" / "planning" / "board.typ"
FILLS = {"green": "#d9efe0", "amber": "#fdeec8", "red": "#f8d9d6", "grey": "#eef0f2"}


@require_GET
@policy(permissions.view_plans)
def workbook(request: Request, code: str) -> HttpResponseBase:
    """Hand out the board as a workbook."""
    board = _board(request, code)
    actions.note_export(actor=request.actor, plan=board.plan, org=board.node)
    return download(_filled(board), f"{board.plan.name}_{board.node.name}.xlsx")


@require_GET
@policy(permissions.view_plans)
def pdf(request: Request, code: str) -> HttpResponseBase:
    """Hand out the board as paper."""
    board = _board(request, code)
    actions.note_export(actor=request.actor, plan=board.plan, org=board.node)
    data = {
        "title": board.plan.name,
        "node": board.node.name,
        "printed": _("%(who)s 打印于 %(when)s") % {"who": request.actor.name, "when": date_of(timezone.localdate())},
        "years": list(board.plan.years),
        "heads": {"label": _("指标"), "scope": _("范围"), "target": _("目标"), "actual": _("实际")},
        "legend": [sheets.word_of(light) for light in Light],
        "rows": [asdict(row) for row in sheets.rows_of(board)],
    }
    return download(typeset(BOARD, data), f"{board.plan.name}_{board.node.name}.pdf")


@require_GET
@policy(permissions.view_tasks)
def letter(request: Request, case_id: int) -> HttpResponseBase:
    """Hand out a letter of supervision as paper."""
    found = letters.letter_for(request.actor, case_id)
    name = _("督办单 %(number)s") % {"number": found.case.number}
    return download(printing.printed(actor=request.actor, letter=found), f"{name}.pdf")


def date_of(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def _board(request: Request, code: str) -> boards.Board:
    plan = lookup.plan_for(request.actor, code)
    return boards.board(plan, lookup.node_for(request.actor, plan, forms.id_of(request.GET, "org")))


def _filled(board: boards.Board) -> bytes:
    """Write one row per line; for each year target, actual and light, the light as a fill and a word."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(_("规划进展"))
    plain = {"font_name": "Noto Sans SC", "font_size": 10, "border": 1, "border_color": "#c8cfd6", "valign": "vcenter"}
    head = book.add_format({**plain, "bold": True, "bg_color": "#e8edf2", "align": "center", "text_wrap": True})
    text = book.add_format({**plain, "text_wrap": True})
    fills = {
        light: book.add_format({**plain, "bg_color": colour, "num_format": "0.00"}) for light, colour in FILLS.items()
    }
    sheet.merge_range(0, 0, 0, 3 + 3 * len(board.plan.years), f"{board.plan.name} · {board.node.name}", head)
    for column, title in enumerate((_("类别"), _("指标"), _("范围"), _("单位"))):
        sheet.merge_range(1, column, 2, column, title, head)
    for place, year in enumerate(board.plan.years):
        sheet.merge_range(1, 4 + 3 * place, 1, 6 + 3 * place, year, head)
        for offset, title in enumerate((_("目标"), _("实际"), _("状态"))):
            sheet.write(2, 4 + 3 * place + offset, title, head)
    last = 4 + 3 * len(board.plan.years)
    sheet.merge_range(1, last, 2, last, _("缺少的数据"), head)
    for number, row in enumerate(sheets.rows_of(board), start=3):
        for column, value in enumerate((row.category, row.label, row.scope, row.unit)):
            sheet.write_string(number, column, value, text)
        for place, cell in enumerate(row.cells):
            sheet.write_string(number, 4 + 3 * place, cell.target, text)
            sheet.write(number, 5 + 3 * place, "" if cell.actual is None else cell.actual, fills[cell.light])
            sheet.write_string(number, 6 + 3 * place, cell.word, text)
        sheet.write_string(number, last, row.why, text)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 20)
    sheet.set_column(last, last, 40)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1, 2)
    book.close()
    return out.getvalue()
