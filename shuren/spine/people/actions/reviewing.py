"""The review list of doubles: each look is recorded; schools are asked about their own record, and answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from shuren.kernel.actors import system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.actions.merging import open_doubt
from shuren.spine.people.actions.sameness import masked
from shuren.spine.people.events import DOUBT_ANSWERED, DOUBT_ASKED, DOUBT_VIEWED
from shuren.spine.people.models import Answer, Doubt, Person, Question
from shuren.spine.people.permissions import answer_doubles
from shuren.spine.people.queries import reviewing as queries

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

TIDIER = system_actor("people.doubts", gettext_noop("重复人员核查"))
NOTICE = "people.question"
SUBJECT = "people.person"
ORPHANS = """
DELETE FROM people_question q USING people_doubt d WHERE q.doubt_id = d.id AND (
  NOT EXISTS (SELECT FROM people_person p WHERE p.id = d.first_id)
  OR NOT EXISTS (SELECT FROM people_person p WHERE p.id = d.second_id));
DELETE FROM people_doubt d WHERE NOT EXISTS (SELECT FROM people_person p WHERE p.id = d.first_id)
  OR NOT EXISTS (SELECT FROM people_person p WHERE p.id = d.second_id)
"""


class AnswerMissing(Refused):
    """请选择核实的结论，并写明怎样核实。"""

    status = 422


class AnsweredAlready(Refused):
    """这项核实已经答复。请返回列表重新查看。"""


@transaction.atomic
def look_at_doubt(*, actor: Actor, doubt_id: int) -> Doubt:
    """Return two records that may be one person, and record the look at both. Raises NotFoundHere."""
    found = queries.doubt_for(actor, doubt_id)
    for person in (found.first_id, found.second_id):
        record(actor=actor, label=DOUBT_VIEWED, org_path=found.org_path, subject=(SUBJECT, person))
    return found


@transaction.atomic
def ask_schools(*, actor: Actor, doubt_id: int) -> int:
    """Ask the schools of both records; return how many were asked. Raises Decided."""
    doubt = open_doubt(actor, doubt_id)
    asked = 0
    with scope_of(TIDIER):
        for own, other in ((doubt.first_id, doubt.second_id), (doubt.second_id, doubt.first_id)):
            path = Person.objects.within("").values_list("org_path", flat=True).get(pk=own)
            told = masked(other)
            question, is_new = Question.objects.within("").get_or_create(
                doubt=doubt, person_id=own, answer="",
                defaults={"org_path": path, "told": told, "asked_by": actor.name, "asked_at": timezone.now()},
            )  # fmt: skip
            if is_new:
                _put(question, actor)
                asked += 1
    return asked


def _put(question: Question, actor: Actor) -> None:
    notices.ask(
        kind=NOTICE,
        subject_id=question.pk,
        title=gettext_noop("核实是否重复登记：{told}"),
        params={"told": question.told},
        link=reverse("people:question", args=(question.pk,)),
        role="registrar",
        org_path=question.org_path,
    )
    details = {"told": question.told}
    subject = (SUBJECT, question.person_id)
    record(actor=actor, label=DOUBT_ASKED, org_path=question.org_path, subject=subject, details=details)


@transaction.atomic
def answer(*, actor: Actor, question_id: int, answer: str, note: str) -> Question:
    """Say what the school has found about its own record. Raises NotFoundHere, AnsweredAlready, AnswerMissing."""
    rows = Question.objects.visible_to(actor, answer_doubles).select_for_update(of=("self",))
    found: Question | None = rows.filter(pk=question_id).first()
    if found is None:
        raise NotFoundHere
    if found.answer:
        raise AnsweredAlready
    if answer not in Answer.values or not note.strip():
        raise AnswerMissing(field="note" if answer in Answer.values else "answer")
    found.answer, found.note = answer, note.strip()[:300]
    found.answered_by, found.answered_at = actor.name, timezone.now()
    found.save(update_fields=["answer", "note", "answered_by", "answered_at"])
    notices.settle(kind=NOTICE, subject_id=found.pk)
    details = {"answer": gettext(str(Answer(answer).label)), "note": found.note}
    subject = (SUBJECT, found.person_id)
    record(actor=actor, label=DOUBT_ANSWERED, org_path=found.org_path, subject=subject, details=details)
    return found


@transaction.atomic
def tidy() -> None:
    """Remove doubts about persons who are in the register no more."""
    with scope_of(TIDIER), connection.cursor() as cursor:
        cursor.execute(ORPHANS)
