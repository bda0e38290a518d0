"""Published information, for those it was published to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor, covers
from shuren.kernel.cases.models import Case
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.kernel.paths import line_of
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.office import permissions as can
from shuren.modules.office.models import Audience, Letterhead, PublishedNotice
from shuren.modules.office.queries import sheets

STATES: Choices = (
    ("shown", _("已发布")), ("ahead", _("待上线")), ("expired", _("已到期撤下")), ("withdrawn", _("已撤下")),
)  # fmt: skip
PINNED = 5  # shown on top


def shown() -> Q:
    """Return the condition that a notice stands on boards now: not withdrawn, begun, not expired."""
    lasts = Q(expires_on=None) | Q(expires_on__gt=timezone.localdate())
    return Q(withdrawn_at=None, shown_from__lte=timezone.now()) & lasts


def state_of(row: PublishedNotice) -> str:
    if row.withdrawn_at:
        return "withdrawn"
    if row.shown_from > timezone.now():
        return "ahead"
    return "expired" if row.expires_on and row.expires_on <= timezone.localdate() else "shown"


def board_for(actor: Actor) -> "QuerySet[PublishedNotice]":
    """Return what stands on the actor's board: of the own unit and all above it, and what the public reads there."""
    rows: QuerySet[PublishedNotice] = PublishedNotice.objects.within("")
    return rows.filter(shown(), org_path__in=line_of(actor.path))


def published_by(actor: Actor) -> "QuerySet[PublishedNotice]":
    """Return all that the actor's unit and those below it have ever published."""
    rows: QuerySet[PublishedNotice] = PublishedNotice.objects.visible_to(actor, can.withdraw_notices)
    return rows


def public() -> "QuerySet[PublishedNotice]":
    """Return what everybody may read: of units that publish without an account being asked for."""
    rows: QuerySet[PublishedNotice] = PublishedNotice.objects.within("")
    closed = Letterhead.objects.within("").filter(org_id=OuterRef("org_id"), is_public=False)
    return rows.filter(shown(), ~Exists(closed), audience=Audience.PUBLIC)


def pinned(rows: "QuerySet[PublishedNotice]") -> list[PublishedNotice]:
    """Return what stands on top of a board, the latest first."""
    return list(rows.filter(is_pinned=True).order_by("-shown_from", "-pk")[:PINNED])


@dataclass(frozen=True)
class Check:
    """One of the three checks that a notice has passed."""

    label: str
    who: str
    at: datetime


def checks_of(notice: PublishedNotice) -> list[Check]:
    """Return who checked a notice, step by step, as the last round of its case tells."""
    case = Case.objects.within("").get(pk=notice.case_id)
    last = {stage.code: stage for stage in sheets.stages_of(case)}
    return [Check(stage.label, said.who, said.at) for stage in last.values() for said in stage.opinions if said.is_yes]


def notice_for(actor: Actor, notice_id: int) -> PublishedNotice:
    """Return what the actor may read: on the board, or, for who may withdraw, of the own part of the tree."""
    rows: QuerySet[PublishedNotice] = PublishedNotice.objects.within("")
    found = rows.filter(pk=notice_id).first()
    if found is None or not (_stands_before(actor, found) or actor.may_at(can.handle, found.org_path)):
        raise NotFoundHere
    return found


def _stands_before(actor: Actor, notice: PublishedNotice) -> bool:
    return state_of(notice) == "shown" and covers(notice.org_path, actor.path)


def public_notice(notice_id: int) -> PublishedNotice:
    """Return one that everybody may read. Raises NotFoundHere."""
    found = public().filter(pk=notice_id).first()
    if found is None:
        raise NotFoundHere
    return found


def own_standing(actor: Actor) -> list[tuple[str, str]]:
    """Return what the actor's unit has published and not withdrawn, as choices."""
    rows: QuerySet[PublishedNotice] = PublishedNotice.objects.within("").filter(org_path=actor.path, withdrawn_at=None)
    return [(str(pk), title) for pk, title in rows.order_by("-released_at").values_list("pk", "title")[:50]]


def _titled(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(title__contains=text) | Q(org_name__contains=text))


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    kept = {
        "shown": shown(),
        "ahead": Q(withdrawn_at=None, shown_from__gt=timezone.now()),
        "expired": Q(withdrawn_at=None, expires_on__lte=timezone.localdate()),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }
    return rows.filter(kept[value]) if value in kept else rows.none()


def _columns(address: str) -> tuple[Column, ...]:
    return (
        Column("title", _("标题"), lambda row: row.title, link=lambda row: reverse(address, args=(row.pk,))),
        Column("org", _("发布单位"), lambda row: row.org_name),
        Column("released", _("发布时间"), lambda row: row.shown_from, "shown_from"),
    )


BOARD = Listing(_columns("office:notice"), "-released", search=_titled, search_hint=_("标题或发布单位"))
PUBLIC = Listing(_columns("office:public_notice"), "-released", search=_titled, search_hint=_("标题或发布单位"))
PUBLISHED = Listing(
    (
        *_columns("office:notice"),
        Column("audience", _("发布范围"), lambda row: row.get_audience_display()),
        Column("state", _("状态"), lambda row: dict(STATES)[state_of(row)]),
        Column("expires", _("自动撤下日期"), lambda row: row.expires_on),
    ),
    "-released",
    filters=(Filter("state", _("状态"), STATES, apply=_in_state),),
    search=_titled,
    search_hint=_("标题或发布单位"),
)
