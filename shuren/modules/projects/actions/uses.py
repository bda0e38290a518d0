"""What was bought is used or not: a month's figures, and the review after a year."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import Refused
from shuren.modules.projects import events
from shuren.modules.projects.actions import todos
from shuren.modules.projects.actions.records import OutOfOrder, locked, made, refuse_day
from shuren.modules.projects.models import Acceptance, Review, Use
from shuren.modules.projects.permissions import run_projects
from shuren.modules.projects.queries import records, uses
from shuren.modules.projects.queries.projects import project_for
from shuren.modules.projects.rules.terms import months_after
from shuren.modules.projects.rules.use import REVIEW_MONTHS


class NotThere(Refused):
    """{month} 还没有验收，或尚未到来，不能填写使用情况。"""

    status = 422


class NotYet(Refused):
    """验收满一年（{day}）以后再做绩效自评。"""

    status = 422


@transaction.atomic
def note(*, actor: Actor, project_id: int, month: str, times: int, users: int, what: str) -> Use:
    """Write down how a project's things were used in a month such as "2026-11", or correct it. Raises NotThere."""
    project = project_for(actor, project_id)
    require(actor, run_projects, project.org_path)
    year, number = (int(part) for part in month.split("-"))
    accepted, today = records.standing(Acceptance, project), timezone.localdate()
    if accepted is None or not (accepted.accepted_on.year, accepted.accepted_on.month) <= (year, number) <= (
        today.year, today.month):  # fmt: skip
        raise NotThere(field="month", month=month)
    told = {
        "times": times, "users": users, "what": what, "org_id": project.org_id, "org_path": project.org_path,
        "entered_by": actor.name, "entered_at": timezone.now(), "batch_id": None, "batch_row": None,
    }  # fmt: skip
    row: Use
    row, _new = Use.objects.within(project.org_path).update_or_create(
        project=project, year=year, month=number, defaults=told
    )
    details = {"title": project.title, "month": month, "times": times}
    subject = ("projects.project", project.pk)
    record(actor=actor, label=events.USE_NOTED, org_path=project.org_path, subject=subject, details=details)
    return row


@transaction.atomic
def review(
    *, actor: Actor, project_id: int, reviewed_on: date, met: str, satisfied_percent: int | None, result: str
) -> Review:  # fmt: skip
    """Record the review of a project a year after its acceptance. Raises OutOfOrder, NotYet."""
    project = locked(actor, project_id)
    accepted = records.standing(Acceptance, project)
    if accepted is None or records.standing(Review, project):
        raise OutOfOrder(why=gettext_noop("项目还没有验收，或者已经自评"))
    due_on = months_after(accepted.accepted_on, REVIEW_MONTHS)
    if timezone.localdate() < due_on:
        raise NotYet(day=due_on)
    refuse_day("reviewed_on", reviewed_on, due_on)
    values = {"reviewed_on": reviewed_on, "met": met, "satisfied_percent": satisfied_percent, "result": result}
    row = made(Review, actor, project, result, **values, times=uses.times_since(project, accepted.accepted_on))
    notices.settle(kind=todos.REVIEW, subject_id=project.pk)
    return row
