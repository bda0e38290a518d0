"""What the signed answers of a round add up to, at a node and at each one directly below it, beside the round before.

Answers that no leader has signed are not counted; how many units were is said with every figure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count

from shuren.kernel.actors import range_of
from shuren.kernel.paths import STEP
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.collection.models import Answer, Question, Return, Round
from shuren.modules.collection.rules.kinds import Finding, Kind, Ruling
from shuren.spine.orgs.models import Org

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

# A unit's answers have its path; the path of the node directly below the one asked for is the beginning of it.
SUMS = """
SELECT left(answer.org_path, %(length)s) AS place, answer.question_id, count(*), sum(answer.number)
FROM collection_return AS sheet JOIN collection_answer AS answer ON answer.sheet_id = sheet.id
WHERE sheet.round_id = %(round)s AND sheet.signed_at IS NOT NULL AND sheet.closed_at IS NULL
AND sheet.org_path >= %(low)s AND sheet.org_path < %(high)s AND answer.value <> ''
GROUP BY place, answer.question_id
"""


@dataclass
class Sum:
    """What one question adds up to: how many units answered, the sum of numbers (of a yes, 1), choices by count."""

    units: int = 0
    number: Decimal | None = None
    choices: dict[str, int] = field(default_factory=dict)

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
    """One question: the sum now and in the round before, and the sums of the nodes below by their path."""

    question: Question
    now: Sum
    before: Sum
    below: dict[str, Sum]

    @property
    def change(self) -> Decimal | None:
        """How much the sum has grown since the round before, where both are known."""
        if self.question.kind != Kind.NUMBER or self.now.number is None or self.before.number is None:
            return None
        return self.now.number - self.before.number


@dataclass(frozen=True)
class Rollup:
    """The figures of a round at a node; `places` are the nodes directly below it, by path."""

    asked: Round
    node: Org
    before: Round | None
    places: list[tuple[str, str]]
    rows: list[Row]
    signed: int


def sums(asked: Round, path: str) -> dict[int, dict[str, Sum]]:
    """Add up a round by question and by the nodes directly below a path that the caller has checked."""
    low, high = range_of(path)
    found: dict[int, dict[str, Sum]] = defaultdict(lambda: defaultdict(Sum))
    with connection.cursor() as cursor:
        cursor.execute(SUMS, {"length": len(path) + STEP, "round": asked.pk, "low": low, "high": high})
        for place, question_id, units, number in cursor.fetchall():
            found[question_id][place].add(units, number)
    return found


def rollup_of(actor: Actor, asked: Round, below: str = "") -> Rollup:
    """Return what a round adds up to at the actor's node or at one below it. Raises NotFoundHere."""
    path = below or actor.path
    node = Org.objects.within(actor.path).filter(path=path).first()
    if node is None:
        raise NotFoundHere
    before = Round.objects.within("").filter(request=asked.request_id, as_of__lt=asked.as_of).order_by("-as_of").first()
    now, then = sums(asked, path), sums(before, path) if before else {}
    questions = list(
        Question.objects.filter(request=asked.request_id, finding=Finding.NEW, ruling=Ruling.ASKED).order_by("position")
    )
    chosen = _choices(asked, path) if any(each.kind == Kind.CHOICE for each in questions) else {}
    places = sorted({place for each in now.values() for place in each if place != path})
    names = dict(Org.objects.within(path).filter(path__in=places).values_list("path", "name"))
    return Rollup(
        asked=asked,
        node=node,
        before=before,
        places=[(place, names.get(place, place)) for place in places],
        rows=[
            Row(each, _total(now.get(each.pk, {}), chosen.get(each.pk)), _total(then.get(each.pk, {})), now[each.pk])
            for each in questions
        ],
        signed=Return.objects.within(path).filter(round=asked, signed_at__isnull=False, closed_at=None).count(),
    )


def _total(by_place: dict[str, Sum], choices: dict[str, int] | None = None) -> Sum:
    total = Sum(choices=choices or {})
    for each in by_place.values():
        total.add(each.units, each.number)
    return total


def _choices(asked: Round, path: str) -> dict[int, dict[str, int]]:
    rows = Answer.objects.within(path).filter(
        sheet__round=asked, sheet__signed_at__isnull=False, sheet__closed_at=None, question__kind=Kind.CHOICE
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    answered = rows.exclude(value="").values("question_id", "value").annotate(count=Count("pk")).order_by("-count")
    for question_id, value, count in answered.values_list("question_id", "value", "count"):
        found[question_id][value] = count
    return found
