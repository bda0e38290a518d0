"""Handing in a return, returning cells of it, taking it up again, and what its case brings about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shuren.kernel import bulk
from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands
from shuren.kernel.cases import queries as case_queries
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.state import Mark
from shuren.kernel.cases.state import Outcome as End
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.collection import events
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions.answers import BARS, NotYourUnit
from shuren.modules.collection.actions.facts import record_facts
from shuren.modules.collection.actions.rounds import ASKED, OWED, NoReason, ask_for
from shuren.modules.collection.models import Answer, Return
from shuren.modules.collection.queries.returns import form_of, keep, moments_of, sheet_of
from shuren.modules.collection.rules import rounds
from shuren.modules.collection.rules.rounds import Deed, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shuren.kernel.access import Permission
    from shuren.kernel.actors import Actor
    from shuren.kernel.audit.labels import AuditLabel
    from shuren.kernel.cases.declare import Application
    from shuren.kernel.cases.state import State
    from shuren.modules.collection.queries.returns import Sheet

TYPE = "collection.return"
HAND_IN, SIGN, RECEIVE = "hand_in", "sign", "receive"  # the steps of its route
REASON = 1_000  # characters of a comment of a case
MARK = (
    "ON CONFLICT (sheet_id, question_id) DO UPDATE SET (remark, remarked_by) = (excluded.remark, excluded.remarked_by)"
)


class NotTheFiller(Refused):
    """报表由本单位数据管理员汇总提交。请填好您负责的部分，由数据管理员提交。"""


class StillLacking(Refused):
    """还有 {count} 项没有填好，例如“{label}”：必填的请填写，有疑问的请核对或说明情况，再提交。"""


class NothingMarked(Refused):
    """没有标出要退回的项目。请在报表上逐项写明退回意见，只退回有问题的项目。"""

    status = 422


class ChangedMeanwhile(Refused):
    """您打开报表后，填报单位又做了修改，没有退回。请看过最新内容后再决定。"""


class NotForYou(Refused):
    """这张报表现在不由您审核。请刷新页面，查看办理进度。"""


class NotTakenUp(Refused):
    """这张报表现在不需要申请补报或更正：没有截止或没有接收的报表可以直接修改。"""


class SignedIsKept(Refused):
    """报表已经审签，数据已入库，不能撤销。需要更正的，请审核人退回，或在接收后申请更正。"""


@transaction.atomic
def hand_in(*, actor: Actor, return_id: int) -> Case:
    """Hand a return in to the leader of its unit. Raises NotTheFiller, StillLacking, and what bars it."""
    sheet = _own(actor, return_id, can.answer)
    _refuse_lacking(sheet)
    row = sheet.row
    form, entered = form_of(sheet), {"sheet": str(row.pk)}
    if row.case_id is not None:
        task = _task(row.case_id, HAND_IN)
        return cases.act(actor=actor, case_id=row.case_id, command=commands.Agree(task), form=form, entered=entered)
    case = cases.apply(actor=actor, type_code=TYPE, form=form, entered=entered)
    Return.objects.within("").filter(pk=row.pk).update(case_id=case.pk)
    return case


@transaction.atomic
def send_back(*, actor: Actor, return_id: int, changes: int, remarks: Mapping[int, str]) -> None:
    """Return single cells, each with a remark, to the unit; only these can be changed then.

    `changes` is the stamp of the sheet that the reader saw. Before the last signature the case goes back to its first
    step; a return that was received is taken up again. Raises NothingMarked, ChangedMeanwhile, NotForYou.
    """
    sheet = _sheet(actor, return_id, can.view_returns)
    row, told = sheet.row, {key: text.strip()[:200] for key, text in remarks.items() if text.strip()}
    if not sheet.may_send_back:
        raise NotForYou
    if row.changes != changes:
        raise ChangedMeanwhile
    labels = {each.pk: each.label for each in sheet.questions if each.pk in told}
    if not labels:
        raise NothingMarked
    now = timezone.now()
    marked = [
        Answer(sheet=row, org_path=row.org_path, question_id=key, remark=told[key], remarked_by=actor.name, told_at=now)
        for key in labels
    ]
    bulk.insert(marked, MARK)
    reason = "；".join(f"{label}：{told[key]}" for key, label in labels.items())[:REASON]
    if row.case_id is not None and sheet.standing != Standing.RECEIVED:
        step = SIGN if sheet.standing == Standing.HANDED_IN else RECEIVE
        back = commands.Return(_task(row.case_id, step), HAND_IN, again=True)
        cases.act(actor=actor, case_id=row.case_id, command=back, comment=reason)
    else:
        _take_up(row, reason[:200], returned=True)
    _note(actor, events.RETURNED, row, cells=len(labels))


@transaction.atomic
def take_up(*, actor: Actor, return_id: int, reason: str) -> Return:
    """Take a return up again that was received, or not handed in before the cut-off. Raises NoReason, NotTakenUp."""
    sheet = _sheet(actor, return_id, can.answer)
    if not sheet.is_filler:
        raise NotTheFiller
    if not sheet.may_take_up:
        raise NotTakenUp
    if not reason.strip():
        raise NoReason(field="reason")
    _take_up(sheet.row, reason.strip()[:200], returned=False)
    _note(actor, events.TAKEN_UP, sheet.row, reason=reason.strip())
    return sheet.row


def _take_up(row: Return, reason: str, *, returned: bool) -> None:
    """Open a return again; its facts stand until it is signed anew."""
    row.why_reopened, row.case_id = reason, None
    _keep(row, Deed.TAKE_UP, *((Deed.BACK,) if returned else ()))
    row.save()
    ask_for(row, ASKED)


def _keep(row: Return, *deeds: Deed) -> None:
    at, now = moments_of(row), timezone.now()
    for deed in deeds:
        at = rounds.after(at, deed, now)
    keep(row, at)


def follow(actor: Actor, application: Application, before: State, after: State) -> None:
    """Bring a return in line with what a deed made of its case. Raises SignedIsKept, StillLacking, NothingMarked."""
    done, undone = after.done - before.done, before.done - after.done
    cancelled = after.outcome == End.CANCELLED
    if not (done or undone or cancelled):
        return
    row = _row(application.form["sheet"])
    if cancelled:
        if SIGN in before.done:
            raise SignedIsKept
        row.case_id = None
        _keep(row, Deed.CANCEL)
        ask_for(row, ASKED)
    elif HAND_IN in undone:
        _refuse_unmarked(actor, row)
        _keep(row, Deed.BACK)
    elif SIGN in undone:
        _keep(row, Deed.UNSIGN)
    if HAND_IN in done:
        _refuse_barred(row)
        _refuse_lacking(sheet_of(actor, row))
        _keep(row, Deed.HAND_IN)
        Answer.objects.within("").filter(sheet=row).exclude(remark="").update(remark="", remarked_by="")
        notices.settle(kind=OWED, subject_id=row.pk)
    if SIGN in done:
        _keep(row, Deed.SIGN)
        row.signed_by = actor.name
        facts, revised = record_facts(row, at=timezone.now())
        _note(actor, events.SIGNED, row, facts=facts, revised=revised)
    if RECEIVE in done:
        _keep(row, Deed.RECEIVE)
    row.save()


def _refuse_unmarked(actor: Actor, row: Return) -> None:
    """Raise NothingMarked where a return comes back from outside the unit and not by the cell."""
    if actor.path != row.org_path and not Answer.objects.within("").filter(sheet=row).exclude(remark="").exists():
        raise NothingMarked


def _row(return_id: int) -> Return:
    rows = Return.objects.within("").select_related("round__request", "org").select_for_update(of=("self",))
    row: Return = rows.get(pk=return_id)
    return row


def _sheet(actor: Actor, return_id: int, needed: Permission) -> Sheet:
    """Return a sheet whose row and case are locked, the case first, as whoever acts on the case takes them."""
    require(actor, needed)
    rows = Return.objects.visible_to(actor, needed)
    case_id = rows.filter(pk=return_id).values_list("case_id", flat=True).first()
    if case_id is not None:
        Case.objects.within("").select_for_update().get(pk=case_id)
    if not rows.filter(pk=return_id).exists():
        raise NotFoundHere
    return sheet_of(actor, _row(return_id))


def _own(actor: Actor, return_id: int, needed: Permission) -> Sheet:
    sheet = _sheet(actor, return_id, needed)
    if not sheet.is_own:
        raise NotYourUnit
    if not sheet.is_filler:
        raise NotTheFiller
    _refuse_barred(sheet.row)
    return sheet


def _refuse_barred(row: Return) -> None:
    if barred := rounds.bar(moments_of(row)):
        raise BARS[barred](why=row.why)


def _refuse_lacking(sheet: Sheet) -> None:
    if lacking := sheet.lacking:
        raise StillLacking(count=len(lacking), label=lacking[0].question.label)


def _task(case_id: int, step: str) -> int:
    """Return the number of what is open at a step of a running case. Raises NotForYou where nothing is."""
    state = case_queries.state_of(Case.objects.within("").get(pk=case_id))
    for visit in state.open_visits:
        for task in state.tasks_of(visit):
            if visit.step == step and task.mark == Mark.OPEN:
                return task.number
    raise NotForYou


def _note(actor: Actor, label: AuditLabel, row: Return, **details: object) -> None:
    told = {"title": row.round.request.title, "round": row.round.label, **details}
    record(actor=actor, label=label, org_path=row.org_path, subject=("collection.return", row.pk), details=told)
