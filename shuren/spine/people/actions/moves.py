"""One pupil's way from school to school, as a decided case has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from psycopg import sql

from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.actions import handovers
from shuren.spine.people.actions.handovers import ENROLMENTS, MOVER
from shuren.spine.people.events import ENROLMENT_MOVED
from shuren.spine.people.models import Enrolment
from shuren.spine.people.queries.nodes import place_at

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.actors import Actor

TRANSFERRED = "10"  # JY/T 1001-2012 XSDQZT 转学(转出)
END = """
UPDATE {table} t SET {end} = %(on)s, status = %(status)s, left_reason = %(reason)s FROM moving m WHERE m.id = t.id
"""


class NotEnrolledThere(Refused):
    """该生的学籍已不在原学校，可能已经转出、毕业或随学校合并转移。请重新查询后办理。"""


class BeforeEntry(Refused):
    """转入日期 {on} 不能早于该生在原学校的入校日期 {entered}。请更正转入日期。"""


@dataclass(frozen=True)
class Seat:
    """Where a pupil comes to: school, class if it is known, the number there, and what is written at the old school."""

    school_id: int
    class_id: int | None
    school_no: str
    reason: str


@transaction.atomic
def transfer(*, actor: Actor, enrolment_id: int, to: Seat, on: date) -> int:
    """End an enrolment and begin the next one elsewhere; person and guardians follow. Return the new one's id.

    The right to do so is the decided case's, not the actor's own. Raises NotEnrolledThere, BeforeEntry.
    """
    with scope_of(MOVER):
        old = Enrolment.objects.within("").select_for_update().filter(pk=enrolment_id, left_on=None).first()
        if old is None:
            raise NotEnrolledThere
        if on < old.entered_on:
            raise BeforeEntry(field="entered_on", on=on, entered=old.entered_on)
        target = place_at(to.school_id)
        values = {"enrolment": old.pk, "on": on, "status": TRANSFERRED, "reason": to.reason, "who": actor.name}
        values |= {"target": to.school_id, "change": None}
        handovers.gather(ENROLMENTS, "m.id = %(enrolment)s", values)
        ENROLMENTS.run(END, values)
        own = {"school_class_id": sql.Literal(to.class_id), "school_no": sql.Literal(to.school_no)}
        handovers.open_at(ENROLMENTS, target, values, own)
        handovers.follow(ENROLMENTS, old.school_id, old.org_path, to.school_id, target)
        new: Enrolment = Enrolment.objects.within("").get(person_id=old.person_id, left_on=None)
        record(
            actor=actor,
            label=ENROLMENT_MOVED,
            org_path=old.org_path,
            subject=("people.person", old.person_id),
            details={"reason": to.reason},
        )
    return new.pk
