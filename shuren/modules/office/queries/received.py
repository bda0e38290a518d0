"""Papers that a unit has received."""

from dataclasses import dataclass
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
from shuren.modules.office.models import Delivery, Paper
from shuren.modules.office.queries import papers
from shuren.modules.office.rules import kinds

SUBJECT = "office.delivery:"
OFFERED = 50  # papers to choose from when one is handed out
STATES: Choices = (
    ("new", _("未签收")), ("read", _("已签收")), ("handling", _("办理中")), ("done", _("已办结")),
    ("ended", _("已失效")),
)  # fmt: skip


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
    rows = _received(actor).annotate(
        item=papers.filed_as("item", "paper_id", "org_id"), retention=papers.filed_as("retention", "paper_id", "org_id")
    )
    found: Delivery | None = rows.filter(pk=delivery_id).first()
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


@dataclass(frozen=True)
class Linked:
    """What a paper received goes back to and what came of it: labels and the address of each, where one may be read."""

    answers: Paper | None
    replaces: Delivery | None
    replaced_by: Delivery | None
    answer: Paper | None
    asks: bool


def linked_to(row: Delivery) -> Linked:
    """Return the own paper that it answers, what it corrects or is corrected by, and the own answer to it."""
    paper = row.paper
    here: QuerySet[Delivery] = Delivery.objects.within("").filter(org_id=row.org_id).select_related("paper")
    own: QuerySet[Paper] = Paper.objects.within("").filter(org_id=row.org_id)
    asks = paper.kind in kinds.ASKS and not row.is_copy and not paper.end
    answer = own.filter(answers=paper).first() if asks else None
    return Linked(
        answers=own.filter(pk=paper.answers_id).first() if paper.answers_id else None,
        replaces=here.filter(paper_id=paper.replaces_id).first() if paper.replaces_id else None,
        replaced_by=here.filter(paper__replaces=paper).first() if paper.end else None,
        answer=answer,
        asks=asks and answer is None,
    )


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


def to_answer(actor: Actor, *, standing: bool) -> list[tuple[str, str]]:
    """Return the papers that ask something of the actor's unit and are not answered yet, as choices.

    `standing`: also those answered, for a draft that is handed in again.
    """
    rows = inbox_of(actor).filter(paper__kind__in=kinds.ASKS, is_copy=False, paper__end="").order_by("-sent_at")
    if not standing:
        rows = rows.exclude(paper__answered_by__org_path=actor.path)
    return [(str(row.pk), f"{row.paper.number} {row.paper.title}") for row in rows[:OFFERED]]


def address_of(delivery_id: int) -> str:
    return reverse("office:delivery", args=(delivery_id,))


def state_of(row: Any) -> Words:
    if row.paper.end:
        return papers.force_of(row.paper)
    state = "new" if row.read_at is None else "handling" if row.is_handled else "done" if row.closed_at else "read"
    return dict(STATES)[state]


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    lives = Q(paper__end="")
    kept = {
        "new": lives & Q(read_at=None),
        "read": lives & Q(read_at__isnull=False, closed_at=None, is_handled=False),
        "handling": lives & Q(is_handled=True),
        "done": lives & Q(closed_at__isnull=False, is_handled=False),
        "ended": ~lives,
    }
    return rows.filter(kept[value]) if value in kept else rows.none()


INBOX = Listing(
    columns=(
        Column("title", _("标题"), lambda row: row.paper.title, link=lambda row: address_of(row.pk)),
        Column("number", _("发文字号"), lambda row: row.paper.number),
        Column("kind", _("文种"), lambda row: row.paper.kind),
        Column("agency", _("发文机关"), lambda row: row.paper.agency),
        Column("urgency", _("紧急程度"), lambda row: row.paper.urgency),
        Column("sent", _("收文时间"), lambda row: row.sent_at, "sent_at"),
        Column("state", _("状态"), state_of),
        Column("who", _("签收人"), lambda row: row.read_by),
    ),
    default_sort="-sent",
    filters=(
        Filter("state", _("状态"), STATES, apply=_in_state),
        Filter("paper__kind", _("文种"), [(word, word) for word in kinds.KINDS]),
    ),
    search=lambda rows, text: rows.filter(
        Q(paper__title__contains=text) | Q(paper__number__contains=text) | Q(paper__agency__contains=text)
    ),
    search_hint=_("标题、字号或发文机关"),
)
