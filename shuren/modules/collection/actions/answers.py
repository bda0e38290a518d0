"""Answering: cell by cell as one types, from last time's answer, or out of a workbook.

Nothing typed is lost: a cell that somebody else has changed meanwhile, or that cannot be kept, is answered with what
was typed and why it was not kept, and leaves what stands there as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from shuren.kernel import bulk
from shuren.kernel.access import require
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.collection import permissions as can
from shuren.modules.collection.models import Answer, Part, Question, Return
from shuren.modules.collection.queries.returns import moments_of, sheet_of, stamp_of
from shuren.modules.collection.queries.units import filler_at
from shuren.modules.collection.rules import rounds, values
from shuren.modules.collection.rules.rounds import Bar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shuren.kernel.actors import Actor
    from shuren.modules.collection.queries.returns import Sheet

LONGEST_REASON = 200
KEEP = """
ON CONFLICT (sheet_id, question_id) DO UPDATE
SET (value, number, is_carried, why_odd, told_by_key, told_by_name, told_at)
= (excluded.value, excluded.number, excluded.is_carried, excluded.why_odd, excluded.told_by_key, excluded.told_by_name,
   excluded.told_at)
"""
COUNT = """
UPDATE collection_return SET changes = changes + %s, answered =
(SELECT count(*) FROM collection_answer WHERE sheet_id = %s AND value <> '') WHERE id = %s RETURNING answered, changes
"""


class RequestOver(Refused):
    """上报任务已经终止，没有保存。您填写的内容仍在页面上，可以复制留存。"""


class ReturnClosed(Refused):
    """这张报表不再填报：{why}，没有保存。您填写的内容仍在页面上，可以复制留存。"""


class CutOffReached(Refused):
    """已过截止日期，报表已经封存，没有保存。您填写的内容仍在页面上；需要补报的，请说明理由后申请补报。"""


class HandedInAlready(Refused):
    """报表已经提交，没有保存。您填写的内容仍在页面上；需要修改的，请先撤回，或请审核人退回。"""


class ReceivedAlready(Refused):
    """报表已经审核接收，没有保存。您填写的内容仍在页面上；需要更正的，请说明理由后申请更正。"""


class NotYourUnit(Refused):
    """报表由填报单位自己填写和提交，上级不能代填。有问题的项目请写明意见退回。"""


class NotYourPart(Refused):
    """这一部分由其他同事填报，没有保存。请联系本单位数据管理员分工。"""


class NotReturned(Refused):
    """只有被退回的项目可以修改，这一项没有保存。请先把退回的项目改好提交。"""


BARS: dict[Bar, type[Refused]] = {
    Bar.CLOSED: ReturnClosed,
    Bar.ENDED: RequestOver,
    Bar.FROZEN: CutOffReached,
    Bar.HANDED_IN: HandedInAlready,
    Bar.RECEIVED: ReceivedAlready,
}


@dataclass(frozen=True)
class Typed:
    """What was typed into a cell. `seen` is the stamp of the answer that stood there, None where it does not matter."""

    question: int
    text: str = ""
    seen: str | None = None
    why_odd: str | None = None
    carried: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a cell: kept, wrong for a reason, or met by another answer, as `other` tells."""

    question: int
    typed: str
    wrong: str = ""
    other: str = ""

    @property
    def is_kept(self) -> bool:
        return not (self.wrong or self.other)


@transaction.atomic
def answer(*, actor: Actor, return_id: int, typed: Sequence[Typed], whole: bool = False) -> list[Outcome]:
    """Keep what was typed into cells of a return and answer each; with `whole`, all of it or nothing.

    Raises NotFoundHere, NotYourUnit, and what bars the return or the reader from it.
    """
    row = _locked(actor, return_id)
    questions = {each.pk: each for each in _asked(row, [each.question for each in typed])}
    rows = Answer.objects.within(row.org_path).filter(Q(question__in=questions) | ~Q(remark=""), sheet=row)
    answers = {each.question_id: each for each in rows}
    return _written(actor, row, questions, answers, typed, whole=whole)


@transaction.atomic
def answer_cell(*, actor: Actor, return_id: int, typed: Typed) -> tuple[Outcome, Sheet]:
    """Keep what was typed into one cell; return what became of it, and what concerns the cell as it stands now.

    Raises NotFoundHere, NotYourUnit, and what bars the return or the reader from it.
    """
    row = _locked(actor, return_id)
    sheet = sheet_of(actor, row, around=typed.question)
    questions = {each.pk: each for each in sheet.questions if each.pk == typed.question}
    (outcome,) = _written(actor, row, questions, sheet.answers, [typed])
    return outcome, sheet


def _written(
    actor: Actor,
    row: Return,
    questions: Mapping[int, Question],
    answers: dict[int, Answer],
    typed: Sequence[Typed],
    *,
    whole: bool = False,
) -> list[Outcome]:
    """Write what was typed of these questions, and put it among the answers; return what became of each."""
    if len(questions) != len({each.question for each in typed}):
        raise NotFoundHere
    _refuse_unless_theirs(actor, row, list(questions.values()), answers)
    outcomes, kept, now = [], [], timezone.now()
    for each in typed:
        found, made = _kept(each, questions[each.question], answers.get(each.question), row)
        outcomes.append(found)
        if made is not None:
            made.told_by_key, made.told_by_name, made.told_at = actor.id, actor.name, now
            kept.append(made)
    if kept and not (whole and any(not each.is_kept for each in outcomes)):
        bulk.insert(kept, KEEP)
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [len(kept), row.pk, row.pk])
            row.answered, row.changes = cursor.fetchone()
        for made in kept:
            made.remark, made.remarked_by = _remark(answers.get(made.question_id))
            answers[made.question_id] = made
    return outcomes


def _remark(there: Answer | None) -> tuple[str, str]:
    """Return why a cell was returned, and who did: it stays beside what is answered anew."""
    return (there.remark, there.remarked_by) if there else ("", "")


def _locked(actor: Actor, return_id: int) -> Return:
    """Return the return of the actor's own unit; who else writes into it waits. Raises what bars it."""
    require(actor, can.answer)
    rows = Return.objects.visible_to(actor, can.answer).select_related("round__request", "org")
    row: Return | None = rows.select_for_update(of=("self",)).filter(pk=return_id).first()
    if row is None:
        raise NotFoundHere
    if row.org_path != actor.path:
        raise NotYourUnit
    if barred := rounds.bar(moments_of(row)):
        raise BARS[barred](why=row.why)
    return row


def _asked(row: Return, ids: list[int]) -> list[Question]:
    rows = Question.objects.filter(request=row.round.request_id, pk__in=ids)
    return [each for each in rows if row.asks(each)]


def _refuse_unless_theirs(actor: Actor, row: Return, questions: list[Question], answers: dict[int, Answer]) -> None:
    """Raise NotYourPart or NotReturned where a cell is not the actor's to answer now."""
    if actor.role != filler_at(row.org.level):
        own = Part.objects.within(row.org_path).filter(sheet=row, account_key=actor.id)
        if {each.section for each in questions} - set(own.values_list("section", flat=True)):
            raise NotYourPart
    returned = {key for key, each in answers.items() if each.remark}
    if returned and any(each.pk not in returned for each in questions):
        raise NotReturned


def _kept(typed: Typed, question: Question, there: Answer | None, row: Return) -> tuple[Outcome, Answer | None]:
    """Return what becomes of a cell, and the answer to be written, if there is one."""
    try:
        value = values.read(question.kind, typed.text, places=question.places, options=question.options)
    except values.Wrong as wrong:
        return Outcome(question.pk, typed.text, wrong=gettext(wrong.sentence).format(**wrong.params)), None
    why = there.why_odd if there else ""
    if typed.why_odd is not None:
        why = typed.why_odd.strip()[:LONGEST_REASON]
    same = there is not None and there.value == value.text and there.why_odd == why
    if same or (there is None and not value.text and not why):
        return Outcome(question.pk, typed.text), None
    if there is not None and typed.seen is not None and typed.seen != stamp_of(there):
        return Outcome(question.pk, typed.text, other=there.told_by_name), None
    if there is not None and there.value != value.text and typed.why_odd is None:
        why = ""  # it spoke of another value
    made = Answer(sheet=row, org_path=row.org_path, question=question, value=value.text, number=value.number)
    made.is_carried, made.why_odd = typed.carried, why
    return Outcome(question.pk, typed.text), made
