"""What the dictionary says to the questions of a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from shuren.modules.collection.models import Question
from shuren.modules.collection.queries import known
from shuren.modules.collection.rules.dictionary import CERTAIN, Asked, Match
from shuren.modules.collection.rules.gaps import is_ratio
from shuren.modules.collection.rules.kinds import Finding, Kind, Ruling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shuren.modules.collection.models import Request

AMONG = "其中"
SHOWN = 5  # candidates of a question
MOST_LABEL = 200
DATED = {"on", "years"}  # what of a derivation depends on the day asked about


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


def note_again(question: Question, found: Sequence[Match]) -> None:
    """Write down what was found once more: what was taken stays taken, with what was decided of it, while it answers.

    What was certain and is only likely by now is put before the drafter.
    """
    same = (match for match in found if match.is_likely and _is_taken(question, match))
    match = next(same, None) if question.finding != Finding.NEW else None
    if match is None or (question.score >= CERTAIN and not match.is_certain):
        note(question, found)
        return
    fills_gaps = question.fills_gaps
    remember(question, match)
    question.fills_gaps = fills_gaps


def _is_taken(question: Question, match: Match) -> bool:
    """Say whether a match is what a question was answered by, be it for another day."""
    return question.source == match.source and _undated(question.derivation) == _undated(match.derivation)


def _undated(derivation: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in derivation.items() if name not in DATED}


def remember(question: Question, match: Match) -> None:
    """Write down what was found, whatever is made of it."""
    question.source, question.source_label = match.source, match.label[:MOST_LABEL]
    question.derivation, question.score = dict(match.derivation), match.score
    question.fills_gaps = not is_ratio(match.source, match.derivation)
