"""学校基表: a school's own, how far the schools are, what they add up to."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.periods import reference_date
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.statistics import permissions as can
from shuren.modules.statistics.actions import returns as actions
from shuren.modules.statistics.queries import returns as queries
from shuren.modules.statistics.queries import workbooks
from shuren.modules.statistics.rules.layouts import BY_CODE, FORMS

STATES = {queries.OPEN: _("待核对"), queries.ASKED: _("审签中"), queries.CONFIRMED: _("已确认")}
CELL = re.compile(r"(教基\d{4}):(\d{2}\.\d{1,2})")


def _of_state(rows: Any, value: str) -> Any:
    return rows.filter(return_state=value)


def _as_is(rows: Any, _value: str) -> Any:
    """The year chooses the returns, not the schools."""
    return rows


BOARD = Listing(
    columns=(
        Column("name", _("学校"), lambda row: row.name, "name_key"),
        Column("county", _("主管部门"), lambda row: row.county_name or ""),
        Column("state", _("状态"), lambda row: STATES[row.return_state]),
        Column("by", _("填表人"), lambda row: row.handed_in_by or ""),
        Column("confirmed", _("确认时间"), lambda row: row.confirmed_at),
    ),
    default_sort="name",
    filters=(
        Filter("year", _("年度"), lambda _actor: [(str(year), str(year)) for year in queries.years()], apply=_as_is),
        Filter("state", _("状态"), list(STATES.items()), apply=_of_state),
    ),
    search=lambda rows, text: rows.filter(name__icontains=text),
    search_hint=_("学校名称"),
)


def _year(request: Request, years: list[int]) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked.isdecimal() and int(asked) in years else years[0]


@policy(can.view_returns)
@require_safe
def board(request: Request) -> HttpResponse:
    """How far the schools are; a school comes to its own return."""
    school = queries.own_school(request.actor)
    year = _year(request, queries.years())
    if school is not None:
        return redirect("statistics:return", school.pk, year)
    rows = queries.board(request.actor, year)
    context = {
        "page": BOARD.page(rows, request.GET.dict(), request.actor),
        "year": year,
        "counts": queries.counts(request.actor, year),
    }
    return render(request, "statistics/returns.html", context)


@policy(can.view_returns)
@require_safe
def one(request: Request, school_id: int, year: int) -> HttpResponse:
    """A school's return, a form at a time."""
    years = queries.years()
    sheet = _sheet(request, school_id, year, years)
    if not sheet.forms:
        return render(request, "statistics/no_forms.html", {"sheet": sheet})
    chosen = next((form for form in sheet.forms if form.code == request.GET.get("form")), sheet.forms[0])
    may_fill = sheet.state == queries.OPEN and request.actor.may_at(can.fill_returns, sheet.school.path)
    context = {
        "sheet": sheet,
        "form": chosen,
        "numbers": sheet.numbers[chosen.code],
        "typed": sheet.typed[chosen.code] if may_fill else frozenset(),
        "years": years,
        "unread": sheet.unread.get(chosen.code, {}),
        "told": sheet.told(chosen.code),
        "may_fill": may_fill,
        "may_hand_in": may_fill and timezone.localdate() >= sheet.on,
        "may_send_back": sheet.state == queries.CONFIRMED and request.actor.may_at(can.return_back, sheet.school.path),
        "state_label": STATES[sheet.state],
    }
    return render(request, "statistics/return.html", context)


def _sheet(request: Request, school_id: int, year: int, years: list[int] | None = None) -> queries.Sheet:
    if year not in (years or queries.years()):
        raise NotFoundHere
    return queries.sheet(request.actor, queries.school_for(request.actor, school_id), year)


@policy(can.fill_returns)
@require_POST
def type_in(request: Request, school_id: int, year: int) -> HttpResponse:
    """Keep what was typed into one form; other forms stay as they are."""
    sheet = _sheet(request, school_id, year)
    form = request.POST.get("form", "")
    if form in sheet.typed:
        texts = {
            told[2]: request.POST[name] for name in request.POST if (told := CELL.fullmatch(name)) and told[1] == form
        }
        row = actions.type_in(actor=request.actor, school=sheet.school, year=year, form=form, texts=texts)
        if row.unread.get(form):
            messages.warning(request, gettext("有内容不是数字，已原样保留，请在标出的单元格中改正。"))
        else:
            messages.success(request, gettext("已保存。"))
    return redirect(f"{reverse('statistics:return', args=(school_id, year))}?{urlencode({'form': form})}")


@policy(can.fill_returns)
@require_POST
def hand_in(request: Request, school_id: int, year: int) -> HttpResponse:
    """Ask the principal to confirm the return."""
    sheet = _sheet(request, school_id, year)
    actions.hand_in(actor=request.actor, school=sheet.school, year=year)
    return redirect("statistics:return", school_id, year)


@policy(can.return_back)
@require_POST
def send_back(request: Request, school_id: int, year: int) -> HttpResponse:
    """Open a confirmed return again."""
    school = queries.school_for(request.actor, school_id)
    actions.send_back(actor=request.actor, school=school, year=year, reason=request.POST.get("reason", ""))
    return redirect("statistics:return", school_id, year)


@policy(can.view_returns)
@require_safe
def workbook(request: Request, school_id: int, year: int) -> HttpResponseBase:
    """Hand out a school's forms in the official layout."""
    sheet = _sheet(request, school_id, year)
    row = sheet.row
    is_fixed = row is not None and sheet.state != queries.OPEN
    signed = workbooks.Signed(
        sheet.school.name, sheet.school.code, sheet.on,
        row.confirmed_by_name if row else "",
        row.handed_in_by_name if row and is_fixed else "",
        f"{timezone.localtime(row.confirmed_at):%Y年%m月%d日}" if row and row.confirmed_at else "",
    )  # fmt: skip
    actions.note_taken(actor=request.actor, org=sheet.school, year=year)
    return download(workbooks.workbook(sheet.forms, sheet.numbers, signed), f"{sheet.school.name}_学校基表_{year}.xlsx")


@policy(can.return_back)
@require_http_methods(["GET", "HEAD"])
def summary(request: Request) -> HttpResponseBase:
    """Hand out what the confirmed returns below add up to, in the same layout."""
    year = _year(request, queries.years())
    unit = queries.own_unit(request.actor)
    if unit is None:
        raise NotFoundHere
    numbers, count = queries.summary(request.actor, year)
    told = gettext("%(name)s（已确认 %(count)s 所学校合计）") % {"name": unit.name, "count": count}
    actions.note_taken(actor=request.actor, org=unit, year=year)
    forms = [BY_CODE[form.code] for form in FORMS if form.code in numbers] or list(FORMS)
    signed = workbooks.Signed(told, unit.code, reference_date(year))
    return download(workbooks.workbook(forms, numbers, signed), f"{unit.name}_学校基表汇总_{year}.xlsx")
