"""Pages: the code tables, one table, the divisions."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from shuren.kernel.codes import Code, CodeTable
from shuren.kernel.http.listing import Column
from shuren.kernel.http.policy import Request, signed_in
from shuren.kernel.words import translated
from shuren.spine.standards import queries

TABLE_COLUMNS = (
    Column("title", _("代码表"), queries.title_of, link=lambda table: reverse("standards:table", args=[table.key])),
    Column("key", _("标识"), lambda table: table.key),
    Column("standard", _("标准"), lambda table: translated(table.standard)),
    Column("count", _("值数"), len, align="end"),
    Column("source", _("来源"), lambda table: translated(table.source)),
)

DIVISION_COLUMNS = (
    Column("code", _("代码"), lambda each: each.code),
    Column("name", _("名称"), queries.full_name),
    Column("state", _("状态"), lambda each: _("已停用") if each.is_retired else _("现行")),
    Column("valid", _("有效期"), queries.validity),
    Column("replaced_by", _("由其取代"), lambda each: each.replaced_by),
    Column("source", _("来源"), lambda each: translated(each.source)),
)

ALWAYS_SHOWN = ("code", "name_zh", "name_en")


def _value_columns(table: CodeTable) -> tuple[Column, ...]:
    """The columns in which the table has something to say."""

    def label(code: str) -> str:
        value = table.get(code)
        return f"{code} {queries.name_of(value)}" if value else ""

    columns = (
        Column("code", _("代码"), lambda value: value.code),
        Column("name_zh", _("名称"), lambda value: value.name_zh),
        Column("name_en", _("英文名称"), lambda value: value.name_en),
        Column("parent", _("上级"), lambda value: label(value.parent)),
        Column("valid", _("有效期"), queries.validity),
        Column("replaced_by", _("由其取代"), lambda value: label(value.replaced_by)),
        Column("source", _("来源"), lambda value: translated(value.source)),
    )
    return tuple(column for column in columns if column.key in ALWAYS_SHOWN or any(map(column.value, table)))


def _asked(request: Request) -> dict[str, Any]:
    """The search text and the day that an address names; a day that is none counts as none."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = None
    return {"q": request.GET.get("q", "").strip(), "on": on}


@signed_in
@require_safe
def table_list(request: Request) -> HttpResponse:
    """Every code table."""
    asked = {**_asked(request), "origin": request.GET.get("origin", "")}
    rows = queries.tables_like(asked["q"], origin=asked["origin"])
    context = {"rows": rows, "columns": TABLE_COLUMNS, "asked": asked, "origins": queries.ORIGINS}
    return render(request, "standards/table_list.html", context)


@signed_in
@require_safe
def table(request: Request, key: str) -> HttpResponse:
    """The values of one table."""
    shown, asked = queries.table_called(key), _asked(request)
    rows: list[Code] = queries.values_like(shown, asked["q"], on=asked["on"])
    title = queries.title_of(shown)
    context = {"table": shown, "title": title, "rows": rows, "columns": _value_columns(shown), "asked": asked}
    return render(request, "standards/table.html", context)


@signed_in
@require_safe
def division_list(request: Request) -> HttpResponse:
    """The divisions, the retired ones included, by code or name."""
    asked = _asked(request)
    rows = queries.divisions_like(asked["q"], on=asked["on"])
    context = {
        "rows": rows[: queries.MOST_DIVISIONS],
        "is_cut": len(rows) > queries.MOST_DIVISIONS,
        "most": queries.MOST_DIVISIONS,
        "columns": DIVISION_COLUMNS,
        "asked": asked,
    }
    return render(request, "standards/division_list.html", context)
