"""Naming who leaves without graduating, and confirming that all others are qualified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from psycopg import sql

from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.periods import AcademicYear
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.tabular.staging import execute
from shuren.modules.registry import permissions as can
from shuren.modules.registry.events import FINISHER_CLEARED, FINISHER_NAMED, FINISHERS_SIGNED
from shuren.modules.registry.models import Finisher, FinishersSigned
from shuren.modules.registry.models.yearends import LABELS
from shuren.modules.registry.queries import finishers as queries
from shuren.modules.registry.rules.yearend import LEAST_REASON, NAMEABLE, Outcome
from shuren.spine.orgs import api as orgs

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.kernel.tabular.writing import Counts, Load

LEFT_OUT = """
INSERT INTO {staged} (row, enrolment_id, outcome, reason)
SELECT (SELECT coalesce(max(row), 0) FROM {staged}) + row_number() OVER (), enrolment_id, outcome, reason
FROM registry_finisher f WHERE school_id = %(school)s AND year = %(year)s
  AND NOT EXISTS (SELECT FROM {staged} s WHERE s.enrolment_id = f.enrolment_id)
"""


class NotPossible(Refused):
    """“{stage}”学生不能办理{outcome}。义务教育阶段只有毕业和结业，未完成学业的保留学籍。"""


class AlreadySettled(Refused):
    """{name}本学年的升级毕业已经办理，不能再改。需要更正的，请先由办理单位撤销。"""


class WhyMissing(Refused):
    """请写明不能毕业的原因，例如“语文、数学学业水平考试不合格”。原因会保留在学年结果中。"""

    status = 422


@transaction.atomic
def name(*, actor: Actor, year: int, enrolment_id: int, outcome: str, reason: str) -> None:
    """Say how a pupil of the last grade leaves; graduating takes an earlier entry away.

    Raises NotFoundHere, NotPossible, AlreadySettled, WhyMissing.
    """
    pupil = queries.last_grade(actor, year).filter(pk=enrolment_id).first()
    if pupil is None:
        raise NotFoundHere
    require(actor, can.name_finishers, pupil.org_path)
    if pupil.settled:  # type: ignore[attr-defined]
        raise AlreadySettled(name=pupil.name)
    subject = ("people.person", pupil.person_id)
    if outcome == Outcome.GRADUATE:
        if Finisher.objects.within(pupil.org_path).filter(enrolment=pupil, year=year).delete()[0]:
            record(actor=actor, label=FINISHER_CLEARED, org_path=pupil.org_path, subject=subject)
        return
    chosen = Outcome(outcome)
    if chosen not in NAMEABLE[pupil.stage]:
        raise NotPossible(stage=pupil.get_stage_display(), outcome=LABELS[chosen])
    if len(reason.strip()) < LEAST_REASON:
        raise WhyMissing(field="reason")
    told = {"outcome": chosen, "reason": reason.strip()[:120]}
    place = {"org_path": pupil.org_path, "school_id": pupil.school_id}
    place |= {"entered_by": actor.name, "entered_at": timezone.now(), "batch_id": None, "batch_row": None}
    Finisher.objects.within("").update_or_create(enrolment=pupil, year=year, defaults=told | place)
    details = {"outcome": LABELS[chosen], "reason": told["reason"]}
    record(actor=actor, label=FINISHER_NAMED, org_path=pupil.org_path, subject=subject, details=details)


@transaction.atomic
def enter(load: Load) -> Counts:
    """Make the names of a file those of its pupils; pupils it leaves out keep what was said of them."""
    require(load.actor, can.name_finishers, load.scope.path)
    values = {"school": load.scope.org_id, "year": load.scope.where["year"]}
    execute(sql.SQL(LEFT_OUT).format(staged=load.staged), values)
    execute(sql.SQL("DELETE FROM {} WHERE outcome = %(outcome)s").format(load.staged), {"outcome": Outcome.GRADUATE})
    return load.merge(Finisher, key=("enrolment_id",), compared=("outcome", "reason"), whole=True)


@transaction.atomic
def sign(*, actor: Actor, year: int) -> None:
    """Confirm, as the principal, that every pupil of the last grade who is not named is qualified to graduate."""
    school = orgs.own_node(actor)
    require(actor, can.sign_finishers, school.path)
    _row, is_new = FinishersSigned.objects.within("").get_or_create(
        school_id=school.pk,
        year=year,
        defaults={"org_path": school.path, "signed_by": actor.name, "signed_at": timezone.now()},
    )
    if is_new:
        named = Finisher.objects.within(school.path).filter(year=year).count()
        details = {"year": str(AcademicYear(year)), "named": named}
        subject = ("orgs.org", school.pk)
        record(actor=actor, label=FINISHERS_SIGNED, org_path=school.path, subject=subject, details=details)
