"""Clearing a request: handed in by its drafter, ruled question by question, granted and sent, or not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.queries import state_of
from shuren.kernel.cases.state import Outcome as End
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.collection import events
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions import gaps, meanwhile, rounds
from shuren.modules.collection.actions.requests import MATCHED, NotYourDraft, accept, look_again, own_draft, settle
from shuren.modules.collection.models import Item, Question, Request
from shuren.modules.collection.queries import burden, clearing, requests
from shuren.modules.collection.rules.deeds import Deed, State, allows
from shuren.modules.collection.rules.dictionary import ITEM
from shuren.modules.collection.rules.gaps import name_of
from shuren.modules.collection.rules.kinds import Finding, Ruling
from shuren.modules.collection.rules.requests import LEAST_REASON

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shuren.kernel.actors import Actor
    from shuren.kernel.cases.declare import Application
    from shuren.kernel.cases.state import State as Course

TYPE = "collection.clearing"


class NoQuestions(Refused):
    """任务里还没有填报项，不能提交审核。请先录入、粘贴或上传填报项。"""

    status = 422


class FoundMeanwhile(Refused):
    """起草以后，又有 {count} 个填报项查到已有数据，例如“{label}”，已按比对结果更新。请核对后重新提交。"""


class Undecided(Refused):
    """还有 {count} 个填报项疑似已有数据，没有作出选择。请逐项选择采用已有数据，或写明仍需采集的理由。"""

    status = 422


class NobodyToAsk(Refused):
    """填报范围内没有符合条件的单位。请核对填报范围、填报单位和学段。"""

    status = 422


class OverCeiling(Refused):
    """{over} 个单位全年将超过上限（{unit}将达 {minutes} 分钟，上限 {ceiling} 分钟）。请删减，或写明确需采集的理由。"""

    status = 422


class Unruled(Refused):
    """还有 {count} 个填报项没有审核意见，不能准予下达。请逐项选择准予采集、删减或不予采集。"""


class NoRuling(Refused):
    """删减或不予采集的，须写明理由。请补写“{label}”的理由。"""

    status = 422


class NoDecision(Refused):
    """退回修改或不予下达的，须写明理由。"""

    status = 422


class ClearedElsewhere(Refused):
    """这项任务由{org}的数据统筹员审核，请与其联系。"""


class OwnDraft(Refused):
    """这项任务您起草过，不能再由您审核。请由本单位其他数据统筹员审核。"""


class NotBeingCleared(Refused):
    """这项任务不在统筹审核环节，不能改动审核意见。"""


class Decision(StrEnum):
    """How the clearing officer signs."""

    GRANT = "grant"
    BACK = "back"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Ruled:
    """What the clearing officer says to one question; `source` where it is to be answered by what was found."""

    question_id: int
    ruling: Ruling
    why: str = ""
    source: str = ""


def refuse_unready(request: Request) -> None:
    """Raise what keeps a request from being cleared: questions, units, burden. Its head is checked by the form."""
    gaps.count(request, request.as_of)
    questions = requests.questions_of(request)
    if not questions:
        raise NoQuestions
    if undecided := sum(map(requests.is_undecided, questions)):
        raise Undecided(count=undecided)
    weight = burden.weight_of(request, questions)
    if not weight.units:
        raise NobodyToAsk(field="below")
    if weight.over and weight.worst and len(request.why_over.strip()) < LEAST_REASON:
        raise OverCeiling(
            field="why_over", over=weight.over, unit=weight.worst.name, minutes=round(weight.most_after),
            ceiling=weight.worst.ceiling,
        )  # fmt: skip


def submit(*, actor: Actor, request_id: int) -> Case:
    """Hand a draft in to be cleared, or again where it was returned.

    What has become known since it was drafted is written down and told first. Raises NotEditable, FoundMeanwhile and
    what the type refuses.
    """
    if found := look_again(actor=actor, request_id=request_id):
        raise FoundMeanwhile(count=len(found), label=found[0].label)
    return _submit(actor, request_id)


@transaction.atomic
def _submit(actor: Actor, request_id: int) -> Case:
    row = own_draft(actor, request_id)
    gaps.count(row, row.as_of)
    form = clearing.form_of(row)
    if requests.state_of(requests.standing(row.pk)) is State.BACK:
        case = _again(actor, row, form)  # the drafter's own step, once more
    else:
        case = cases.apply(actor=actor, type_code=TYPE, form=form, entered={"request": str(row.pk)})
        row.case_id = case.pk
        row.save(update_fields=["case_id", "changed_at"])
    settle(row)
    subject, details = ("collection.request", row.pk), {name: form[name] for name in ("title", "asked", "spared")}
    record(actor=actor, label=events.REQUEST_SUBMITTED, org_path=row.org_path, subject=subject, details=details)
    return case


def _again(actor: Actor, row: Request, form: Mapping[str, object]) -> Case:
    case = Case.objects.within("").get(pk=row.case_id)
    command = commands.Agree(task_of(case))
    return cases.act(actor=actor, case_id=case.pk, command=command, form=form, entered={"request": str(row.pk)})


def task_of(case: Case) -> int:
    """Return the open task of a case at its present step. Raises NotBeingCleared."""
    state = state_of(case)
    tasks = [task.number for visit in state.open_visits for task in state.tasks_of(visit) if task.of is None]
    if not tasks:
        raise NotBeingCleared
    return tasks[0]


def follow(actor: Actor, application: Application, before: Course, after: Course) -> None:
    """See to it that only who has a draft now hands it in again or takes it back, and that none who had it clears it.

    Raises NotYourDraft, OwnDraft.
    """
    clears = actor.may(can.clear_requests)
    own = after.outcome == End.CANCELLED or requests.DRAFTING in after.done - before.done
    undone = requests.DRAFTING in before.done - after.done and not clears
    if own or undone or clears:
        row: Request = Request.objects.within("").get(pk=application.form["request"])
        if clears and actor.id in row.drafters:
            raise OwnDraft
        if (own or undone) and row.drafted_by_key != actor.id:
            raise NotYourDraft(name=row.drafted_by_name)


@transaction.atomic
def decide(*, actor: Actor, case_id: int, verb: Decision, why: str = "") -> Case:
    """Sign for the clearing officer: grant and send, return to the drafter, or turn down.

    Raises NotBeingCleared, NoDecision and what the case refuses.
    """
    _being_cleared(actor, case_id)
    case = Case.objects.within("").get(pk=case_id)
    if verb is not Decision.GRANT and not why.strip():
        raise NoDecision(field="why")
    task = task_of(case)
    command: commands.Command = commands.Agree(task)
    if verb is Decision.BACK:
        command = commands.Return(task, requests.DRAFTING, again=False)
    elif verb is Decision.REFUSE:
        command = commands.Disagree(task)
    return cases.act(actor=actor, case_id=case_id, command=command, comment=why.strip())


@transaction.atomic
def rule(*, actor: Actor, case_id: int, ruled: Sequence[Ruled]) -> None:
    """Write down rulings while the request stands before the clearing officer.

    Raises NotFoundHere, NotBeingCleared, NoRuling, NotFoundAnyMore.
    """
    row = _being_cleared(actor, case_id)
    found = {one.pk: one for one in requests.questions_of(row)}
    at = timezone.now()
    for one in ruled:
        question = found.get(one.question_id)
        if question is None:
            raise NotFoundHere
        if one.ruling in {Ruling.CUT, Ruling.REFUSED} and not one.why.strip():
            raise NoRuling(field=f"why_{question.pk}", label=question.label)
        if one.source:
            accept(question, row, one.source)
        question.ruling, question.why_ruled = one.ruling.value, one.why.strip()
        question.ruled_by, question.ruled_at = actor.name if one.ruling else "", at if one.ruling else None
    Question.objects.bulk_update(
        found.values(),
        (*MATCHED, "ruled_by", "ruled_at"),
    )
    counts = {each.value: sum(1 for one in ruled if one.ruling is each) for each in Ruling if each}
    details = {"title": row.title, **counts}
    subject = ("collection.request", row.pk)
    record(actor=actor, label=events.QUESTIONS_RULED, org_path=row.org_path, subject=subject, details=details)


def _being_cleared(actor: Actor, case_id: int) -> Request:
    """Lock the request that a case clears, at the actor's own node.

    Raises NotFoundHere, ClearedElsewhere, OwnDraft, NotBeingCleared.
    """
    require(actor, can.clear_requests)
    row: Request | None = Request.objects.within(actor.path).select_for_update().filter(case_id=case_id).first()
    if row is None:
        raise NotFoundHere
    if row.org_path != actor.path:
        raise ClearedElsewhere(org=row.org_name)
    if actor.id in row.drafters:
        raise OwnDraft
    if not allows(requests.state_of(requests.standing(row.pk)), Deed.RULE):
        raise NotBeingCleared
    return row


@transaction.atomic
def grant(*, actor: Actor, case: Case) -> None:
    """Fix what is asked and what is spared, and send. Where nothing is left to ask, nobody is asked.

    Raises Unruled, TooLate, AskedMeanwhile and what sending refuses.
    """
    row: Request = Request.objects.within("").select_for_update().get(case_id=case.pk)
    meanwhile.await_turn(row)
    gaps.count(row, row.as_of)
    gaps.leave_to_others(row, row.as_of)
    questions = requests.questions_of(row)
    if unruled := sum(not one.ruling for one in clearing.to_rule(row, questions)):
        raise Unruled(count=unruled)
    asked = [one for one in questions if one.is_asked]
    meanwhile.refuse_late(row)
    meanwhile.refuse_asked(row, asked)
    filled = [one for one in questions if requests.would_be_filled(one, row)]
    row.asked, row.spared = len(asked), sum(map(requests.is_found, questions))
    row.save(update_fields=["asked", "spared"])
    _register(row, [*asked, *filled])
    if asked or filled:
        rounds.send(actor=actor, request=row)
        return
    row.sent_at = row.ended_at = timezone.now()
    row.why_ended = clearing.NOTHING_ASKED
    row.save(update_fields=["sent_at", "ended_at", "why_ended"])
    rounds.spare(request=row, actor=actor)
    subject, details = ("collection.request", row.pk), {"title": row.title, "spared": row.spared}
    record(actor=actor, label=events.REQUEST_SPARED, org_path=row.org_path, subject=subject, details=details)


def _register(row: Request, asked: Sequence[Question]) -> None:
    """Give each question its entry of the dictionary: the one it asks anew, or one of its own.

    What units say because a source knows nothing of them gets an entry that stands for the source.
    """
    known = {int(one.source.removeprefix(ITEM)) for one in asked if one.source.startswith(ITEM)}
    instead = {one.pk: name_of(one.source, one.derivation) for one in asked if one.finding != Finding.NEW}
    items = list(Item.objects.filter(Q(pk__in=known, derivation={}) | Q(stands_for__in=instead.values())))
    fresh: list[tuple[Question, Item]] = []
    for one in asked:
        names = {one.source, instead.get(one.pk, "")} - {""}
        fitting = (item for item in items if {f"{ITEM}{item.pk}", item.stands_for} & names)
        old = next((item for item in fitting if means_the_same(item, one, row.level)), None)
        if old is None:
            fresh.append((one, _item(one, row, instead.get(one.pk, ""))))
        else:
            one.item = old
            items.remove(old)  # two questions of one return are two facts
    for (one, item), serial in zip(fresh, _serials(len(fresh)), strict=True):
        item.code = f"SJX{serial:07d}"
        one.item = item
    Item.objects.bulk_create([item for _one, item in fresh])
    Question.objects.bulk_update(asked, ["item"])


def means_the_same(item: Item, question: Question, level: str) -> bool:
    """Say whether a question can be answered into an entry as it stands: how, in which unit, by whom, from what."""
    said = (question.kind, question.unit, level, list(question.options))
    return (item.kind, item.unit, item.level, list(item.options)) == said and item.places >= question.places


def _item(question: Question, row: Request, stands_for: str) -> Item:
    return Item(
        label=question.label, kind=question.kind, unit=question.unit, places=question.places, options=question.options,
        note=question.note, level=row.level, owner_id=row.org_id, stands_for=stands_for,
    )  # fmt: skip


def _serials(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('collection_item_code') FROM generate_series(1, %s)", [count])
        return [serial for (serial,) in cursor.fetchall()]
