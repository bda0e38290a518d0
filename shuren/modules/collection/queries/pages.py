"""What the pages of drafting and clearing show, put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuren.modules.collection import permissions as can
from shuren.modules.collection.models import Check, Question, Request
from shuren.modules.collection.queries import burden, candidates, gaps, known, naming, requests
from shuren.modules.collection.queries import twins as others
from shuren.modules.collection.queries.audience import LEVEL_LABELS, STAGE_LABELS
from shuren.modules.collection.rules.deeds import State
from shuren.modules.collection.rules.dictionary import Match
from shuren.modules.collection.rules.kinds import DROPPED, CheckKind, Finding, Kind
from shuren.modules.collection.rules.lines import NUMBERED, Line, cells_of, read

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.kernel.words import Words

TYPED = 5  # lines matched while somebody types


@dataclass(frozen=True)
class Row:
    """A question as the page lists it: what was found, what it costs, who else asks it now."""

    question: Question
    found: Words
    kind: str
    source: str
    keeper: str
    is_undecided: bool
    gap: Gap | None
    twins: list[others.Twin]


@dataclass(frozen=True)
class Gap:
    """Of how many units a found question is known, as last counted, and how many would be asked it.

    `is_dropped` says that clearing decided to ask none of them.
    """

    known: int
    older: int
    units: int
    missing: int
    is_dropped: bool = False


@dataclass(frozen=True)
class Found:
    """What a line that is being typed finds."""

    label: str
    is_certain: bool
    finding: Words
    source: str
    why: str


def address(request_id: int) -> str:
    return reverse("collection:request", args=(request_id,))


def address_of(row: Request) -> str:
    return address(row.pk)


def label_told(kept: str) -> str:
    """Return the kept label of a source in the reader's language."""
    return naming.told(kept)


def keeper_told(source: str) -> str:
    """Return the other authority that keeps a source, in the reader's language; empty where it is kept here."""
    keeper = known.keeper_of(source)
    return naming.word(keeper) if keeper else ""


def rows_of(row: Request, questions: list[Question]) -> list[Row]:
    """Return the questions as a page lists them."""
    twins = others.twins(row, questions)
    return [
        Row(
            one,
            _found(one),
            _kind(one),
            label_told(one.source_label),
            keeper_told(one.source),
            requests.is_undecided(one),
            gap_of(one, row),
            twins.get(one.pk, []),
        )
        for one in questions
    ]


def gap_of(question: Question, row: Request) -> Gap | None:
    """Return of how many units a question is known, where that is not all of them."""
    held = gaps.held_of(question)
    if held is None or held.now == held.units:
        return None
    if question.ruling in DROPPED:
        return Gap(held.now, held.older(row.years_back), held.units, 0, is_dropped=True)
    return Gap(held.now, held.older(row.years_back), held.units, gaps.missing(question, row))


def _found(question: Question) -> Words:
    """Return in a few words what is known of a question and what became of it."""
    if question.finding == Finding.NEW and question.ruling in DROPPED:
        return question.get_ruling_display()
    if requests.is_undecided(question):
        return _("疑似已有，请选择")
    if question.why_anew:
        return _("已有，仍需采集")
    return question.get_finding_display()


def _kind(question: Question) -> str:
    """Return the colour of what was found."""
    if question.finding == Finding.NEW and question.ruling in DROPPED:
        return "grey"
    if requests.is_undecided(question) or question.why_anew:
        return "amber"
    return {Finding.NEW: "accent"}.get(Finding(question.finding), "green")


@dataclass(frozen=True)
class Relation:
    """A relation between answers, written as a formula."""

    pk: int
    first: str
    sign: str
    parts: list[str]
    between: Words


def relations_of(row: Request, questions: list[Question]) -> list[Relation]:
    """Return the relations between the answers of a request."""
    names = {one.pk: one.label for one in questions}
    signs: dict[str, tuple[str, Words]] = {CheckKind.NO_MORE: ("≤", _("、")), CheckKind.ADDS_UP: ("=", " + ")}
    return [
        Relation(
            one.pk, names[one.first_id], signs[one.kind][0], [names[each] for each in one.parts], signs[one.kind][1]
        )
        for one in Check.objects.filter(request=row).order_by("pk")
    ]


def figures_asked(rows: list[Row]) -> list[Question]:
    """Return the questions that units answer with a number: those that can be held against each other."""
    return [one.question for one in rows if one.question.kind == Kind.NUMBER and requests.would_be_asked(one.question)]


def of_request(actor: Actor, request_id: int) -> dict[str, Any]:
    """Return what the page of a request shows. Raises NotFoundHere, Forbidden."""
    row = requests.request_for(actor, request_id)
    questions = requests.questions_of(row)
    state = requests.state_of(row)
    clears = actor.may_at(can.clear_requests, row.org_path) and state is State.CLEARING
    found = {each: sum(one.finding == each for one in questions) for each in Finding}
    return {
        "row": row,
        "state": state.value,
        "state_label": requests.state_label(row),
        "may_edit": requests.may_edit(actor, row),
        "may_draft": actor.may(can.draft_requests),
        "may_take_on": requests.may_hand_over(actor, row) and row.drafted_by_key != actor.id,
        "hand_over": None,
        "may_clear": clears and actor.id not in row.drafters,
        "has_drafted": clears and actor.id in row.drafters,
        "rows": rows_of(row, questions),
        "checks": relations_of(row, questions),
        "undecided": sum(map(requests.is_undecided, questions)),
        "found": [(label, found[each]) for each, label in COUNTED if found[each]],
        "uncounted": bool(gaps.to_count(row, questions, row.as_of)),
        "weight": burden.weight_of(row, questions),
        "year": burden.year_of(row),
        "below": requests.name_of(row.below),
        "level": dict(LEVEL_LABELS).get(row.level, ""),
        "stages": [label for code, label in STAGE_LABELS if code in row.stages],
    }


def of_gaps(row: Request) -> dict[str, Any]:
    """Return what is known of some units alone, how far back values may reach, and what that leaves to be asked."""
    questions = requests.questions_of(row)
    rows = [one for one in rows_of(row, questions) if one.gap]
    reach = [(back, label, _left(rows, back)) for back, label in YEARS]
    thin = sorted(rows, key=lambda one: one.gap.known if one.gap else 0)
    return {
        "thin": thin, "reach": reach, "weight": burden.weight_of(row, questions), "year": burden.year_of(row),
        "undecided": sum(map(requests.is_undecided, questions)),
    }  # fmt: skip


def _left(rows: list[Row], back: int) -> int:
    """Return how many answers units would have to give if values might be so many years older."""
    filled = [one.question for one in rows if one.question.fills_gaps and one.question.ruling not in DROPPED]
    helds = [held for one in filled if (held := gaps.held_of(one))]
    return sum(held.missing(back) for held in helds)


YEARS: tuple[tuple[int, Words], ...] = (
    (0, _("只用数据时点所属年度的数据")),
    (1, _("没有的，可用上一年度的数据")),
    (3, _("没有的，可用前三年内的数据")),
    (10, _("没有的，可用前十年内最近一次的数据")),
)
COUNTED: tuple[tuple[Finding, Words], ...] = (
    (Finding.HELD, _("已掌握")),
    (Finding.DERIVABLE, _("可计算")),
    (Finding.ELSEWHERE, _("其他部门掌握")),
    (Finding.NEW, _("新增")),
)


def of_question(row: Request, question: Question) -> dict[str, Any]:
    """Return what the page of a question shows."""
    found = candidates.candidates(question, row)
    (shown,) = rows_of(row, [question])
    told = [(one, label_told(one.label), why_of(one), finding_label(one.finding)) for one in found]
    return {"row": row, "question": question, "shown": shown, "candidates": told, "twins": shown.twins}


def why_of(match: Match) -> str:
    """Return why something answers a question, in the reader's language."""
    return match.why.told(naming.word)


def finding_label(finding: str) -> Words:
    return dict(COUNTED)[Finding(finding)]


def found_while_typing(row: Request, text: str) -> list[Found]:
    """Return what the last lines of a text that is being typed find in the dictionary."""
    lines: list[Line] = read(cells_of(text)).lines[-TYPED:]
    asked = [
        candidates.asked_of(Question(label=NUMBERED.sub("", one.label), kind=one.kind.value, unit=one.unit), row)
        for one in lines
    ]
    told = []
    for line, matches in zip(lines, candidates.found_for(asked), strict=True):
        best = matches[0] if matches and matches[0].is_likely else None
        finding = finding_label(best.finding if best else Finding.NEW)
        told.append(
            Found(
                line.label, bool(best and best.is_certain), finding, label_told(best.label) if best else "",
                why_of(best) if best else "",
            )
        )  # fmt: skip
    return told
