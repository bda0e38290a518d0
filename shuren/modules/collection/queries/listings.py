"""Lists of returns and rounds."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.modules.collection.models import Return
from shuren.modules.collection.queries.returns import moments_of
from shuren.modules.collection.queries.units import without_filler, without_leader
from shuren.modules.collection.rules.rounds import Standing, is_overdue, standing
from shuren.spine.orgs.models import Level, Org

STANDINGS = {
    Standing.OPEN: _("待填报"),
    Standing.BACK: _("退回待改"),
    Standing.AGAIN: _("补报或更正中"),
    Standing.HANDED_IN: _("待审签"),
    Standing.SIGNED: _("待接收"),
    Standing.RECEIVED: _("已接收"),
    Standing.CLOSED: _("不再填报"),
}
NARROWED = (
    ("missing", _("未提交")),
    ("overdue", _("逾期")),
    ("under_way", _("审核中")),
    ("received", _("已接收")),
)
UNMANNED = (("unmanned", _("无人填报")), ("unsigned", _("无人审签")))


def standing_words(row: Return) -> str:
    """Return where a return stands, in words; that it is late is said, too."""
    at = moments_of(row)
    words = str(STANDINGS[standing(at)])
    late = is_overdue(at, row.round.due_on, timezone.localdate())
    return gettext("%(standing)s · 逾期") % {"standing": words} if late else words


def narrowed(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Keep the returns that stand where a filter says."""
    here = rows.filter(closed_at=None)
    missing = here.filter(handed_in_at=None)
    match value:
        case "missing":
            return missing
        case "overdue":
            return missing.filter(round__due_on__lt=timezone.localdate())
        case "under_way":
            return here.filter(handed_in_at__isnull=False, received_at=None)
        case "received":
            return here.filter(received_at__isnull=False)
    return rows


def of_units(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Keep the returns of several units that stand where a filter says, or whose unit lacks somebody."""
    here = rows.filter(closed_at=None)
    match value:
        case "unmanned":
            return without_filler(here.filter(handed_in_at=None))
        case "unsigned":
            return without_leader(here.filter(signed_at=None))
    return narrowed(rows, value)


def _counties(actor: Actor) -> list[tuple[str, str]]:
    """Return the authorities below the actor's node, to choose from."""
    rows = Org.objects.within(actor.path).filter(level__in=(Level.COUNTY, Level.ZONE), closed_on=None)
    return [(str(pk), name) for pk, name in rows.order_by("path").values_list("pk", "name")]


def _of_county(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(org__county=int(value))


def units_for(actor: Actor) -> Listing:
    """Return the list of units as an actor narrows it: by authority, where there is more than one."""
    return UNITS_BY_AUTHORITY if actor.role in {"city_official", "clearing_officer"} else UNITS


def _sheet(row: Return) -> str:
    return reverse("collection:sheet", args=(row.pk,))


def _progress(row: Return) -> str:
    return f"{row.answered} / {row.asked}"


STANDING = Filter("standing", _("状态"), NARROWED, narrowed)
PROGRESS = Column("answered", _("已填"), _progress, align="end")
STATE = Column("standing", _("状态"), standing_words)
HANDED_IN = Column("handed_in", _("提交时间"), lambda row: row.handed_in_at)

RETURNS = Listing(
    (
        Column("title", _("上报任务"), lambda row: row.round.request.title, link=_sheet),
        Column("asker", _("发起单位"), lambda row: row.round.request.org_name),
        Column("round", _("期次"), lambda row: row.round.label),
        Column("due", _("截止日期"), lambda row: row.round.due_on, "round__due_on"),
        PROGRESS,
        STATE,
        HANDED_IN,
    ),
    "-due",
    (STANDING,),
    lambda rows, text: rows.filter(round__request__title__icontains=text),
    _("任务名称"),
)
UNITS = Listing(
    (
        Column("unit", _("填报单位"), lambda row: row.org.name, "org__name_key", link=_sheet),
        PROGRESS,
        STATE,
        Column("county", _("所属"), lambda row: row.org.county.name if row.org.county else ""),
        HANDED_IN,
        Column("signed_by", _("审签人"), lambda row: row.signed_by),
    ),
    "unit",
    (Filter("standing", _("状态"), (*NARROWED, *UNMANNED), of_units),),
    lambda rows, text: rows.filter(org__name__icontains=text),
    _("单位名称"),
)
UNITS_BY_AUTHORITY = replace(UNITS, filters=(*UNITS.filters, Filter("county", _("所属"), _counties, _of_county)))
ROUNDS = Listing(
    (
        Column(
            "title",
            _("上报任务"),
            lambda row: row.request.title,
            link=lambda row: reverse("collection:board", args=(row.pk,)),
        ),
        Column("asker", _("发起单位"), lambda row: row.request.org_name),
        Column("round", _("期次"), lambda row: row.label),
        Column("as_of", _("数据时点"), lambda row: row.as_of),
        Column("due", _("截止日期"), lambda row: row.due_on, "due_on"),
        Column("units", _("应报单位"), lambda row: row.units, align="end"),
        Column("frozen", _("封存时间"), lambda row: row.frozen_at),
    ),
    "-due",
    (),
    lambda rows, text: rows.filter(request__title__icontains=text),
    _("任务名称"),
)
