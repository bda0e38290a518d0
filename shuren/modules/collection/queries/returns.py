"""The return of a unit as one page: what is asked, what is known already, and what its reader may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext

from shuren.kernel.access import Permission, require
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.collection import permissions as can
from shuren.modules.collection.models import Answer, Check, Fact, Part, Question, Return
from shuren.modules.collection.queries.neighbours import spreads_of
from shuren.modules.collection.queries.units import filler_at, receiver_of
from shuren.modules.collection.rules import rounds
from shuren.modules.collection.rules.doubts import Checked, Doubt, Spread, doubts
from shuren.modules.collection.rules.kinds import Finding, Kind
from shuren.modules.collection.rules.rounds import Bar, Moments, Standing
from shuren.modules.collection.rules.values import NO, YES, number_in
from shuren.spine.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from shuren.kernel.actors import Actor

MOMENTS = ("handed_in_at", "signed_at", "received_at", "returned_at", "reopened_at", "closed_at")


def moments_of(row: Return) -> Moments:
    """Return what has happened to a return; its round and request are loaded with it."""
    own: dict[str, datetime | None] = {name: getattr(row, name) for name in MOMENTS}
    return Moments(**own, frozen_at=row.round.frozen_at, ended_at=row.round.request.ended_at)


def keep(row: Return, at: Moments) -> None:
    """Let a return say what has happened to it; it is not saved yet."""
    for name in MOMENTS:
        setattr(row, name, getattr(at, name))


def stamp_of(answer: Answer | None) -> str:
    """Return what tells this answer to a question from any other: when it was given."""
    return answer.told_at.isoformat() if answer and answer.told_at else ""


@dataclass(frozen=True)
class Last:
    """The newest that is known of an earlier day; `come` is known of this very day, since the unit was asked."""

    value: str
    number: Decimal | None
    as_of: date
    come: bool = False


@dataclass
class Cell:
    """One question of a return. `typed` and `wrong` are what could not be kept, `other` the answer it met.

    `is_gap`: other units are not asked it, for theirs is known.
    """

    question: Question
    answer: Answer | None
    last: Last | None
    doubt: Doubt | None
    is_open: bool
    is_gap: bool = False
    typed: str | None = None
    wrong: str = ""
    other: str = ""
    saved: bool = False

    @property
    def value(self) -> str:
        return self.answer.value if self.answer else ""

    @property
    def shown(self) -> str:
        return shown(self.question.kind, self.value)

    @property
    def field_value(self) -> str:
        """What stands in the field: what could not be kept is still there."""
        return self.value if self.typed is None else self.typed

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What there is to choose from, as it is kept and as it is read."""
        if self.question.kind == Kind.YES_NO:
            return [(YES, gettext("是")), (NO, gettext("否"))]
        return [(each, each) for each in self.question.options]

    @property
    def stamp(self) -> str:
        return stamp_of(self.answer)

    @property
    def last_shown(self) -> str:
        return shown(self.question.kind, self.last.value) if self.last else ""

    @property
    def offers_last(self) -> bool:
        """Whether the last answer is offered for taking over."""
        return bool(self.is_open and self.last and not self.value and not self.typed)

    @property
    def remark(self) -> str:
        return self.answer.remark if self.answer else ""

    @property
    def doubt_sentence(self) -> str:
        return gettext(self.doubt.sentence).format(**self.doubt.params) if self.doubt else ""

    @property
    def lacks(self) -> bool:
        """Whether the return cannot be handed in because of this cell."""
        blank = self.question.is_required and not self.value
        return blank or bool(self.doubt and not (self.answer and self.answer.why_odd))


def shown(kind: str, value: str) -> str:
    """Return an answer as it is read."""
    if kind == Kind.YES_NO and value:
        return gettext("是") if value == YES else gettext("否")
    return value


@dataclass(frozen=True)
class Section:
    """A part of a return, and the colleague who fills it in, if it was given to one."""

    name: str
    cells: list[Cell]
    part: Part | None

    @property
    def answered(self) -> int:
        return sum(1 for cell in self.cells if cell.value)


@dataclass
class Sheet:
    """A return as one reader sees it."""

    row: Return
    actor: Actor
    questions: list[Question]
    answers: dict[int, Answer]
    last: Mapping[int, Last]
    checks: Sequence[Checked]
    spared: list[Question] = field(default_factory=list)

    @cached_property
    def parts(self) -> dict[str, Part]:
        """The sections that colleagues fill in."""
        rows = Part.objects.within(self.row.org_path).filter(sheet=self.row)
        return {part.section: part for part in rows}

    @cached_property
    def moments(self) -> Moments:
        return moments_of(self.row)

    @cached_property
    def standing(self) -> Standing:
        return rounds.standing(self.moments)

    @cached_property
    def bar(self) -> Bar | None:
        return rounds.bar(self.moments)

    @property
    def why_closed(self) -> str:
        return self.row.why.told(gettext)

    @cached_property
    def is_own(self) -> bool:
        """Whether the reader belongs to the unit that owes the return."""
        return self.actor.path == self.row.org_path

    @cached_property
    def is_filler(self) -> bool:
        """Whether the reader puts the return together for the unit."""
        return self.is_own and self.actor.role == filler_at(self.row.org.level) and self.actor.may(can.answer)

    @property
    def may_take_up(self) -> bool:
        running = self.row.round.request.ended_at is None and self.row.closed_at is None
        return self.is_filler and running and rounds.may_be_taken_up(self.moments)

    @property
    def may_send_back(self) -> bool:
        """Whether the reader may return cells of it now: whose turn it is, or an official once it was received."""
        if self.standing == Standing.HANDED_IN:
            return self.is_own and self.actor.may(can.sign)
        if self.is_own or not self.actor.may(can.receive):
            return False
        if self.standing == Standing.SIGNED:
            return receiver_of(self.row.org).path == self.actor.path
        return self.standing == Standing.RECEIVED and self.row.round.request.ended_at is None

    @cached_property
    def only_returned(self) -> bool:
        """Whether only those cells can be changed that were returned with a remark."""
        return any(answer.remark for answer in self.answers.values())

    def may_write(self, question: Question) -> bool:
        """Say whether the reader may answer a question now: all of it, or what was handed to them."""
        if self.bar or not (self.is_own and self.actor.may(can.answer)):
            return False
        if not self.is_filler and not self._is_own_part(question.section):
            return False
        answer = self.answers.get(question.pk)
        return not self.only_returned or bool(answer and answer.remark)

    def _is_own_part(self, section: str) -> bool:
        part = self.parts.get(section)
        return part is not None and part.account_key == self.actor.id

    @cached_property
    def doubts(self) -> dict[int, Doubt]:
        now = _numbers({key: answer.number for key, answer in self.answers.items()})
        last = _numbers({key: each.number for key, each in self.last.items() if not each.come})
        labels = {each.pk: each.label for each in self.questions}
        found = doubts(now, last, self.checks, labels, self._compared())
        return {each.question: each for each in reversed(found)}

    def _compared(self) -> Mapping[int, Spread]:
        """Return what answers are held against; nobody can explain a cell that was not returned."""
        others = _others(self.row, self.questions, self.answers)
        if not self.only_returned:
            return others
        return {key: each for key, each in others.items() if self.answers[key].remark}

    @cached_property
    def cells(self) -> list[Cell]:
        return [
            Cell(
                each, self.answers.get(each.pk), self.last.get(each.pk), self.doubts.get(each.pk), self.may_write(each),
                str(each.pk) in self.row.lacks,
            )
            for each in self.questions
        ]  # fmt: skip

    @property
    def sections(self) -> list[Section]:
        grouped = groupby(self.cells, key=lambda cell: cell.question.section)
        return [Section(name, list(cells), self.parts.get(name)) for name, cells in grouped]

    @property
    def in_workbook(self) -> list[Section]:
        """The sections that the reader takes away as a workbook: a colleague's own parts, for anybody else all."""
        if self.is_filler or not self.may_fill:
            return self.sections
        return [each for each in self.sections if self._is_own_part(each.name)]

    @property
    def may_fill(self) -> bool:
        """Whether the reader may answer something now: all of it, or a part."""
        return any(cell.is_open for cell in self.cells)

    @property
    def lacking(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.lacks]

    @property
    def may_hand_in(self) -> bool:
        return self.is_filler and self.bar is None

    @property
    def colleagues(self) -> list[tuple[str, str]]:
        """To whom sections can be given; nobody where there is nothing to give."""
        return identity.colleagues_of(self.actor, can.answer) if self.may_hand_in else []

    def cell(self, question_id: int) -> Cell:
        """Return one cell. Raises NotFoundHere."""
        found = next((cell for cell in self.cells if cell.question.pk == question_id), None)
        if found is None:
            raise NotFoundHere
        return found


def _numbers(values: Mapping[int, Decimal | None]) -> dict[int, Decimal]:
    return {key: value for key, value in values.items() if value is not None}


def returns_visible(actor: Actor, needed: Permission = can.view_returns) -> QuerySet[Return]:
    rows: QuerySet[Return] = Return.objects.visible_to(actor, needed)
    return rows.select_related("round__request", "org")


def sheet_for(
    actor: Actor, return_id: int, needed: Permission = can.view_returns, *, around: int | None = None
) -> Sheet:
    """Return a return at or below the actor's node, or only what concerns one question. Raises NotFoundHere."""
    require(actor, needed)
    row = returns_visible(actor, needed).filter(pk=return_id).first()
    if row is None:
        raise NotFoundHere
    return sheet_of(actor, row, around=around)


def sheet_of(actor: Actor, row: Return, *, around: int | None = None) -> Sheet:
    """Return a return that has been checked, with all that stands in it.

    With `around` it holds one question and those that are checked against it, which is what answering a cell needs.
    """
    checks = [
        Checked(each.kind, each.first_id, tuple(each.parts))
        for each in Check.objects.filter(request=row.round.request_id)
    ]
    questions = Question.objects.filter(request=row.round.request_id).order_by("position")
    answers = Answer.objects.within(row.org_path).filter(sheet=row)
    if around is not None:
        checks = [each for each in checks if around in {each.first, *each.parts}]
        near = {around, *(question for each in checks for question in (each.first, *each.parts))}
        questions = questions.filter(pk__in=near)
        answers = answers.filter(Q(question__in=near) | ~Q(remark=""))
    rows = list(questions)
    asked = [each for each in rows if row.asks(each)]
    ids = {each.item_id: each.pk for each in asked if each.item_id}
    before = Fact.objects.within(row.org_path).filter(org=row.org_id, item__in=ids, superseded_at=None)
    last = before.filter(as_of__lt=row.round.as_of).order_by("item", "-as_of").distinct("item")
    return Sheet(
        row=row,
        actor=actor,
        questions=asked,
        answers={each.question_id: each for each in answers},
        last=_older(row, asked) | {ids[fact.item_id]: Last(fact.value, fact.number, fact.as_of) for fact in last},
        checks=checks,
        spared=[each for each in rows if each.finding != Finding.NEW and not row.asks(each)],
    )


def _others(row: Return, asked: Sequence[Question], told: Mapping[int, Answer]) -> dict[int, Spread]:
    """Return what comparable units answered to what was answered with a number above nothing."""
    numbers = [each for each in asked if each.kind == Kind.NUMBER and each.pk in told and told[each.pk].number]
    items = {each.item_id: each.pk for each in numbers if each.item_id}
    return {items[item]: spread for item, spread in spreads_of(row, items).items()}


def _older(row: Return, asked: Sequence[Question]) -> dict[int, Last]:
    """Return what registers know of earlier years where they know nothing of the one asked about."""
    found = {}
    for each in asked:
        if told := row.lacks.get(str(each.pk)):
            value, day = told
            number = number_in(value) if each.kind in {Kind.NUMBER, Kind.YES_NO} else None
            found[each.pk] = Last(value, number, date.fromisoformat(day))
    return found


def form_of(sheet: Sheet) -> dict[str, Any]:
    """Return what the case of a return is decided by."""
    row = sheet.row
    return {
        "sheet": row.pk, "org": row.org_id, "unit": row.org.name, "title": row.round.request.title,
        "round": row.round.label, "questions": len(sheet.questions), "answered": row.answered,
    }  # fmt: skip


def owed_by(actor: Actor) -> QuerySet[Any]:
    """Return the returns of the actor's own unit, and those of which a part was given to them."""
    return returns_visible(actor).filter(org_path=actor.path, asked__gt=0)
