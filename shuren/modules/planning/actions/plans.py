"""Recording plans."""

from dataclasses import asdict

from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.modules.planning.events import BOARD_EXPORTED, PLAN_LOADED
from shuren.modules.planning.models import Measure, Plan, Target
from shuren.modules.planning.permissions import load_plans, view_plans
from shuren.modules.planning.rules import published
from shuren.modules.planning.rules.targets import Target as PublishedTarget
from shuren.modules.planning.rules.targets import TargetKind
from shuren.spine.orgs.models import Org


@transaction.atomic
def load_published(*, actor: Actor, code: str, org: Org) -> Plan:
    """Record one of the published plans that come with the platform, or record it anew as it is published now."""
    require(actor, load_plans, org.path)
    targets = published.targets_of(code)
    years = [target.year for target in targets if target.kind != TargetKind.BASELINE]
    plan: Plan
    plan, _ = Plan.objects.within("").update_or_create(
        code=code,
        defaults={
            "name": published.PLANS[code][0],
            "org": org,
            "org_path": org.path,
            "first_year": min(years),
            "last_year": max(years),
        },
    )
    plan.targets.all().delete()
    plan.measures.all().delete()
    Target.objects.bulk_create(_line(plan, line, target) for line, target in enumerate(targets, start=1))
    Measure.objects.bulk_create(_measure(plan, measure) for measure in published.measures_of(code).values())
    details = {"name": plan.name, "targets": len(targets)}
    record(actor=actor, label=PLAN_LOADED, org_path=org.path, subject=("planning.plan", plan.pk), details=details)
    return plan


def _line(plan: Plan, line: int, target: PublishedTarget) -> Target:
    return Target(
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


def _measure(plan: Plan, measure: published.Measure) -> Measure:
    missing = asdict(measure.missing) if measure.missing else {}
    return Measure(
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
