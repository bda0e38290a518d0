"""人在籍不在: children who sit in class and are not on the roster, as their school and its authorities see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuren.kernel.cases.models import Case
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import RosterReturn, Unlisted, Verification
from shuren.modules.registry.models.rosters import SEATS
from shuren.modules.registry.queries.rosters import own_classes
from shuren.modules.registry.rules.roster import Seat

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.kernel.words import Words

STATES = (("open", _("待处理")), ("handling", _("办理中")), ("enrolled", _("学籍已在本校")), ("struck", _("已核销")))
EXPLAINED: dict[Seat, Words] = {
    Seat.ELSEWHERE: _("学籍在{school}。由本校申请转入，学籍随人走。"),
    Seat.NOWHERE: _("本地区没有该生的学籍。从外地来的办理外地转入，从未建籍的建立学籍。"),
    Seat.UNCLEAR: _("该号码在学籍系统中登记的是另一个姓名。请对照户口簿核对，填错的核销后重新登记。"),
}
WAYS: dict[Seat, tuple[tuple[str, Words], ...]] = {
    Seat.ELSEWHERE: (("registry.transfer", _("申请转入")),),
    Seat.NOWHERE: (("registry.opening", _("建立学籍")), ("registry.arrival", _("外地转入"))),
    Seat.UNCLEAR: (),
}


def of_return(row: RosterReturn) -> QuerySet[Any]:
    """Return the children named in a return, with the mark `is_handled`: a case about the child is under way."""
    return _marked(Unlisted.objects.within(row.org_path).filter(roster=row))


def of_verification(verification: Verification) -> QuerySet[Any]:
    return _marked(Unlisted.objects.within(verification.org_path).filter(roster__verification=verification))


def _marked(rows: QuerySet[Any]) -> QuerySet[Any]:
    running = Case.objects.within("").filter(subject=OuterRef("subject"), outcome="")
    handled = Exists(running) & ~Q(subject="")
    marked: QuerySet[Any] = rows.annotate(is_handled=handled)
    return marked.select_related("roster__school", "school_class")


def begun(actor: Actor, number: object) -> Unlisted | None:
    """Return the child of the actor's school that a case is begun from, None where it is not, or no longer, open."""
    if not str(number).isdecimal() or not actor.may(can.verify_school):
        return None
    rows = Unlisted.objects.within(actor.path).filter(pk=int(str(number)), ended_at=None)
    found: Unlisted | None = rows.select_related("school_class").first()
    return found


def state_of(row: Any) -> str:
    """Return in a few words how far a child's registration is put right."""
    words = dict(STATES)
    if row.why_struck:
        return str(words["struck"])
    if row.ended_at is not None:
        return str(words["enrolled"])
    return str(words["handling" if row.is_handled else "open"])


@dataclass(frozen=True)
class Line:
    """A child with what is to be done; `ways` are address and label of what the reader may apply for."""

    row: Any
    state: str
    told: str
    ways: list[tuple[str, Words]]
    may_strike: bool


def lines_for(actor: Actor, row: RosterReturn, class_id: int | None = None) -> list[Line]:
    """Return the children named in a return, of the classes for which the actor answers or of one of them."""
    rows, own = of_return(row), own_classes(actor)
    if own is not None:
        rows = rows.filter(school_class__in=own)
    if class_id is not None:
        rows = rows.filter(school_class=class_id or None)
    applies = actor.may(can.apply_transfer)
    return [_line(one, applies=applies, is_office=own is None) for one in rows.order_by("ended_at", "name_key", "id")]


def _line(one: Any, *, applies: bool, is_office: bool) -> Line:
    seat, is_open = Seat(one.seat), one.ended_at is None
    told = str(EXPLAINED[seat]).format(school=one.held_at) if is_open else one.why_struck
    ways = [(address(code, one), label) for code, label in WAYS[seat]] if is_open and applies else []
    may_strike = is_open and (is_office or one.roster.state == "open")
    return Line(one, state_of(one), told, [] if one.is_handled else ways, may_strike)


def address(code: str, row: Unlisted) -> str:
    """Return where a case is applied for with what is told of a child; numbers stand in no address."""
    return f"{reverse('cases:apply', args=(code,))}?{urlencode({'unlisted': row.pk})}"


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "struck":
        return rows.exclude(why_struck="")
    if value == "enrolled":
        return rows.filter(why_struck="", ended_at__isnull=False)
    return rows.filter(ended_at=None, is_handled=value == "handling")


LISTING = Listing(
    columns=(
        Column("name", _("姓名"), lambda row: row.name, "name_key"),
        Column("school", _("就读学校"), lambda row: row.roster.school.name),
        Column("class", _("所在班级"), lambda row: row.school_class.name if row.school_class else gettext("未编班")),
        Column("seat", _("学籍情况"), lambda row: row.get_seat_display()),
        Column("held_at", _("学籍所在学校"), lambda row: row.held_at),
        Column("told_at", _("登记时间"), lambda row: row.told_at, "told_at"),
        Column("state", _("状态"), state_of),
        Column("why", _("核销理由"), lambda row: row.why_struck),
    ),
    default_sort="name",
    filters=(Filter("seat", _("学籍情况"), SEATS), Filter("state", _("状态"), STATES, _by_state)),
    search=lambda rows, text: rows.filter(name__startswith=text),
    search_hint=_("姓名"),
)
