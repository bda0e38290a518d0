"""What is recorded of a project, what stands, and what builds on it."""

from decimal import Decimal
from typing import TypeVar

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_noop

from shuren.modules.projects.models import (
    Acceptance,
    Announcement,
    Award,
    Contract,
    Milestone,
    Payment,
    Project,
    Record,
    Review,
    Stage,
)

R = TypeVar("R", bound=Record)


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


def stage_of(project: Project) -> Stage:
    """Return how far a project is, by what stands of it."""
    if standing(Acceptance, project):
        return Stage.REVIEWED if standing(Review, project) else Stage.ACCEPTED
    if standing(Contract, project):
        return Stage.CONTRACTED
    if standing(Award, project):
        return Stage.AWARDED
    return Stage.BUYING if standing(Announcement, project) else Stage.GRANTED


def built_on(row: Record, project: Project) -> str:
    """Say which standing record keeps one from being reversed; nothing where it may be."""
    if isinstance(row, Announcement):
        return gettext_noop("已经登记成交结果") if standing(Award, project) else ""
    if isinstance(row, Award):
        return gettext_noop("已经登记合同") if standing(Contract, project) else ""
    if isinstance(row, Contract):
        return (
            gettext_noop("已经验收")
            if standing(Acceptance, project)
            else gettext_noop("已经登记支付")
            if paid(project)
            else ""
        )
    if isinstance(row, Acceptance):
        if standing(Review, project):
            return gettext_noop("已经绩效自评")
        contract = standing(Contract, project)
        before = contract.terms(None).most(row.accepted_on) if contract else Decimal(0)
        return gettext_noop("已经支付的超过验收前可以支付的金额") if paid(project) > before else ""
    return ""


REVERSIBLE: dict[str, type[Record]] = {
    "announcement": Announcement,
    "award": Award,
    "contract": Contract,
    "acceptance": Acceptance,
    "payment": Payment,
    "review": Review,
}
