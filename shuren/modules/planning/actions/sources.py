"""Choosing what units were asked to measure a line of a plan that no register holds."""

from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.planning.events import SOURCE_CHOSEN, SOURCE_CLEARED
from shuren.modules.planning.models import Per, Plan, ReportedSource
from shuren.modules.planning.permissions import load_plans
from shuren.modules.planning.queries import reported


class MeasuredAlready(Refused):
    """这项指标已由登记数据计算，不需要另选上报数据。"""


@transaction.atomic
def choose(*, actor: Actor, plan: Plan, indicator: str, source: str, per: str, over: str) -> ReportedSource:
    """Have a collected item measure a line of a plan from now on. Raises NotFoundHere, MeasuredAlready."""
    require(actor, load_plans, plan.org_path)
    if plan.measures.filter(indicator=indicator).exclude(code="").exists():
        raise MeasuredAlready
    items, figures = map(dict, reported.choices())
    over = over if per == Per.FIGURE else ""
    if source not in items or (over and over not in figures):
        raise NotFoundHere
    row: ReportedSource
    row, _made = ReportedSource.objects.update_or_create(
        plan=plan,
        indicator=indicator,
        defaults={
            "source": source, "source_label": items[source], "per": per, "over": over,
            "over_label": figures.get(over, ""), "set_by_key": actor.id, "set_by_name": actor.name,
        },
    )  # fmt: skip
    details = {"plan": plan.name, "indicator": indicator, "source": row.source_label}
    subject = ("planning.plan", plan.pk)
    record(actor=actor, label=SOURCE_CHOSEN, org_path=plan.org_path, subject=subject, details=details)
    return row


@transaction.atomic
def clear(*, actor: Actor, plan: Plan, indicator: str) -> None:
    """Have nothing that was asked measure a line any more."""
    require(actor, load_plans, plan.org_path)
    if plan.reported.filter(indicator=indicator).delete()[0]:
        details = {"plan": plan.name, "indicator": indicator}
        subject = ("planning.plan", plan.pk)
        record(actor=actor, label=SOURCE_CLEARED, org_path=plan.org_path, subject=subject, details=details)
