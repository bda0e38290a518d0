"""One pupil's way from school to school, as a decided case has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from psycopg import sql

from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people.actions import handovers, movements, newcomers, sameness
from shuren.spine.people.actions.handovers import ENROLMENTS, MOVER
from shuren.spine.people.models import Enrolment, Way
from shuren.spine.people.queries.nodes import place_at
from shuren.spine.people.rules import MovementKind

if TYPE_CHECKING:
    from shuren.spine.people.actions.movements import Deed

TRANSFERRED = "10"  # JY/T 1001-2012 XSDQZT 转学(转出)
END = """
UPDATE {table} t SET {end} = %(on)s, status = %(status)s, left_reason = %(reason)s FROM moving m WHERE m.id = t.id
"""


@dataclass(frozen=True)
class Destination:
    """Where a pupil comes to: school, class if it is known, the number there, and what is written at the old school."""

    school_id: int
    class_id: int | None
    school_no: str
    reason: str


@transaction.atomic
def transfer(deed: Deed, enrolment_id: int, to: Destination) -> int:
    """End an enrolment and begin the next one elsewhere; person and guardians follow. Return the new one's id.

    Raises NotEnrolledThere, BeforeEntry, SchoolNumberTaken.
    """
    with scope_of(MOVER):
        old = movements.locked(enrolment_id, deed.on)
        newcomers.refuse_number(to.school_id, to.school_no)
        target = place_at(to.school_id)
        values = {"enrolment": old.pk, "on": deed.on, "status": TRANSFERRED, "reason": to.reason}
        values |= {"who": deed.actor.name, "target": to.school_id, "change": None}
        handovers.gather(ENROLMENTS, "m.id = %(enrolment)s", values)
        ENROLMENTS.run(END, values)
        own = {"school_class_id": sql.Literal(to.class_id), "school_no": sql.Literal(to.school_no)}
        handovers.open_at(ENROLMENTS, target, values, own)
        handovers.follow(ENROLMENTS, old.school_id, old.org_path, to.school_id, target)
        new: Enrolment = Enrolment.objects.within("").get(person_id=old.person_id, left_on=None)
        movements.note(deed, old, MovementKind.LEFT)
        movements.note(deed, new, MovementKind.ARRIVED)
        sameness.examine([old.person_id], Way.CASE)
    return new.pk
