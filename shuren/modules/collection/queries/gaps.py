"""Of which units what was found says nothing, as last counted: what they are asked, and what asking them costs."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Aggregate, Case, Count, Func, JSONField, Q, QuerySet, Sum, When
from django.utils import timezone

from shuren.modules.collection.models import Gap, Question
from shuren.modules.collection.rules.dictionary import ITEM
from shuren.modules.collection.rules.gaps import MOST_BACK, Held, name_of
from shuren.modules.collection.rules.kinds import DROPPED, Finding, Ruling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from shuren.modules.collection.models import Request

HERE = {Finding.HELD, Finding.DERIVABLE}  # what the platform itself knows
FILLED = """
SELECT DISTINCT question.source, question.derivation::text, sheet.org_id
FROM collection_request AS request JOIN collection_round AS round ON round.request_id = request.id
JOIN collection_return AS sheet ON sheet.round_id = round.id AND sheet.closed_at IS NULL
CROSS JOIN LATERAL jsonb_object_keys(sheet.lacks) AS lacked JOIN collection_question AS question
    ON question.id = lacked::bigint AND question.source = ANY(%(sources)s)
WHERE request.id <> %(request)s AND request.sent_at IS NOT NULL AND request.ended_at IS NULL
AND round.opened_at IS NOT NULL AND round.frozen_at IS NULL AND extract(year FROM round.as_of) = %(year)s
"""
Lacks = dict[str, list[str] | None]  # question -> what is known of earlier years, [value, day], or nothing
KNOWN = Case(
    When(as_of__isnull=False, then=Func("value", "as_of", function="jsonb_build_array", output_field=JSONField())),
    output_field=JSONField(),
)


class _Lacks(Aggregate):
    """An object of a key and a value out of each row."""

    function = "jsonb_object_agg"
    output_field = JSONField()


@dataclass(frozen=True)
class Load:
    """What one unit is asked besides, because nothing is known of it."""

    questions: int
    seconds: int


def is_here(question: Question) -> bool:
    """Say whether the platform itself knows the answer."""
    return question.finding in HERE


def held_of(question: Question) -> Held | None:
    """Return of how many units a found question is known, as last counted; nothing where it was not counted."""
    return Held.read(question.held) if is_here(question) else None


def missing(question: Question, request: Request) -> int:
    """Return how many units would be asked a question of which the others are known."""
    held = held_of(question)
    return held.missing(request.years_back) if held and question.fills_gaps else 0


def is_ruled(question: Question, request: Request) -> bool:
    """Say whether a question is one that clearing decides about: a new one, or one that some units are asked."""
    return question.finding == Finding.NEW or missing(question, request) > 0


def mark_of(question: Question, request: Request, on: date) -> str:
    """Return what tells this count from any other: what was counted, of whom, for which day, and when."""
    said: list[Any] = [question.source, question.derivation, request.below, request.level, request.stages, on]
    return sha256(
        json.dumps([*said, MOST_BACK, timezone.localdate()], default=str, sort_keys=True).encode()
    ).hexdigest()[:16]


def to_count(request: Request, questions: Iterable[Question], on: date | None) -> list[Question]:
    """Return the found questions that were not counted today, for this day and these units."""
    if on is None or not request.below:
        return []
    return [one for one in questions if is_here(one) and one.held.get("mark") != mark_of(one, request, on)]


def awaited(request: Request, questions: Sequence[Question], on: date) -> dict[int, set[int]]:
    """Return by question the units that another request asks the same now, of the same year: it will be shared."""
    asked, filled = _asked_now(questions, on), _filled_now(request, questions, on)
    return {
        one.pk: asked.get(one.source, set()) | filled.get(name_of(one.source, one.derivation), set())
        for one in questions
    }


def _asked_now(questions: Iterable[Question], on: date) -> dict[str, set[int]]:
    """Return by item whom another request asks for it."""
    items = [int(one.source.removeprefix(ITEM)) for one in questions if one.source.startswith(ITEM)]
    asked = Question.objects.filter(
        item__in=items, finding=Finding.NEW, ruling=Ruling.ASKED, request__ended_at=None,
        request__rounds__as_of__year=on.year, request__rounds__opened_at__isnull=False,
        request__rounds__frozen_at=None, request__rounds__returns__closed_at=None,
    )  # fmt: skip
    found: dict[str, set[int]] = defaultdict(set)
    for item, org in asked.order_by().values_list("item_id", "request__rounds__returns__org_id").distinct():
        found[f"{ITEM}{item}"].add(org)
    return found


def _filled_now(request: Request, questions: Iterable[Question], on: date) -> dict[str, set[int]]:
    """Return by source whom another request asks because the source knows nothing of them."""
    sources = sorted({one.source for one in questions})
    found: dict[str, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(FILLED, {"sources": sources, "year": on.year, "request": request.pk})
        for source, derivation, org in cursor.fetchall():
            found[name_of(source, json.loads(derivation))].add(org)
    return found


def _lacking(request: Request) -> QuerySet[Gap]:
    """Return the gaps that no older value closes."""
    too_old = Q(age=None) | Q(age__gt=request.years_back)
    return Gap.objects.filter(too_old, question__request=request, question__finding__in=HERE)


def _rows(request: Request) -> QuerySet[Gap]:
    """Return the gaps that units would be asked to fill as things stand."""
    return _lacking(request).filter(question__fills_gaps=True, question__ruling__in=(Ruling.OPEN, Ruling.ASKED))


def left_out(request: Request) -> dict[int, int]:
    """Return of how many questions that were cut or refused nothing is known of a unit, by org id."""
    rows = _lacking(request).filter(question__ruling__in=DROPPED).order_by().values_list("org_id")
    return dict(rows.annotate(Count("id")))


def loads_of(request: Request) -> dict[int, Load]:
    """Return what each unit that lacks something would be asked besides, by org id."""
    rows = _rows(request).order_by().values_list("org_id").annotate(Count("id"), Sum("question__seconds"))
    return {org: Load(count, seconds) for org, count, seconds in rows}


def lacking(request: Request) -> dict[int, tuple[Lacks, int]]:
    """Return what each unit is asked besides, and what that costs in seconds: what was ruled to be asked, by org id."""
    asked = _rows(request).filter(question__ruling=Ruling.ASKED).order_by().values_list("org_id")
    rows = asked.annotate(lacks=_Lacks("question_id", KNOWN), seconds=Sum("question__seconds"))
    return {org: (lacks, seconds) for org, lacks, seconds in rows}
