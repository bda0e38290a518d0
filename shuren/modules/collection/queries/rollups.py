"""What the signed answers of a round add up to, at a node and at each one directly below it, beside the round before.

What a leader has signed counts until another signature corrects it; how many units told is said with every figure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection

from shuren.kernel.actors import range_of
from shuren.kernel.paths import STEP
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.collection.models import Question, Return, Round
from shuren.modules.collection.rules.kinds import Finding, Kind, Ruling
from shuren.modules.collection.rules.lines import is_ratio
from shuren.spine.orgs.models import Org

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from shuren.kernel.actors import Actor

# A unit has its path; the path of the node directly below the one asked for is the beginning of it.
SHEETS = """
SELECT id, org_id, left(org_path, %(length)s) AS place FROM collection_return
WHERE round_id = %(round)s AND org_path >= %(low)s AND org_path < %(high)s
"""
FACTS = "fact.org_id = sheet.org_id AND fact.item_id = ANY(%(items)s) AND fact.as_of = %(as_of)s"
NOW = "AND fact.superseded_at IS NULL"
THEN = "AND fact.recorded_at <= %(at)s AND (fact.superseded_at IS NULL OR fact.superseded_at > %(at)s)"
TOLD = "FROM ({sheets}) AS sheet JOIN collection_fact AS fact ON {facts}"
SUMS = f"SELECT sheet.place, fact.item_id, count(*), sum(fact.number) {TOLD} GROUP BY 1, 2"
CHOICES = f"SELECT fact.item_id, fact.value, count(*) {TOLD} GROUP BY 1, 2 ORDER BY 3 DESC, 2"
CELLS = f"SELECT sheet.id, fact.item_id, fact.value, fact.number {TOLD}"
UNITS = "SELECT count(*) FROM ({sheets}) AS sheet WHERE EXISTS (SELECT FROM collection_fact AS fact WHERE {facts})"


@dataclass
class Sum:
    """What one question adds up to: how many units answered, the sum of numbers (of a yes, 1), choices by count."""

    units: int = 0
    number: Decimal | None = None
    choices: dict[str, int] = field(default_factory=dict)

    @property
    def mean(self) -> Sum:
        """The same with the mean of the units in place of their sum."""
        return self if self.number is None else replace(self, number=self.number / self.units)

    def add(self, units: int, number: Decimal | None) -> None:
        self.units += units
        if number is not None:
            self.number = (self.number or Decimal(0)) + number

    @property
    def share(self) -> float | None:
        """The share of units that answered yes."""
        return float(self.number) / self.units if self.units and self.number is not None else None


@dataclass(frozen=True)
class Row:
    """One question: its sums (of ratios, means) now and in the round before, and those of the nodes below by path."""

    question: Question
    now: Sum
    before: Sum
    below: dict[str, Sum]
    then: dict[str, Sum]

    @property
    def is_mean(self) -> bool:
        """Whether the figures of units do not add up, so that their mean stands instead of a sum."""
        return is_mean(self.question)

    @property
    def is_partial(self) -> bool:
        """Whether only units were asked of which the registers know nothing, so that the sum is of these alone."""
        return self.question.finding != Finding.NEW

    @property
    def change(self) -> Decimal | None:
        """How much the sum has grown since the round before, where both are known."""
        if self.question.kind != Kind.NUMBER or self.now.number is None or self.before.number is None:
            return None
        return self.now.number - self.before.number


@dataclass(frozen=True)
class Rollup:
    """The figures of a round at a node; `places` are the nodes directly below it, by path.

    `at` is the cut-off whose state is shown, `revised` how many answers were corrected or given since.
    """

    asked: Round
    node: Org
    before: Round | None
    places: list[tuple[str, str]]
    rows: list[Row]
    signed: int
    at: datetime | None
    revised: int

    @property
    def items(self) -> list[int]:
        return [row.question.item_id for row in self.rows if row.question.item_id]


@dataclass(frozen=True)
class Scope:
    """Which facts are added up: of a round's day and items, told by its units at and below a path, as of a moment."""

    asked: Round
    path: str
    items: Collection[int]
    at: datetime | None = None

    def read(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement over these facts."""
        low, high = range_of(self.path)
        told: dict[str, Any] = {
            "round": self.asked.pk, "low": low, "high": high, "items": list(self.items), "as_of": self.asked.as_of,
            "at": self.at, "length": len(self.path) + STEP,
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(sql.format(sheets=SHEETS, facts=f"{FACTS} {THEN if self.at else NOW}"), told)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def sums(scope: Scope) -> dict[int, dict[str, Sum]]:
    """Add facts up by item and by the nodes directly below the path, which the caller has checked."""
    found: dict[int, dict[str, Sum]] = defaultdict(lambda: defaultdict(Sum))
    for place, item, units, number in scope.read(SUMS):
        found[item][place].add(units, number)
    return found


def rollup_of(actor: Actor, asked: Round, below: str = "", *, at_cut_off: bool = False) -> Rollup:
    """Return what a round adds up to at the actor's node or at one below it, now or at its cut-off.

    Raises NotFoundHere.
    """
    path = below or actor.path
    node = Org.objects.within(actor.path).filter(path=path).first()
    if node is None:
        raise NotFoundHere
    questions = questions_asked(asked)
    items = [each.item_id for each in questions if each.item_id]
    here = Scope(asked, path, items, asked.frozen_at if at_cut_off else None)
    before = Round.objects.within("").filter(request=asked.request_id, as_of__lt=asked.as_of).order_by("-as_of").first()
    now, then = sums(here), sums(Scope(before, path, items)) if before else {}
    chosen = _choices(here, [each.item_id for each in questions if each.item_id and each.kind == Kind.CHOICE])
    places = sorted({place for each in now.values() for place in each if place != path})
    names = dict(Org.objects.within(path).filter(path__in=places).values_list("path", "name"))
    return Rollup(
        asked=asked,
        node=node,
        before=before,
        places=[(place, names.get(place, place)) for place in places],
        rows=[_row(each, now, then, chosen) for each in questions],
        signed=here.read(UNITS)[0][0],
        at=here.at,
        revised=_revised(asked, path),
    )


def questions_asked(asked: Round) -> list[Question]:
    """Return the questions of a round that units were asked, all or those of which nothing was known, in order."""
    questions = Question.objects.filter(request=asked.request_id, item__isnull=False).order_by("position")
    return [each for each in questions if each.ruling == Ruling.ASKED]


def is_mean(question: Question) -> bool:
    """Say whether the answers of units are shares, ratios or means, which do not add up."""
    return question.kind == Kind.NUMBER and is_ratio(question.label, question.unit)


def _row(
    question: Question,
    now: dict[int, dict[str, Sum]],
    then: dict[int, dict[str, Sum]],
    chosen: dict[int, dict[str, int]],
) -> Row:
    item = question.item_id or 0
    below, earlier = (defaultdict(Sum, sums_.get(item, {})) for sums_ in (now, then))
    total, before = _total(below, chosen.get(item)), _total(earlier)
    if is_mean(question):
        below, earlier = (defaultdict(Sum, {at: each.mean for at, each in by.items()}) for by in (below, earlier))
        total, before = total.mean, before.mean
    return Row(question, total, before, below, earlier)


def _total(by_place: dict[str, Sum], choices: dict[str, int] | None = None) -> Sum:
    total = Sum(choices=choices or {})
    for each in by_place.values():
        total.add(each.units, each.number)
    return total


def _choices(scope: Scope, items: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for item, value, count in replace(scope, items=items).read(CHOICES) if items else ():
        found[item][value] = count
    return found


def _revised(asked: Round, path: str) -> int:
    """Return how many returns were signed after the cut-off: late ones, and corrections."""
    if asked.frozen_at is None:
        return 0
    count: int = Return.objects.within(path).filter(round=asked, signed_at__gt=asked.frozen_at).count()
    return count
