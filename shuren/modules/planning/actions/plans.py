"""Recording plans: those that come with the platform, and those that somebody else types into a workbook."""

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.planning.events import BOARD_EXPORTED, PLAN_LOADED, PLAN_OPENED
from shuren.modules.planning.models import Measure, Plan, Target
from shuren.modules.planning.permissions import load_plans, view_plans
from shuren.modules.planning.rules import published
from shuren.modules.planning.rules.targets import Target as PublishedTarget
from shuren.spine.orgs.models import Org


@transaction.atomic
def load_published(*, actor: Actor, code: str, org: Org, is_reference: bool = False) -> Plan:
    """Record one of the published plans that come with the platform, or record it anew as it is published now.

    Raises CodeTaken where somebody else has recorded it.
    """
    require(actor, load_plans, org.path)
    _refuse_taken(actor, code)
    of, targets = published.PLANS[code], published.targets_of(code)
    facts = {
        "name": of.name, "region": of.region, "is_reference": is_reference, "org": org, "org_path": org.path,
        "first_year": of.years[0], "last_year": of.years[-1],
    }  # fmt: skip
    plan: Plan
    plan, _ = Plan.objects.within("").update_or_create(code=code, defaults=facts)
    plan.targets.all().delete()
    plan.measures.all().delete()
    now = {"entered_by": actor.name, "entered_at": timezone.now()}
    Target.objects.bulk_create(_line(plan, line, target, now) for line, target in enumerate(targets, start=1))
    Measure.objects.bulk_create(_measure(plan, measure, now) for measure in published.measures_of(code).values())
    details = {"name": plan.name, "targets": len(targets)}
    record(actor=actor, label=PLAN_LOADED, org_path=org.path, subject=("planning.plan", plan.pk), details=details)
    return plan


class CodeTaken(Refused):
    """规划代码“{code}”已被“{name}”使用，请换一个代码。"""


def _refuse_taken(actor: Actor, code: str) -> None:
    taken = Plan.objects.within("").filter(code=code).first()
    if taken is not None and not actor.may_at(load_plans, taken.org_path):
        raise CodeTaken(field="code", code=code, name=taken.name)


@transaction.atomic
def open_plan(
    *, actor: Actor, org: Org, code: str, name: str, region: str, first_year: int, last_year: int, is_reference: bool
) -> Plan:
    """Record a plan without lines; they come in by its workbook. Raises CodeTaken."""
    require(actor, load_plans, org.path)
    taken = Plan.objects.within("").filter(code=code).first()
    if taken is not None:
        raise CodeTaken(field="code", code=code, name=taken.name)
    plan: Plan = Plan.objects.create(
        code=code, name=name, region=region, first_year=first_year, last_year=last_year, is_reference=is_reference,
        org=org, org_path=org.path,
    )  # fmt: skip
    details = {"name": plan.name, "code": code}
    record(actor=actor, label=PLAN_OPENED, org_path=org.path, subject=("planning.plan", plan.pk), details=details)
    return plan


def _line(plan: Plan, line: int, target: PublishedTarget, now: dict[str, Any]) -> Target:
    return Target(
        **now,
        plan=plan,
        line=line,
        indicator=target.indicator_id,
        category=target.category,
        label=target.label,
        label_en=target.label_en,
        scope=target.scope.text,
        year=target.year,
        due_on=target.due_on,
        comparator=target.comparator.value,
        value=target.value,
        unit=target.unit,
        kind=target.kind.value,
        note=target.note,
    )


def _measure(plan: Plan, measure: published.Measure, now: dict[str, Any]) -> Measure:
    missing = asdict(measure.missing) if measure.missing else {}
    return Measure(
        **now,
        plan=plan,
        indicator=measure.indicator_id,
        code=measure.code,
        note=measure.note,
        note_en=measure.note_en,
        **missing,
    )


@transaction.atomic
def note_export(*, actor: Actor, plan: Plan, org: Org) -> None:
    """Leave a trace of who took a board out."""
    require(actor, view_plans, org.path)
    details = {"name": plan.name, "org": org.name}
    record(actor=actor, label=BOARD_EXPORTED, org_path=org.path, subject=("planning.plan", plan.pk), details=details)
