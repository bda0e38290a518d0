"""Taking the answers of a round away: sums by node and a line for each unit, as a workbook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter
from django.db import transaction
from django.utils.translation import gettext

from shuren.kernel.audit.actions import record
from shuren.modules.collection import events
from shuren.modules.collection import permissions as can
from shuren.modules.collection.queries import boards, rollups
from shuren.modules.collection.queries.listings import standing_words
from shuren.modules.collection.queries.returns import shown
from shuren.modules.collection.rules.kinds import Kind

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.modules.collection.models import Round
    from shuren.modules.collection.queries.rollups import Rollup


@transaction.atomic
def take_round(*, actor: Actor, round_id: int) -> tuple[str, bytes]:
    """Return a name and a workbook: the sums of a round by node, and what each unit of the actor's part answered."""
    asked = boards.round_for(actor, round_id, can.view_requests)
    found = rollups.rollup_of(actor, asked)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _write_sums(book, found)
    _write_units(book, actor, asked, found)
    book.close()
    details = {"title": asked.request.title, "round": asked.label}
    subject = ("collection.round", asked.pk)
    record(actor=actor, label=events.EXPORTED, org_path=actor.path, subject=subject, details=details)
    return f"{asked.request.title}_{asked.label}_{found.node.name}.xlsx", file.getvalue()


def _write_sums(book: xlsxwriter.Workbook, found: Rollup) -> None:
    sheet, head = book.add_worksheet(gettext("汇总")), book.add_format({"bold": True, "bottom": 1})
    heads = [gettext("填报项"), gettext("单位"), gettext("填报单位数"), gettext("合计"), gettext("上期")]
    sheet.write_row(0, 0, [*heads, *(name for _path, name in found.places)], head)
    for at, row in enumerate(found.rows, start=1):
        numbers = [row.now.number, row.before.number, *(row.below[path].number for path, _name in found.places)]
        label = gettext("%(label)s（平均）") % {"label": row.question.label} if row.is_mean else row.question.label
        sheet.write_row(at, 0, [label, row.question.unit, row.now.units])
        for column, number in enumerate(numbers, start=3):
            if number is not None:
                sheet.write_number(at, column, number)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 44)


def _write_units(book: xlsxwriter.Workbook, actor: Actor, asked: Round, found: Rollup) -> None:
    """Write a line for each unit, in tree order; what no leader has signed is left out."""
    sheet, head = book.add_worksheet(gettext("明细")), book.add_format({"bold": True, "bottom": 1})
    rows = list(boards.returns_in(actor, asked).order_by("org_path"))
    columns = {row.question.item_id: at for at, row in enumerate(found.rows, start=3)}
    kinds = {row.question.item_id: row.question.kind for row in found.rows}
    sheet.write_row(
        0,
        0,
        [gettext("填报单位"), gettext("标识码"), gettext("状态"), *(each.question.label for each in found.rows)],
        head,
    )
    places = {row.pk: at for at, row in enumerate(rows, start=1)}
    for row in rows:
        sheet.write_row(places[row.pk], 0, [row.org.name, row.org.code, standing_words(row)])
    told = rollups.Scope(asked, actor.path, found.items, found.at)
    for sheet_id, item, value, number in told.read(rollups.CELLS):
        if kinds[item] == Kind.NUMBER:
            sheet.write_number(places[sheet_id], columns[item], number)
        else:
            sheet.write_string(places[sheet_id], columns[item], shown(kinds[item], value))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 30)
