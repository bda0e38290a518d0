"""Published information, for those it was published to."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor, covers
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.kernel.paths import line_of
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.office import permissions as can
from shuren.modules.office.models import Audience, PublishedNotice

STATES: Choices = (("shown", _("已发布")), ("withdrawn", _("已撤下")))


def board_for(actor: Actor) -> "QuerySet[PublishedNotice]":
    """Return what stands on the actor's board: of the own unit and all above it, and what the public reads there."""
    rows: QuerySet[PublishedNotice] = PublishedNotice.objects.within("")
    return rows.filter(withdrawn_at=None, org_path__in=line_of(actor.path))


def published_by(actor: Actor) -> "QuerySet[PublishedNotice]":
    """Return all that the actor's unit and those below it have ever published."""
    rows: QuerySet[PublishedNotice] = PublishedNotice.objects.visible_to(actor, can.withdraw_notices)
    return rows


def public() -> "QuerySet[PublishedNotice]":
    """Return what everybody may read."""
    rows: QuerySet[PublishedNotice] = PublishedNotice.objects.within("")
    return rows.filter(audience=Audience.PUBLIC, withdrawn_at=None)


def notice_for(actor: Actor, notice_id: int) -> PublishedNotice:
    """Return what the actor may read: on the board, or, for who may withdraw, of the own part of the tree."""
    rows: QuerySet[PublishedNotice] = PublishedNotice.objects.within("")
    found = rows.filter(pk=notice_id).first()
    if found is None or not (_stands_before(actor, found) or actor.may_at(can.handle, found.org_path)):
        raise NotFoundHere
    return found


def _stands_before(actor: Actor, notice: PublishedNotice) -> bool:
    return notice.withdrawn_at is None and covers(notice.org_path, actor.path)


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
    return rows.filter(withdrawn_at__isnull=value == "shown")


def _columns(address: str) -> tuple[Column, ...]:
    return (
        Column("title", _("标题"), lambda row: row.title, link=lambda row: reverse(address, args=(row.pk,))),
        Column("org", _("发布单位"), lambda row: row.org_name),
        Column("released", _("发布时间"), lambda row: row.released_at, "released_at"),
    )


BOARD = Listing(_columns("office:notice"), "-released", search=_titled, search_hint=_("标题或发布单位"))
PUBLIC = Listing(_columns("office:public_notice"), "-released", search=_titled, search_hint=_("标题或发布单位"))
PUBLISHED = Listing(
    (
        *_columns("office:notice"),
        Column("audience", _("发布范围"), lambda row: row.get_audience_display()),
        Column("state", _("状态"), lambda row: dict(STATES)["withdrawn" if row.withdrawn_at else "shown"]),
    ),
    "-released",
    filters=(Filter("state", _("状态"), STATES, apply=_in_state),),
    search=_titled,
    search_hint=_("标题或发布单位"),
)
