"""Typing what no register knows, handing a return in, confirming it, sending it back."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases.models import Case
from shuren.kernel.periods import reference_date
from shuren.kernel.refusals import Refused
from shuren.modules.collection import api as collection
from shuren.modules.statistics import events
from shuren.modules.statistics import permissions as can
from shuren.modules.statistics.actions import signing
from shuren.modules.statistics.models import Return
from shuren.modules.statistics.queries import returns as queries
from shuren.modules.statistics.rules import typing
from shuren.modules.statistics.rules.layouts import BY_CODE, FORMS
from shuren.spine.orgs.models import Org

LONGEST = 40  # signs of what is no number
CODE = "JB"  # begins the codes of items that returns brought about


class ReturnClosed(Refused):
    """{year} 年基表已经提交审签或确认，不能再改。需要更正的，请审签人退回，或由主管部门退回已确认的基表。"""


class NotYet(Refused):
    """{year} 年的统计时点是 {day}，还没有到。请在统计时点以后核对提交。"""


class NumbersDisagree(Refused):
    """有 {count} 处数字不符合审核关系，不能提交：{first} 登记数据有误的，请先在相应登记中更正。"""


class NotConfirmed(Refused):
    """这份基表还没有确认，不必退回：请在审签环节退回。"""


class ReasonMissing(Refused):
    """请写明退回理由：学校据此更正，理由会记入办理记录。"""

    status = 422


@transaction.atomic
def type_in(*, actor: Actor, school: Org, year: int, form: str, texts: Mapping[str, str]) -> Return:
    """Keep what a school has typed into the cells of a form that no register answers; other cells are left out.

    What is no number is kept beside the numbers as it was typed, and told at its cell until it is put right.
    """
    require(actor, can.fill_returns, school.path)
    row = _opened(school, year)
    asked = queries.sheet(actor, school, year).typed.get(form, frozenset())
    lines = {cell: line for cell, line, _column in BY_CODE[form].cells() if cell in asked} if asked else {}
    numbers: dict[str, float] = {}
    unread: dict[str, str] = {}
    for cell, line in lines.items():
        if text := texts.get(cell, "").strip():
            number = typing.number(text, line.decimals)
            if number is None:
                unread[cell] = text[:LONGEST]
            else:
                numbers[cell] = number
    row.typed, row.unread = {**row.typed, form: numbers}, {**row.unread, form: unread}
    row.save(update_fields=["typed", "unread"])
    _note(actor, events.RETURN_TYPED, row)
    return row


@transaction.atomic
def hand_in(*, actor: Actor, school: Org, year: int) -> Case:
    """Fix the numbers as they are now and ask the principal to confirm them."""
    require(actor, can.fill_returns, school.path)
    row = _opened(school, year)
    case = queries.case_of(row)
    if case is not None and not case.outcome:
        return signing.sign_own(actor, case, queries.OWN_STEP)
    form = {"school": school.pk, "school_name": school.name, "year": year}
    case = cases.apply(actor=actor, type_code=queries.SUBJECT, form=form, entered={"year": str(year)})
    Return.objects.within(school.path).filter(pk=row.pk).update(case_id=case.pk)
    return case


def fix(*, actor: Actor, school_id: int, year: int) -> None:
    """Take the numbers of the registers over into the return. Raises NotYet, NumbersDisagree."""
    row: Return = Return.objects.within("").select_related("org").get(org_id=school_id, year=year)
    require(actor, can.fill_returns, row.org_path)
    day = reference_date(row.year)
    if timezone.localdate() < day:
        raise NotYet(year=row.year, day=f"{day:%Y-%m-%d}")
    sheet = queries.live_sheet(actor, row.org, row.year, row)
    if sheet.faults:
        first = sheet.faults[0]
        raise NumbersDisagree(count=len(sheet.faults), first=f"{first.form} {queries.sentence_of(first)}")
    blank = {form: dict.fromkeys(cells, 0) for form, cells in sheet.typed.items()}
    row.values = {form.code: {**blank[form.code], **sheet.numbers[form.code]} for form in sheet.forms}
    row.unreported = list(sheet.unreported)
    row.handed_in_at, row.handed_in_by_name = timezone.now(), actor.name
    row.save(update_fields=["values", "unreported", "handed_in_at", "handed_in_by_name"])


@transaction.atomic
def confirm(*, actor: Actor, school_id: int, year: int, at: datetime) -> None:
    """Confirm a return for its school: its numbers are those of the statistics from now on."""
    rows = Return.objects.within("").select_for_update(of=("self",)).select_related("org__authority", "org__city")
    row: Return = rows.get(org_id=school_id, year=year)
    collection.record_signed(
        org=row.org, as_of=reference_date(row.year), told_by=row.handed_in_by_name, at=at, why=row.why_reopened,
        numbers=list(_signed(row)), begins=CODE,
    )  # fmt: skip
    row.confirmed_at, row.confirmed_by_name, row.why_reopened = at, actor.name, ""
    row.save(update_fields=["confirmed_at", "confirmed_by_name", "why_reopened"])
    _note(actor, events.RETURN_CONFIRMED, row)


def _signed(row: Return) -> Iterator[collection.Signed]:
    """Return what the school has typed itself, as items of the dictionary; what it left blank it did not say."""
    for form in FORMS:
        cells = row.typed.get(form.code, {})
        for cell, line, column in form.cells() if cells else ():
            if cell in cells:
                code = f"{CODE}{form.code.removeprefix('教基')}.{cell}"
                label = f"{form.title}：{form.named(line)}，{column.label.lstrip('#')}"
                yield collection.Signed(code, label, line.unit or form.unit, line.decimals, cells[cell])


@transaction.atomic
def send_back(*, actor: Actor, school: Org, year: int, reason: str) -> None:
    """Open a confirmed return again, for the school to correct it."""
    require(actor, can.return_back, school.path)
    row = _locked(school, year)
    if row is None or row.confirmed_at is None:
        raise NotConfirmed
    if not reason.strip():
        raise ReasonMissing(field="reason")
    row.confirmed_at, row.handed_in_at, row.confirmed_by_name = None, None, ""
    row.why_reopened = reason.strip()[:200]
    row.save(update_fields=["confirmed_at", "handed_in_at", "confirmed_by_name", "why_reopened"])
    _note(actor, events.RETURN_REOPENED, row, reason=row.why_reopened)


@transaction.atomic
def note_taken(*, actor: Actor, org: Org, year: int) -> None:
    """Leave a trace of who took a return out."""
    require(actor, can.view_returns, org.path)
    told = {"year": year, "org": org.name}
    record(actor=actor, label=events.RETURNS_TAKEN, org_path=org.path, subject=("orgs.org", org.pk), details=told)


def _locked(school: Org, year: int) -> Return | None:
    rows = Return.objects.within(school.path).select_for_update(of=("self",)).select_related("org")
    found: Return | None = rows.filter(org=school, year=year).first()
    return found


def _opened(school: Org, year: int) -> Return:
    """Lock a school's return, made where there is none yet. Raises ReturnClosed."""
    Return.objects.within(school.path).get_or_create(org=school, year=year, defaults={"org_path": school.path})
    row = _locked(school, year)
    if row is None or not queries.is_open(row, queries.case_of(row)):
        raise ReturnClosed(year=year)
    return row


def _note(actor: Actor, label: AuditLabel, row: Return, **details: Any) -> None:
    told = {"year": row.year, **details}
    record(actor=actor, label=label, org_path=row.org_path, subject=(queries.SUBJECT, row.pk), details=told)
