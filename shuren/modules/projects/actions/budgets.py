"""Drawing on budget lines and giving back to them; the limits and levels that an authority sets."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.projects import events
from shuren.modules.projects.models import BudgetLine, Draw, FundLevel, Project, Threshold
from shuren.modules.projects.permissions import manage_budgets, set_thresholds
from shuren.modules.projects.queries import budgets as queries
from shuren.modules.projects.queries import records
from shuren.modules.projects.queries.projects import project_for
from shuren.modules.projects.rules import shares


class LineExhausted(Refused):
    """预算指标“{line}”只余 {left} 元，不够列支 {asked} 元。请退回申请人压减预算，或另选预算指标。"""


class MoreThanBorne(Refused):
    """这条指标为本项目只列支了 {left} 元，不能调出更多。"""

    status = 422


class SameLine(Refused):
    """调出和调入的是同一条指标，请另选。"""

    status = 422


class ThresholdPast(Refused):
    """起始日期不能早于今天：在办的申请按提交时的限额审批。"""

    status = 422


def draw(*, actor: Actor, line_id: int, project: Project, yuan: Decimal, why: str) -> Draw:
    """Take money from a line for a project, or give it back where `yuan` is negative. Raises LineExhausted.

    In the caller's transaction. The line is locked first: of two that want the rest of it, the second is told what is
    left.
    """
    line: BudgetLine = BudgetLine.objects.within("").select_for_update().get(pk=line_id)
    if yuan > line.left_yuan:
        raise LineExhausted(line=str(line), left=f"{line.left_yuan:,.2f}", asked=f"{yuan:,.2f}")
    line.drawn_yuan += yuan
    line.batch_id = line.batch_row = None  # the batch that wrote it cannot be undone any more
    line.save(update_fields=["drawn_yuan", "batch_id", "batch_row"])
    made: Draw = Draw.objects.create(line=line, project=project, amount_yuan=yuan, why=why, by_name=actor.name)
    return made


def settle(*, actor: Actor, project: Project, why: str) -> None:
    """Have the lines bear what a project can still cost: give back what it needs no more, draw again what it does.

    What is drawn again comes from the lines it had been given back to. Raises LineExhausted where these have spent it.
    """
    borne = queries.borne_by(queries.draws_of(project))
    more = records.committed(project) - sum((one.yuan for one in borne), Decimal(0))
    if more < 0:
        bears = [(one.line.pk, one.yuan) for one in borne]
        for line_id, yuan in sorted(shares.given_back(bears, -more)):
            draw(actor=actor, line_id=line_id, project=project, yuan=-yuan, why=why)
    for one in reversed(borne):
        again = min(more, max(one.most - one.yuan, Decimal(0)))
        if again > 0:
            more -= again
            draw(actor=actor, line_id=one.line.pk, project=project, yuan=again, why=why)
    if more > 0:
        draw(actor=actor, line_id=project.line_id, project=project, yuan=more, why=why)


@transaction.atomic
def move(*, actor: Actor, project_id: int, from_line: int, to_line: int, yuan: Decimal, why: str) -> None:
    """Let another line bear a part of a project, of a later year or of another source.

    Raises NotFoundHere, Forbidden, SameLine, MoreThanBorne, LineExhausted.
    """
    found = project_for(actor, project_id)
    project: Project = Project.objects.within(found.org_path).select_for_update().get(pk=project_id)
    if from_line == to_line:
        raise SameLine(field="to_line")
    for line in queries.lines_called(from_line, to_line):
        require(actor, manage_budgets, line.org_path)
    borne = {one.line.pk: one for one in queries.borne_by(queries.draws_of(project))}
    if from_line not in borne or yuan > borne[from_line].yuan:
        left = borne[from_line].yuan if from_line in borne else Decimal(0)
        raise MoreThanBorne(field="yuan", left=f"{left:,.2f}")
    for line_id, part in sorted(((from_line, -yuan), (to_line, yuan))):
        draw(actor=actor, line_id=line_id, project=project, yuan=part, why=why)
    told = {one.line.pk: str(one.line) for one in queries.borne_by(queries.draws_of(project))}
    details = {
        "title": project.title, "yuan": f"{yuan:,.2f}", "why": why, "source": told[from_line], "target": told[to_line],
    }  # fmt: skip
    subject = ("projects.project", project.pk)
    record(actor=actor, label=events.FUNDING_MOVED, org_path=project.org_path, subject=subject, details=details)


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


@transaction.atomic
def set_level(*, actor: Actor, percent: Decimal, basis: str, from_year: int) -> FundLevel:
    """Ask for a share of public funds to be spent on information technology from a year on.

    A second one from the same year on takes the place of the first.
    """
    require(actor, set_thresholds, actor.path)
    row, _made = FundLevel.objects.within(actor.path).update_or_create(
        org_path=actor.path,
        from_year=from_year,
        defaults={"percent": percent, "basis": basis, "set_by_key": actor.id, "set_by_name": actor.name},
    )
    details = {"percent": f"{percent.normalize():f}", "since": from_year, "basis": basis}
    subject = ("projects.fund_level", row.pk)
    record(actor=actor, label=events.LEVEL_SET, org_path=actor.path, subject=subject, details=details)
    found: FundLevel = row
    return found
