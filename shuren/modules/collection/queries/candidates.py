"""What the dictionary and other offices' requests say to the questions of a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from shuren.kernel.actors import covers
from shuren.modules.collection.models import Question
from shuren.modules.collection.queries import known
from shuren.modules.collection.queries.requests import would_be_asked
from shuren.modules.collection.rules.dictionary import Asked, Match
from shuren.modules.collection.rules.kinds import Finding, Kind, Ruling
from shuren.modules.collection.rules.lines import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shuren.modules.collection.models import Request

AMONG = "其中"
RECENT_DAYS = 30  # drafts and requests sent longer ago are not held against a new one: the dictionary has what they ask
SHOWN = 5  # candidates of a question
MOST_LABEL = 200


@dataclass(frozen=True)
class Twin:
    """The same question in another request."""

    label: str
    title: str
    org_name: str
    drafted_by: str
    due_on: Any
    is_sent: bool


def matches(questions: Sequence[Question], request: Request) -> list[list[Match]]:
    """Return what answers each question already, best first."""
    found: list[Asked] = []
    within = ""
    for one in questions:
        among = one.label.startswith(AMONG)
        found.append(asked_of(one, request, within if among else ""))
        within = within if among else one.label
    return found_for(found)


def found_for(asked: Sequence[Asked]) -> list[list[Match]]:
    """Match questions. One to be answered in words may be answered by a code or a figure as well."""
    found = known.find(asked)
    wordy = [at for at, one in enumerate(asked) if one.kind == Kind.TEXT]
    for kind in (Kind.CHOICE, Kind.NUMBER):
        for at, other in zip(wordy, known.find([replace(asked[at], kind=kind) for at in wordy]), strict=True):
            if other and (not found[at] or other[0].score > found[at][0].score):
                found[at] = other
    return found


def asked_of(question: Question, request: Request, within: str = "") -> Asked:
    """Return a question as the scorer reads it."""
    return Asked(
        label=question.label, kind=question.kind, unit=question.unit, options=tuple(question.options),
        level=request.level, within=within, as_of=request.as_of,
    )  # fmt: skip


def candidates(question: Question, request: Request) -> list[Match]:
    """Return the likely answers to one question, best first; “其中” speaks of the question before it."""
    within = ""
    if question.label.startswith(AMONG):
        before = Question.objects.filter(request=request, position__lt=question.position)
        above = before.exclude(label__startswith=AMONG).order_by("-position").values_list("label", flat=True)
        within = above.first() or ""
    (found,) = found_for([asked_of(question, request, within)])
    return [match for match in found if match.is_likely][:SHOWN]


def note(question: Question, found: Sequence[Match]) -> None:
    """Write down the best that was found: taken at once where it is certain, put before the drafter where likely."""
    best = found[0] if found and found[0].is_likely else None
    before = question.finding
    question.finding, question.source, question.source_label = Finding.NEW.value, "", ""
    question.derivation, question.score, question.why_anew = {}, 0.0, ""
    if best:
        remember(question, best)
        question.finding = best.finding.value if best.is_certain else Finding.NEW.value
    if question.finding != before:
        question.ruling, question.why_ruled = Ruling.OPEN.value, ""


def remember(question: Question, match: Match) -> None:
    """Write down what was found, whatever is made of it."""
    question.source, question.source_label = match.source, match.label[:MOST_LABEL]
    question.derivation, question.score = dict(match.derivation), match.score


def twins(request: Request, questions: Iterable[Question]) -> dict[int, list[Twin]]:
    """Return, by question, where other requests that are drafted, cleared or answered now ask the same units the same.

    Whose requests they are does not matter: whoever comes second is told what the first asks.
    """
    wanted: dict[str, list[int]] = {}
    for one in questions:
        wanted.setdefault(plain(one.label), []).append(one.pk)
    if not wanted or not request.below:
        return {}
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    fresh = Q(request__sent_at=None, request__changed_at__gte=since) | Q(request__sent_at__gte=since)
    rows = Question.objects.filter(fresh, request__ended_at=None, request__level=request.level)
    found: dict[int, list[Twin]] = {}
    for row in rows.exclude(request=request).select_related("request").order_by("request_id", "position"):
        first = row.request
        overlaps = bool(first.below) and (covers(first.below, request.below) or covers(request.below, first.below))
        if overlaps and would_be_asked(row):
            for pk in wanted.get(plain(row.label), ()):
                told = Twin(
                    row.label, first.title, first.org_name, first.drafted_by_name, first.due_on, bool(first.sent_at)
                )
                found.setdefault(pk, []).append(told)
    return found
