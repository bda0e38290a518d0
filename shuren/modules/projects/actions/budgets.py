"""Drawing on a budget line, and saying from which cost on a project is decided on above."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.projects import events
from shuren.modules.projects.models import BudgetLine, Draw, Project, Threshold
from shuren.modules.projects.permissions import set_thresholds


class LineExhausted(Refused):
    """预算指标“{line}”只余 {left} 元，不够列支 {asked} 元。请退回申请人压减预算，或另选预算指标。"""


class ThresholdPast(Refused):
    """起始日期不能早于今天：在办的申请按提交时的限额审批。"""

    status = 422


def draw(*, actor: Actor, line_id: int, project: Project, yuan: Decimal, why: str) -> Draw:
    """Take money from a line for a project, in the caller's transaction. Raises LineExhausted.

    The line is locked first: of two that want the rest of it, the second is told what is left.
    """
    line: BudgetLine = BudgetLine.objects.within("").select_for_update().get(pk=line_id)
    if yuan > line.left_yuan:
        raise LineExhausted(line=str(line), left=f"{line.left_yuan:,.2f}", asked=f"{yuan:,.2f}")
    line.drawn_yuan += yuan
    line.batch_id = line.batch_row = None  # the batch that wrote it cannot be undone any more
    line.save(update_fields=["drawn_yuan", "batch_id", "batch_row"])
    made: Draw = Draw.objects.create(line=line, project=project, amount_yuan=yuan, why=why, by_name=actor.name)
    return made


@transaction.atomic
def set_threshold(*, actor: Actor, yuan: Decimal, basis: str, from_on: date) -> Threshold:
    """Have projects below the actor's node that cost as much decided on here, too. Raises ThresholdPast.

    A second one from the same day on takes the place of the first.
    """
    require(actor, set_thresholds, actor.path)
    if from_on < timezone.localdate():
        raise ThresholdPast(field="from_on")
    row, _made = Threshold.objects.within(actor.path).update_or_create(
        org_path=actor.path,
        from_on=from_on,
        defaults={"yuan": yuan, "basis": basis, "set_by_key": actor.id, "set_by_name": actor.name},
    )
    details = {"yuan": f"{yuan:,.2f}", "since": from_on.isoformat(), "basis": basis}
    subject = ("projects.threshold", row.pk)
    record(actor=actor, label=events.THRESHOLD_SET, org_path=actor.path, subject=subject, details=details)
    found: Threshold = row
    return found
