"""Papers that a unit has received."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.words import Words
from shuren.modules.office import permissions as can
from shuren.modules.office.models import Delivery

SUBJECT = "office.delivery:"
OFFERED = 50  # papers to choose from when one is handed out
STATES: Choices = (("new", _("未签收")), ("read", _("已签收")), ("handling", _("办理中")), ("done", _("已办结")))


def inbox_of(actor: Actor) -> QuerySet[Any]:
    """Return what the actor's own unit has received."""
    return _received(actor).filter(org_path=actor.path)


def _received(actor: Actor) -> QuerySet[Any]:
    rows = Delivery.objects.visible_to(actor, can.receive)
    subject = Concat(Value(SUBJECT), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    running = Case.objects.within("").filter(subject=subject, outcome="")
    found: QuerySet[Any] = rows.select_related("paper__file", "org").annotate(is_handled=Exists(running))
    return found


def delivery_for(actor: Actor, delivery_id: int) -> Delivery:
    """Return one paper before the actor's unit or one below it. Raises NotFoundHere."""
    found: Delivery | None = _received(actor).filter(pk=delivery_id).first()
    if found is None:
        raise NotFoundHere
    return found


def subject_of(delivery_id: int) -> str:
    """Return what the case of a paper's handling is about: one runs at a time."""
    return f"{SUBJECT}{delivery_id}"


def handling_of(row: Delivery) -> Case | None:
    """Return the latest case in which a paper is or was handled."""
    found: Case | None = Case.objects.within("").filter(subject=subject_of(row.pk)).order_by("-id").first()
    return found


def to_hand_out(actor: Actor) -> list[tuple[str, str]]:
    """Return the papers that the actor's unit has confirmed and does not handle yet, as choices."""
    rows = (
        inbox_of(actor).filter(read_at__isnull=False, closed_at=None, is_handled=False).order_by("-sent_at")[:OFFERED]
    )
    return [(str(row.pk), f"{row.paper.number} {row.paper.title}") for row in rows]


def being_handled(actor: Actor) -> list[tuple[str, str]]:
    """Return the papers that are being handled at the actor's unit, as choices."""
    rows = inbox_of(actor).filter(is_handled=True).order_by("-sent_at")[:OFFERED]
    return [(str(row.pk), f"{row.paper.number} {row.paper.title}") for row in rows]


def address_of(delivery_id: int) -> str:
    return reverse("office:delivery", args=(delivery_id,))


def state_of(row: Any) -> Words:
    state = "new" if row.read_at is None else "handling" if row.is_handled else "done" if row.closed_at else "read"
    return dict(STATES)[state]


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    kept = {
        "new": Q(read_at=None),
        "read": Q(read_at__isnull=False, closed_at=None, is_handled=False),
        "handling": Q(is_handled=True),
        "done": Q(closed_at__isnull=False, is_handled=False),
    }
    return rows.filter(kept[value]) if value in kept else rows.none()


INBOX = Listing(
    columns=(
        Column("title", _("标题"), lambda row: row.paper.title, link=lambda row: address_of(row.pk)),
        Column("number", _("发文字号"), lambda row: row.paper.number),
        Column("agency", _("发文机关"), lambda row: row.paper.agency),
        Column("urgency", _("紧急程度"), lambda row: row.paper.urgency),
        Column("sent", _("收文时间"), lambda row: row.sent_at, "sent_at"),
        Column("state", _("状态"), state_of),
        Column("who", _("签收人"), lambda row: row.read_by),
    ),
    default_sort="-sent",
    filters=(Filter("state", _("状态"), STATES, apply=_in_state),),
    search=lambda rows, text: rows.filter(Q(paper__title__contains=text) | Q(paper__number__contains=text)),
    search_hint=_("标题或字号"),
)
