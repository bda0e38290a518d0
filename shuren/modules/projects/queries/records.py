"""What is recorded of a project, what stands, and what builds on it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_noop

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
    Review,
    Stage,
)
from shuren.modules.projects.rules.terms import months_after

R = TypeVar("R", bound=Record)

BEFORE_MILESTONE, BEFORE_RELEASE = timedelta(days=7), timedelta(days=30)  # how long before their day they are told


def of(model: type[R], project: Project) -> "QuerySet[R]":
    """Return all records of a kind, reversed ones among them."""
    found: QuerySet[R] = model.objects.within(project.org_path).filter(project=project)
    return found.order_by("id")


def standing(model: type[R], project: Project) -> R | None:
    """Return the one record of a kind that is not reversed."""
    return of(model, project).filter(reversed_at=None).first()


def milestones(project: Project) -> "QuerySet[Milestone]":
    """Return the milestones of the contract that stands."""
    return of(Milestone, project).filter(contract__reversed_at=None).order_by("due_on", "id")


def paid(project: Project) -> Decimal:
    """Return what has been paid, in yuan; reversed payments do not count."""
    return of(Payment, project).filter(reversed_at=None).aggregate(sum=Sum("amount_yuan"))["sum"] or Decimal(0)


def committed(project: Project) -> Decimal:
    """Return what a project can still cost, in yuan: its contract, its award, its budget; ended, what was paid."""
    if standing(Ending, project):
        return paid(project)
    bound = standing(Contract, project) or standing(Award, project)
    return bound.amount_yuan if bound else project.budget_yuan


def milestones_due(today: date) -> list[Milestone]:
    """Return the open milestones of contracts that run, of which the day has come near or has passed."""
    due = Milestone.objects.within("").filter(
        done_on=None, due_on__lte=today + BEFORE_MILESTONE, contract__reversed_at=None, project__stage=Stage.CONTRACTED
    )
    return list(due.select_related("project__org").order_by("due_on", "id"))


@dataclass(frozen=True)
class Retention:
    """What a contract kept back and is not paid, in yuan, and the day from which it may be."""

    project: Project
    released_on: date
    left_yuan: Decimal


def retentions_due(today: date) -> list[Retention]:
    """Return what is kept back for guarantees that run out soon or have run out."""
    ended = Ending.objects.within("").filter(project=OuterRef("project"), reversed_at=None)
    of_project = Payment.objects.within("").filter(project=OuterRef("project"), reversed_at=None)
    paid_sum = of_project.order_by().values("project").annotate(sum=Sum("amount_yuan")).values("sum")
    accepted = Acceptance.objects.within("").filter(project=OuterRef("project"), reversed_at=None)
    kept = Contract.objects.within("").filter(reversed_at=None, retained_percent__gt=0).exclude(Exists(ended))
    dated = kept.select_related("project__org").annotate(
        accepted_on=Subquery(accepted.values("accepted_on")[:1]), paid=Subquery(paid_sum)
    )
    found = []
    for row in dated.filter(accepted_on__isnull=False).order_by("id"):
        released_on = months_after(row.accepted_on, row.retained_months)
        left = row.amount_yuan - (row.paid or Decimal(0))
        if left > 0 and released_on <= today + BEFORE_RELEASE:
            found.append(Retention(row.project, released_on, left))
    return found


def stage_of(project: Project) -> Stage:
    """Return how far a project is, by what stands of it."""
    if standing(Acceptance, project):
        return Stage.REVIEWED if standing(Review, project) else Stage.ACCEPTED
    if standing(Ending, project):
        return Stage.ENDED
    if standing(Contract, project):
        return Stage.CONTRACTED
    if standing(Award, project):
        return Stage.AWARDED
    return Stage.BUYING if standing(Announcement, project) else Stage.GRANTED


def built_on(row: Record, project: Project) -> str:
    """Say which standing record keeps one from being reversed; nothing where it may be."""
    if not isinstance(row, Ending) and standing(Ending, project):
        return gettext_noop("已经登记终止")
    for kind, model, why in BUILT_ON:
        if isinstance(row, kind) and standing(model, project):
            return why
    if isinstance(row, Contract) and paid(project):
        return gettext_noop("已经登记支付")
    if isinstance(row, Acceptance):
        contract = standing(Contract, project)
        before = contract.terms(None).most(row.accepted_on) if contract else Decimal(0)
        return gettext_noop("已经支付的超过验收前可以支付的金额") if paid(project) > before else ""
    return ""


BUILT_ON: tuple[tuple[type[Record], type[Record], str], ...] = (
    (Announcement, Award, gettext_noop("已经登记成交结果")),
    (Award, Contract, gettext_noop("已经登记合同")),
    (Contract, Acceptance, gettext_noop("已经验收")),
    (Acceptance, Review, gettext_noop("已经绩效自评")),
)
REVERSIBLE: dict[str, type[Record]] = {
    "announcement": Announcement,
    "award": Award,
    "contract": Contract,
    "acceptance": Acceptance,
    "payment": Payment,
    "review": Review,
    "ending": Ending,
}
