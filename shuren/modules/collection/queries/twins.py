"""Who else asks the same: other requests that are drafted, cleared or answered now, and what was not granted lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from shuren.kernel.actors import range_of
from shuren.kernel.paths import line_of
from shuren.modules.collection.models import Question
from shuren.modules.collection.queries import known
from shuren.modules.collection.queries.candidates import AMONG, asked_of
from shuren.modules.collection.rules.kinds import DROPPED, Finding, Ruling
from shuren.modules.collection.rules.twins import Worded, alike, is_same

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shuren.modules.collection.models import Request

RECENT_DAYS = 30  # drafts and requests sent longer ago are not held against a new one: the dictionary has what they ask
REFUSED_DAYS = 365  # for which an authority is reminded of what it did not grant
MOST = 1_000  # questions of others that are looked at, the newest first
SHOWN = 3  # of one question


@dataclass(frozen=True)
class Twin:
    """The same question, or one much like it, in another request; `why_dropped` where it was not granted there.

    `source` is its entry of the dictionary, once it is asked.
    """

    label: str
    title: str
    org_name: str
    drafted_by: str
    due_on: Any
    sent_at: Any
    is_same: bool
    source: str = ""
    why_dropped: str = ""
    dropped_at: Any = None


def twins(request: Request, questions: Sequence[Question]) -> dict[int, list[Twin]]:
    """Return, by question that is to be asked, where others ask overlapping units the same or nearly, nearest first.

    Whose requests they are does not matter: whoever comes second is told what the first asks, and nothing else of it.
    """
    worded = zip(questions, _worded((one, request) for one in questions), strict=True)
    own = {one.pk: words for one, words in worded if one.finding == Finding.NEW}
    others = _others(request) if own and request.below else []
    if not others:
        return {}
    there = _worded((one, one.request) for one in others)
    found = alike(list(own.values()), there, known.lexicon())
    return {
        pk: [_twin(others[at], score) for at, score in near[:SHOWN]]
        for pk, near in zip(own, found, strict=True)
        if near
    }


def _others(request: Request) -> list[Question]:
    now = timezone.now()
    since = now - timedelta(days=RECENT_DAYS)
    low, high = range_of(request.below)
    overlaps = Q(request__below__in=line_of(request.below)) | Q(request__below__gte=low, request__below__lt=high)
    fresh = Q(request__sent_at=None, request__changed_at__gte=since) | Q(request__sent_at__gte=since)
    asked = fresh & Q(request__ended_at=None, finding=Finding.NEW, ruling__in=(Ruling.OPEN, Ruling.ASKED))
    dropped = Q(request__org_path=request.org_path, finding=Finding.NEW, ruling__in=DROPPED)
    dropped &= Q(ruled_at__gte=now - timedelta(days=REFUSED_DAYS))
    rows = Question.objects.filter(overlaps, asked | dropped, request__level=request.level).exclude(request=request)
    found = rows.select_related("request").order_by("-request_id", "-position")[:MOST]
    return list(reversed(found))


def _worded(questions: Iterable[tuple[Question, Request]]) -> list[Worded]:
    """Return questions as they are compared; “其中” speaks of the question before it in the same request."""
    found: list[Worded] = []
    above: Question | None = None
    for one, request in questions:
        among = one.label.startswith(AMONG)
        within = above.label if among and above and above.request_id == one.request_id else ""
        above = above if among else one
        found.append(Worded(asked_of(one, request, within), one.source, one.derivation))
    return found


def _twin(one: Question, score: float) -> Twin:
    there = one.request
    dropped = one.ruling in DROPPED
    return Twin(
        one.label, there.title, there.org_name, there.drafted_by_name, there.due_on, there.sent_at, is_same(score),
        source=f"item:{one.item_id}" if one.item_id and there.sent_at and not dropped else "",
        why_dropped=one.why_ruled if dropped else "", dropped_at=one.ruled_at if dropped else None,
    )  # fmt: skip
