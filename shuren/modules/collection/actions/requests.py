"""Drafting a request: what it says of itself, and its questions, one by one, pasted or from a file."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from shuren.kernel.access import require
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.collection import permissions as can
from shuren.modules.collection.models import Check, Question, Request
from shuren.modules.collection.queries import candidates, requests
from shuren.modules.collection.rules.burden import seconds_of
from shuren.modules.collection.rules.kinds import Finding, Kind, Ruling
from shuren.modules.collection.rules.requests import LEAST_REASON, MOST_QUESTIONS
from shuren.spine.orgs.queries.lookup import own_org

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shuren.kernel.actors import Actor
    from shuren.modules.collection.rules.lines import Line
    from shuren.modules.collection.rules.requests import Head

MATCHED = (
    "finding", "source", "source_label", "derivation", "score", "fills_gaps", "why_anew", "ruling", "why_ruled",
)  # fmt: skip
TAKEN_ON = "collection.drafter"  # the kind of to-do of whoever is to go on with a draft
MATCHED_BY = ("below", "level", "as_of")  # what a match depends on besides the question


class NotEditable(Refused):
    """这项任务正在统筹审核或已经下达，不能修改。需要修改的，请先在办件页面撤回，或由数据统筹员退回。"""


class NotYourDraft(Refused):
    """这项任务由{name}起草，只能由起草人修改、提交和撤回。需要由您继续办理的，请先在任务页面接手起草。"""


class KeptOnRecord(Refused):
    """这项任务曾提交统筹审核，办件记录要留存，不能删除。不再需要的，保留为草稿即可。"""


class NotYourUnits(Refused):
    """填报范围应在本单位和下级单位之内。请重新选择。"""

    status = 422


class TooManyQuestions(Refused):
    """一项任务最多 {most} 个填报项。请删减不必要的填报项，或分成几项任务。"""

    status = 422


class AskedTwice(Refused):
    """这项任务已有填报项“{label}”。请改用不同的名称，或修改原有的那一项。"""

    status = 422


class NoReason(Refused):
    """已经掌握的数据仍要学校填报的，须写明理由，不少于 {least} 个字。"""

    status = 422


class NotFoundAnyMore(Refused):
    """这个数据来源已经不在候选之中。请刷新页面，重新选择。"""


@transaction.atomic
def draft(*, actor: Actor, head: Head) -> Request:
    """Begin a request of the actor's own unit. Raises NotYourUnits."""
    require(actor, can.draft_requests, actor.path)
    org = own_org(actor)
    if org is None or not org.is_authority:
        raise NotFoundHere
    _refuse_elsewhere(actor, head)
    made: Request = Request.objects.create(
        org=org, org_path=org.path, org_name=org.name, drafted_by_key=actor.id, drafted_by_name=actor.name,
        **_fields(head),
    )  # fmt: skip
    return made


@transaction.atomic
def change(*, actor: Actor, request_id: int, head: Head) -> Request:
    """Change what a draft says of itself; where that changes whom or what day it asks of, questions are matched anew.

    What the drafter has decided on stays while the match does. Raises NotEditable, NotYourUnits.
    """
    row = own_draft(actor, request_id)
    _refuse_elsewhere(actor, head)
    fields = _fields(head)
    moved = any(getattr(row, name) != fields[name] for name in MATCHED_BY)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=[*fields, "changed_at"])
    if moved:
        _match(row, [one for one in requests.questions_of(row) if not one.why_anew], candidates.note_again)
    return row


def _refuse_elsewhere(actor: Actor, head: Head) -> None:
    if head.below and not actor.covers(head.below):
        raise NotYourUnits(field="below")


def _fields(head: Head) -> dict[str, Any]:
    return {**vars(head), "stages": list(head.stages) if head.level == "school" else []}


def own_draft(actor: Actor, request_id: int) -> Request:
    """Lock a request that the actor drafts. Raises NotFoundHere, NotYourDraft, NotEditable."""
    require(actor, can.draft_requests)
    row: Request | None = Request.objects.within(actor.path).select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NotFoundHere
    refuse_others(actor, requests.standing(row.pk))
    return row


def refuse_others(actor: Actor, row: Request) -> None:
    """Raise NotYourDraft or NotEditable where the actor may not change a request now."""
    if row.drafted_by_key != actor.id:
        raise NotYourDraft(name=row.drafted_by_name)
    if not requests.may_edit(actor, row):
        raise NotEditable


def settle(row: Request) -> None:
    """Close what asks somebody to go on with a draft."""
    notices.settle(kind=TAKEN_ON, subject_id=row.pk)


@transaction.atomic
def add(*, actor: Actor, request_id: int, lines: Sequence[Line]) -> list[Question]:
    """Add questions at the end, each with what the dictionary knows of it.

    Raises NotEditable, TooManyQuestions, AskedTwice.
    """
    row = own_draft(actor, request_id)
    known = Question.objects.filter(request=row)
    if known.count() + len(lines) > MOST_QUESTIONS:
        raise TooManyQuestions(most=MOST_QUESTIONS)
    taken = set(known.values_list("label", flat=True))
    for line in lines:
        if line.label in taken:
            raise AskedTwice(field="label", label=line.label)
        taken.add(line.label)
    place = (known.aggregate(last=Max("position"))["last"] or 0) + 1
    made = [Question(request=row, position=place + at, **_asks(line)) for at, line in enumerate(lines)]
    for question, found in zip(made, candidates.matches(made, row), strict=True):
        candidates.note(question, found)
    Question.objects.bulk_create(made)
    _touch(row)
    return made


def own_question(*, actor: Actor, request_id: int, question_id: int) -> tuple[Request, Question]:
    """Return a question of a request that the actor may change now. Raises NotFoundHere, NotYourDraft, NotEditable."""
    row = requests.request_for(actor, request_id)
    refuse_others(actor, row)
    return row, requests.question_of(row, question_id)


@transaction.atomic
def reword(*, actor: Actor, request_id: int, question_id: int, line: Line) -> Question:
    """Word a question otherwise; it is matched anew and has to be ruled anew. Raises NotEditable, AskedTwice."""
    row = own_draft(actor, request_id)
    question = requests.question_of(row, question_id)
    if Question.objects.filter(request=row, label=line.label).exclude(pk=question.pk).exists():
        raise AskedTwice(field="label", label=line.label)
    for name, value in _asks(line).items():
        setattr(question, name, value)
    _match(row, [question])
    question.save()
    _touch(row)
    return question


def _asks(line: Line) -> dict[str, Any]:
    return {
        "section": line.section, "label": line.label, "kind": line.kind.value, "unit": line.unit,
        "places": line.places if line.kind is Kind.NUMBER else 0, "options": list(line.options), "note": line.note,
        "is_required": line.is_required, "seconds": seconds_of(line.kind, line.options),
        "ruling": Ruling.OPEN.value, "why_ruled": "", "ruled_by": "", "ruled_at": None,
    }  # fmt: skip


@transaction.atomic
def look_again(*, actor: Actor, request_id: int) -> list[Question]:
    """Match anew what nobody has decided on yet, for others may have been asked the same meanwhile.

    Return what was found now; it is written down. Raises NotEditable.
    """
    row = own_draft(actor, request_id)
    questions = requests.questions_of(row)
    found: list[Question] = []
    for one, matches in zip(questions, candidates.matches(questions, row), strict=True):
        is_open = one.finding == Finding.NEW and not (one.source or one.why_anew or one.ruling)
        if is_open and matches and matches[0].is_likely:
            candidates.note(one, matches)
            found.append(one)
    Question.objects.bulk_update(found, MATCHED)
    return found


def _match(row: Request, questions: list[Question], note: Callable[..., None] = candidates.note) -> None:
    """Match questions anew and write what was found."""
    for question, found in zip(questions, candidates.matches(questions, row), strict=True):
        note(question, found)
    Question.objects.bulk_update(questions, MATCHED)


@transaction.atomic
def strike(*, actor: Actor, request_id: int, question_id: int) -> None:
    """Take a question out, with the relations it stands in. Raises NotEditable."""
    row = own_draft(actor, request_id)
    question = requests.question_of(row, question_id)
    Check.objects.filter(request=row, parts__contains=[question.pk]).delete()
    question.delete()
    _touch(row)


@transaction.atomic
def move(*, actor: Actor, request_id: int, question_id: int, up: bool) -> None:
    """Let a question and its neighbour change places; at an end nothing happens. Raises NotEditable."""
    row = own_draft(actor, request_id)
    question = requests.question_of(row, question_id)
    others = Question.objects.filter(request=row)
    beyond = others.filter(position__lt=question.position) if up else others.filter(position__gt=question.position)
    other = beyond.order_by("-position" if up else "position").first()
    if other is not None:
        question.position, other.position = other.position, question.position
        Question.objects.bulk_update([question, other], ["position"])
        _touch(row)


@transaction.atomic
def take_known(*, actor: Actor, request_id: int, question_id: int, source: str) -> Question:
    """Accept what was found: nobody is asked. Raises NotEditable, NotFoundAnyMore."""
    row = own_draft(actor, request_id)
    question = requests.question_of(row, question_id)
    accept(question, row, source)
    question.why_anew, question.ruling, question.why_ruled = "", Ruling.OPEN.value, ""
    question.save()
    _touch(row)
    return question


def accept(question: Question, row: Request, source: str) -> None:
    """Let a question be answered by one of its candidates. Raises NotFoundAnyMore."""
    match = next((one for one in candidates.candidates(question, row) if one.source == source), None)
    if match is None:
        raise NotFoundAnyMore
    candidates.remember(question, match)
    question.finding = match.finding.value


@transaction.atomic
def ask_anew(*, actor: Actor, request_id: int, question_id: int, why: str) -> Question:
    """Ask although something was found, with a reason that the clearing officer reads. Raises NotEditable, NoReason."""
    row = own_draft(actor, request_id)
    question = requests.question_of(row, question_id)
    if len(why.strip()) < LEAST_REASON:
        raise NoReason(field="why", least=LEAST_REASON)
    question.finding, question.why_anew = Finding.NEW.value, why.strip()
    question.ruling, question.why_ruled = Ruling.OPEN.value, ""
    question.save()
    _touch(row)
    return question


@transaction.atomic
def discard(*, actor: Actor, request_id: int) -> None:
    """Remove a draft that no case has seen. Raises NotEditable, KeptOnRecord."""
    row = own_draft(actor, request_id)
    if row.case_id is not None:
        raise KeptOnRecord
    settle(row)
    row.delete()


def _touch(row: Request) -> None:
    """Close gaps and note the change."""
    ids = Question.objects.filter(request=row).order_by("position").values_list("pk", "position")
    moved = [
        Question(pk=pk, position=at) for (pk, place), at in zip(ids, itertools.count(1), strict=False) if place != at
    ]
    Question.objects.bulk_update(moved, ["position"])
    row.save(update_fields=["changed_at"])
