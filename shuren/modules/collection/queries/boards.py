"""The board of a round: what has come, what is missing and overdue, by authority and by unit."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from shuren.kernel.access import Permission, require
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.collection import permissions as can
from shuren.modules.collection.models import Return, Round, Urging
from shuren.modules.collection.queries.returns import returns_visible
from shuren.modules.collection.queries.units import without_filler, without_leader
from shuren.spine.orgs.models import Org

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from shuren.kernel.access import ScopedQuerySet
    from shuren.kernel.actors import Actor

COUNTS = ("units", "received", "signed", "handed_in", "missing")


@dataclass(frozen=True)
class Line:
    """How many units of an authority, or of all, stand where; `county` is its id, where there is one.

    `to_urge` of them may be reminded today.
    """

    name: str
    county: int | None
    units: int
    received: int
    signed: int
    handed_in: int
    missing: int
    to_urge: int

    @property
    def share(self) -> float:
        """The share of the units that have handed in."""
        return (self.units - self.missing) / self.units if self.units else 0.0


@dataclass(frozen=True)
class Reminder:
    """One time that units were reminded, by whom, and how many."""

    urged_at: datetime
    urged_by: str
    units: int


@dataclass(frozen=True)
class Board:
    """How a round stands in the reader's part of the tree; an authority without a name are units directly below.

    `unanswered` counts the units where nobody can fill in what is missing, `unsigned` those where nobody can sign it,
    `spared` those of which all was known.
    """

    asked: Round
    lines: list[Line]
    total: Line
    is_over: bool
    may_move: bool
    may_urge: bool
    unanswered: int
    unsigned: int
    spared: int
    urgings: list[Reminder]


def round_for(actor: Actor, round_id: int, needed: Permission) -> Round:
    """Return a round asked by, or of, the actor's part of the tree. Raises NotFoundHere."""
    require(actor, needed)
    found: Round | None = Round.objects.within("").select_related("request").filter(pk=round_id).first()
    if found is None:
        raise NotFoundHere
    if not actor.covers(found.org_path) and not Return.objects.within(actor.path).filter(round=found).exists():
        raise NotFoundHere
    return found


def rounds_visible(actor: Actor) -> QuerySet[Any]:
    """Return the rounds of which the actor's part of the tree owes something."""
    owed = Return.objects.visible_to(actor, can.view_requests).filter(round=OuterRef("pk"), asked__gt=0)
    rows: QuerySet[Any] = Round.objects.within("").filter(Exists(owed)).select_related("request")
    return rows


def missing(asked: Round) -> ScopedQuerySet[Return]:
    """Return what units still owe in a round: not handed in, or sent back to them."""
    rows: ScopedQuerySet[Return] = Return.objects.within("").filter(round=asked, handed_in_at=None, closed_at=None)
    return rows


def urgings_of(asked: Round, path: str) -> list[Urging]:
    """Return when units at, above or below a node were reminded of a round, newest first."""
    rows = Urging.objects.within("").filter(round=asked).order_by("-pk")
    return [row for row in rows if row.org_path.startswith(path) or path.startswith(row.org_path)]


def to_urge(asked: Round, path: str) -> ScopedQuerySet[Return]:
    """Return what is missing at and below a node and nobody was reminded of today."""
    today = Urging.objects.within("").filter(round=asked, urged_at__date=timezone.localdate())
    unit = ExpressionWrapper(OuterRef("org_path"), CharField())
    here = today.annotate(unit=unit).filter(unit__startswith=F("org_path"))
    rows: ScopedQuerySet[Return] = missing(asked).within(path).filter(~Exists(here))
    return rows


def those_of(actor: Actor, asked: Round, org_id: int) -> tuple[Org, ScopedQuerySet[Return]]:
    """Return a node at or below the actor's, and what is owed by it and by the units that are directly its own.

    Raises NotFoundHere where it owes nothing in the round.
    """
    node: Org | None = Org.objects.within(actor.path).filter(pk=org_id).first()
    rows = missing(asked).within(actor.path).filter(Q(org=org_id) | Q(org__county=org_id))
    asks = Return.objects.within(actor.path).filter(Q(org=org_id) | Q(org__county=org_id), round=asked)
    if node is None or not asks.exists():
        raise NotFoundHere
    return node, rows


def urgeable(actor: Actor, asked: Round, rows: Sequence[Return]) -> frozenset[int]:
    """Return which of some returns are still owed by units that nobody has reminded today, by id."""
    still = to_urge(asked, actor.path).filter(pk__in=[row.pk for row in rows])
    return frozenset(still.values_list("pk", flat=True))


def told(urgings: Iterable[Urging]) -> list[Reminder]:
    """Return reminders as they were sent: units that were reminded in one go are counted together."""
    times = itertools.groupby(urgings, lambda each: (each.urged_at, each.urged_by))
    return [Reminder(at, by, sum(each.units for each in group)) for (at, by), group in times]


def returns_in(actor: Actor, asked: Round) -> QuerySet[Any]:
    """Return the returns of a round at and below the actor's node, for its list of units."""
    return returns_visible(actor, can.view_requests).filter(round=asked, asked__gt=0).select_related("org__county")


def board_of(actor: Actor, asked: Round) -> Board:
    """Count a round by authority, the one with most missing first."""
    rows = Return.objects.visible_to(actor, can.view_requests).filter(round=asked, closed_at=None)
    counted = rows.order_by().values("org__county__name", "org__county").annotate(
        units=Count("pk"),
        received=Count("pk", filter=Q(received_at__isnull=False)),
        signed=Count("pk", filter=Q(signed_at__isnull=False, received_at=None)),
        handed_in=Count("pk", filter=Q(handed_in_at__isnull=False, signed_at=None)),
        missing=Count("pk", filter=Q(handed_in_at=None)),
    )  # fmt: skip
    still = to_urge(asked, actor.path).order_by().values_list("org__county").annotate(Count("pk"))
    urged = dict(still) if any(each["missing"] for each in counted) else {}
    lines = [
        Line(
            each["org__county__name"] or "", each["org__county"], to_urge=urged.get(each["org__county"], 0),
            **{name: each[name] for name in COUNTS},
        )
        for each in counted
    ]  # fmt: skip
    total = Line("", None, *(sum(getattr(line, name) for line in lines) for name in (*COUNTS, "to_urge")))
    running = asked.request.ended_at is None
    owing = missing(asked).within(actor.path)
    return Board(
        asked=asked,
        lines=sorted(lines, key=lambda line: (-line.missing, line.name)),
        total=total,
        is_over=asked.due_on < timezone.localdate(),
        may_move=running and actor.may(can.draft_requests) and actor.path == asked.org_path,
        may_urge=running and actor.may(can.receive) and total.missing > 0,
        unanswered=without_filler(owing).count() if total.missing else 0,
        unsigned=without_leader(rows.filter(signed_at=None)).count() if total.units > total.received else 0,
        spared=Return.objects.visible_to(actor, can.view_requests).filter(round=asked, asked=0).count(),
        urgings=told(urgings_of(asked, actor.path)),
    )
