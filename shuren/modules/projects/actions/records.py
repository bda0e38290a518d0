"""What is recorded of a project step by step, and how a wrong record is reversed.

Every step locks the project first, so that two who record at once see each other's money.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop, override

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.projects import events
from shuren.modules.projects.actions import budgets, todos
from shuren.modules.projects.models import (
    Acceptance,
    Announcement,
    Award,
    Contract,
    Ending,
    Milestone,
    Payment,
    Project,
    Record,
)
from shuren.modules.projects.permissions import run_projects
from shuren.modules.projects.queries import records as queries
from shuren.modules.projects.queries.projects import project_for
from shuren.modules.projects.queries.timeline import REVERSED
from shuren.modules.projects.rules.terms import Bound

R = TypeVar("R", bound=Record)


class OutOfOrder(Refused):
    """这一步还不能登记：{why}。"""


class MilestonesOpen(Refused):
    """还有 {count} 个履约节点没有完成，不能验收。请先登记节点完成，再申请验收。"""


class InTheFuture(Refused):
    """日期不能晚于今天。请填写已经发生的日期，尚未发生的到时再登记。"""

    status = 422


class BeforeTheOther(Refused):
    """日期早于上一步（{day}）。请核对日期；上一步登记有误的，先冲销重登。"""

    status = 422


class AboveBudget(Refused):
    """成交金额 {asked} 元超过预算 {most} 元。超预算的不能成交，请重新采购或另行申请立项。"""

    status = 422


class AboveAward(Refused):
    """合同金额 {asked} 元超过成交金额 {most} 元。请按成交结果签订合同。"""

    status = 422


class AboveTerms(Refused):
    """{bound}最多累计支付 {most} 元，已支付 {paid} 元，本次最多支付 {left} 元。"""

    status = 422


class VoucherTaken(Refused):
    """凭证号“{voucher}”在本项目已经登记过，请核对是否重复登记。"""

    status = 422


class Ended(Refused):
    """项目已经终止或结清，不能再登记。终止有误的，先冲销终止。"""


class BuiltOn(Refused):
    """不能冲销：{why}。请先冲销后面的登记。"""


BOUNDS = {
    Bound.BEFORE: gettext_noop("验收前按合同约定"),
    Bound.RETAINED: gettext_noop("质保期内扣除质保金后"),
    Bound.WHOLE: gettext_noop("按合同金额"),
}


def locked(actor: Actor, project_id: int) -> Project:
    """Lock a project in whose name the actor records. Raises NotFoundHere, Forbidden."""
    found = project_for(actor, project_id)
    require(actor, run_projects, found.org_path)
    held: Project = Project.objects.within(found.org_path).select_for_update().get(pk=project_id)
    return held


def going(actor: Actor, project_id: int) -> Project:
    """Lock a project that goes on. Raises NotFoundHere, Forbidden, Ended."""
    project = locked(actor, project_id)
    if queries.standing(Ending, project):
        raise Ended
    return project


def _called(model: type[Record]) -> str:
    """Return what a kind of record is called in the log, whoever records."""
    with override("zh-hans"):
        return str(model._meta.verbose_name)


def _follow(actor: Actor, project: Project, why: str) -> None:
    """Let the stage that lists show, and the money that lines bear, follow what stands. Raises LineExhausted."""
    project.stage = queries.stage_of(project)
    project.save(update_fields=["stage"])
    budgets.settle(actor=actor, project=project, why=why)


def made(model: type[R], actor: Actor, project: Project, told: str, **values: Any) -> R:
    """Write a record, let the stage follow, and leave a trace."""
    row: R = model.objects.create(
        project=project, org_path=project.org_path, by_key=actor.id, by_name=actor.name, **values
    )
    what = _called(model)
    _follow(actor, project, what)
    details = {"title": project.title, "what": what, "told": told}
    subject = ("projects.project", project.pk)
    record(actor=actor, label=events.STEP_RECORDED, org_path=project.org_path, subject=subject, details=details)
    return row


def refuse_day(field: str, day: date, after: date | None = None) -> None:
    if day > timezone.localdate():
        raise InTheFuture(field=field)
    if after is not None and day < after:
        raise BeforeTheOther(field=field, day=after)


@transaction.atomic
def announce(*, actor: Actor, project_id: int, method: str, reference: str, announced_on: date) -> Announcement:
    """Record that buying has been announced, or begun where no announcement is asked for. Raises OutOfOrder."""
    project = going(actor, project_id)
    if queries.standing(Announcement, project):
        raise OutOfOrder(why=gettext_noop("已经登记过采购公告；流标或废标的，先冲销原公告"))
    refuse_day("announced_on", announced_on, project.granted_on)
    values = {"method": method, "reference": reference, "announced_on": announced_on}
    return made(Announcement, actor, project, reference, **values)


@transaction.atomic
def award(
    *, actor: Actor, project_id: int, awarded_on: date, supplier: str, credit_code: str, amount_yuan: Decimal
) -> Award:
    """Record who won. Raises OutOfOrder, AboveBudget."""
    project = going(actor, project_id)
    announced = queries.standing(Announcement, project)
    if announced is None or queries.standing(Award, project):
        raise OutOfOrder(
            why=gettext_noop("还没有登记采购公告") if announced is None else gettext_noop("已经登记过成交结果")
        )
    refuse_day("awarded_on", awarded_on, announced.announced_on)
    if amount_yuan > project.budget_yuan:
        raise AboveBudget(field="amount_yuan", asked=f"{amount_yuan:,.2f}", most=f"{project.budget_yuan:,.2f}")
    values = {"awarded_on": awarded_on, "supplier": supplier, "credit_code": credit_code, "amount_yuan": amount_yuan}
    return made(Award, actor, project, f"{supplier} {amount_yuan:,.2f}", **values)


@transaction.atomic
def sign_contract(
    *, actor: Actor, project_id: int, milestones: Iterable[tuple[str, date]], signed_on: date, amount_yuan: Decimal,
    **named: Any,
) -> Contract:  # fmt: skip
    """Record a contract with its milestones; `named` are its other fields. Raises OutOfOrder, AboveAward."""
    project = going(actor, project_id)
    awarded = queries.standing(Award, project)
    if awarded is None:
        raise OutOfOrder(why=gettext_noop("还没有登记成交结果"))
    if queries.standing(Contract, project):
        raise OutOfOrder(why=gettext_noop("已经登记过合同"))
    refuse_day("signed_on", signed_on, awarded.awarded_on)
    if amount_yuan > awarded.amount_yuan:
        raise AboveAward(field="amount_yuan", asked=f"{amount_yuan:,.2f}", most=f"{awarded.amount_yuan:,.2f}")
    values = {"signed_on": signed_on, "amount_yuan": amount_yuan, **named}
    signed = made(Contract, actor, project, f"{named['number']} {amount_yuan:,.2f}", **values)
    who = {"project": project, "org_path": project.org_path, "by_key": actor.id, "by_name": actor.name}
    Milestone.objects.bulk_create(
        Milestone(contract=signed, label=label, due_on=due_on, **who) for label, due_on in milestones
    )
    return signed


@transaction.atomic
def reach(*, actor: Actor, project_id: int, milestone_id: int) -> None:
    """Record that a milestone is reached today. Raises NotFoundHere, OutOfOrder."""
    project = going(actor, project_id)
    found = queries.milestones(project).filter(pk=milestone_id).first()
    if found is None:
        raise NotFoundHere
    if found.done_on is not None:
        raise OutOfOrder(why=gettext_noop("这个节点已经完成"))
    found.done_on = timezone.localdate()
    found.save(update_fields=["done_on"])
    notices.settle(kind=todos.MILESTONE, subject_id=found.pk)
    details = {"title": project.title, "what": _called(Milestone), "told": found.label}
    subject = ("projects.project", project.pk)
    record(actor=actor, label=events.STEP_RECORDED, org_path=project.org_path, subject=subject, details=details)


@transaction.atomic
def accept(*, actor: Actor, project_id: int, found: str, accepted_on: date, case_id: int) -> Acceptance:
    """Record that a case has accepted what was bought. Raises OutOfOrder."""
    project: Project = Project.objects.within("").select_for_update().get(pk=project_id)
    refuse_unacceptable(project)
    values = {"accepted_on": accepted_on, "found": found, "case_id": case_id}
    return made(Acceptance, actor, project, found, **values)


def refuse_unacceptable(project: Project) -> None:
    """Raise Ended, OutOfOrder, MilestonesOpen where there is nothing to accept."""
    if queries.standing(Ending, project):
        raise Ended
    if queries.standing(Contract, project) is None:
        raise OutOfOrder(why=gettext_noop("还没有登记合同，无从验收"))
    if queries.standing(Acceptance, project):
        raise OutOfOrder(why=gettext_noop("项目已经验收"))
    if undone := queries.milestones(project).filter(done_on=None).count():
        raise MilestonesOpen(count=undone)


@transaction.atomic
def pay(
    *, actor: Actor, project_id: int, paid_on: date, amount_yuan: Decimal, voucher: str, purpose: str
) -> Payment:  # fmt: skip
    """Record a payment. Raises OutOfOrder, AboveTerms, VoucherTaken."""
    project = going(actor, project_id)
    contract = queries.standing(Contract, project)
    if contract is None:
        raise OutOfOrder(why=gettext_noop("还没有登记合同，不能支付"))
    refuse_day("paid_on", paid_on, contract.signed_on)
    if Payment.objects.within(project.org_path).filter(project=project, voucher=voucher).exists():
        raise VoucherTaken(field="voucher", voucher=voucher)
    accepted = queries.standing(Acceptance, project)
    by_rule = contract.terms(accepted.accepted_on if accepted and accepted.accepted_on <= paid_on else None)
    paid, most = queries.paid(project), by_rule.most(paid_on)
    if paid + amount_yuan > most:
        left = max(most - paid, Decimal(0))
        raise AboveTerms(
            field="amount_yuan", bound=BOUNDS[by_rule.bound(paid_on)], most=f"{most:,.2f}", paid=f"{paid:,.2f}",
            left=f"{left:,.2f}",
        )  # fmt: skip
    if paid + amount_yuan == contract.amount_yuan:
        notices.settle(kind=todos.WARRANTY, subject_id=project.pk)
    values = {"paid_on": paid_on, "amount_yuan": amount_yuan, "voucher": voucher, "purpose": purpose}
    return made(Payment, actor, project, f"{purpose} {voucher} {amount_yuan:,.2f}", **values)


@transaction.atomic
def end(*, actor: Actor, project_id: int, ended_on: date, why: str) -> Ending:
    """Record that nothing more is bought or paid; what was not paid goes back to the lines. Raises Ended."""
    project = going(actor, project_id)
    refuse_day("ended_on", ended_on, project.granted_on)
    row = made(Ending, actor, project, why, ended_on=ended_on, why=why)
    todos.settle_of(project)
    return row


@transaction.atomic
def reverse(*, actor: Actor, project_id: int, kind: type[Record], record_id: int, why: str, voucher: str = "") -> None:
    """Reverse a record on which no other builds; it stays to be read. Raises NotFoundHere, BuiltOn."""
    project = locked(actor, project_id)
    row = kind.objects.within(project.org_path).filter(project=project, pk=record_id, reversed_at=None).first()
    if row is None:
        raise NotFoundHere
    if reason := queries.built_on(row, project):
        raise BuiltOn(why=reason)
    row.reversed_at, row.reversed_by, row.why_reversed = timezone.now(), actor.name, why
    if isinstance(row, Payment):
        row.red_voucher = voucher
    row.save()
    what = _called(kind)
    _follow(actor, project, REVERSED + what)
    todos.settle_of(project)
    told = {"title": project.title, "what": what, "told": str(row), "why": why}
    subject = ("projects.project", project.pk)
    record(actor=actor, label=events.STEP_REVERSED, org_path=project.org_path, subject=subject, details=told)
