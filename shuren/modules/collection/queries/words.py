"""The sentences that are told at fields and cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from shuren.modules.collection.rules import lines
from shuren.modules.collection.rules.requests import LEAST_DAYS, MOST_YEARS

if TYPE_CHECKING:
    from shuren.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "no_title": _("请填写任务名称。"),
    "no_purpose": _("请写明数据用来做什么；没有明确用途的不能要求填报。"),
    "no_basis": _("请写明依据的文件名称、文号和条款；没有依据的不能要求填报。"),
    "vague_basis": _("依据应当查得到：请写明文件名称（用《》）、文号或条款。"),
    "no_audience": _("请选择填报范围；没有填报单位的任务不能下达。"),
    "no_as_of": _("请填写数据时点，即填报哪一天的情况。"),
    "no_opens_on": _("请填写开始填报的日期。"),
    "no_due_on": _("请填写截止填报的日期。"),
    "no_end": _("请填写任务终止日期；没有终止日期的任务不能下达。"),
    "past": _("开始填报的日期不能早于今天。"),
    "hasty": _("截止日期至少在开始填报 {days} 天之后，给填报单位留出时间。"),
    "early_end": _("任务终止日期不能早于截止填报日期。"),
    "endless": _("一次审核最多管 {years} 年，到期继续的重新提交审核。"),
}
CELLS: dict[str, Words] = {
    "no_label": _("这一行没有写填报项。"),
    "twice": _("“{value}”重复：前面的行或任务里已有这一项。"),
    "too_long": _("最多 {most} 个字，请缩短。"),
    "no_kind": _("填写方式应为数值、是否、单选、日期或文字，填的是“{value}”。"),
    "no_options": _("单选的须列出至少两个选项，用分号隔开。"),
    "too_many_options": _("最多 {most} 个选项。"),
}
COLUMNS: dict[str, Words] = {
    "label": _("填报项"),
    "unit": _("单位"),
    "kind": _("填写方式"),
    "options": _("选项"),
    "section": _("部分"),
    "note": _("填报说明"),
}


def sentence_of(code: str) -> str:
    """Return what is told at a field of a request."""
    return str(SENTENCES[code]).format(days=LEAST_DAYS, years=MOST_YEARS)


def sentence_at(fault: lines.Fault) -> str:
    """Return what is told at a cell of pasted or uploaded questions."""
    most = lines.MOST_OPTIONS if fault.column == "options" else lines.MOST.get(fault.column, 0)
    return str(CELLS[fault.code]).format(value=fault.value[:40], most=most)
