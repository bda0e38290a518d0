"""学籍异动: what decided cases do to a pupil's registration, and the line each leaves in the pupil's history.

The right to do so is the decided case's, not the actor's own: whoever signs last has been asked by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.events.actions import announce
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people import rules
from shuren.spine.people.events import MOVED, RegistrationChanged, TransferredAway
from shuren.spine.people.models import Enrolment, Movement
from shuren.spine.people.permissions import record_people
from shuren.spine.people.rules import MovementKind

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.actors import Actor
    from shuren.kernel.tabular.models import Provenance

KEEPER = system_actor("people.casework", "学籍业务办理", record_people)


class NotEnrolledThere(Refused):
    """该生的学籍已不在原学校，可能已经转出、毕业或随学校合并转移。请重新查询后办理。"""


class BeforeEntry(Refused):
    """日期 {on} 不能早于该生进入学校的日期 {entered}。请更正日期。"""


@dataclass(frozen=True)
class Deed:
    """What a decided case does: who signs last, on which day it takes effect, under which number, in which words."""

    actor: Actor
    on: date
    number: str
    told: str = ""
    reason: str = ""


@transaction.atomic
def suspend(deed: Deed, enrolment_id: int, *, until: date, extends: bool = False) -> None:
    """Let a pupil stay away up to, not including, `until`; the registration is kept."""
    with scope_of(KEEPER):
        row = locked(enrolment_id, deed.on)
        write(row, deed.actor, status=rules.SUSPENDED)
        note(deed, row, MovementKind.EXTENDED if extends else MovementKind.SUSPENDED, until=until)


@transaction.atomic
def resume(deed: Deed, enrolment_id: int, *, class_id: int, entry_year: int) -> None:
    """Take a pupil back into a class; the class gives the grade."""
    with scope_of(KEEPER):
        row = locked(enrolment_id, deed.on)
        write(row, deed.actor, status=rules.AT_SCHOOL, school_class_id=class_id, entry_year=entry_year)
        note(deed, row, MovementKind.RESUMED)


@transaction.atomic
def regrade(deed: Deed, enrolment_id: int, kind: MovementKind, *, class_id: int, entry_year: int) -> None:
    """Put a pupil who skips or repeats a grade into a class of the other grade."""
    with scope_of(KEEPER):
        row = locked(enrolment_id, deed.on)
        write(row, deed.actor, school_class_id=class_id, entry_year=entry_year)
        note(deed, row, kind)


@transaction.atomic
def end(deed: Deed, enrolment_id: int, kind: MovementKind, *, status: str, reason: str) -> None:
    """End an enrolment: the pupil has left the schools of this region, or has died."""
    with scope_of(KEEPER):
        row = locked(enrolment_id, deed.on)
        write(row, deed.actor, status=status, left_on=deed.on, left_reason=reason)
        note(deed, row, kind)


def locked(enrolment_id: int, on: date) -> Enrolment:
    """Return an enrolment that lasts, for this transaction alone. Raises NotEnrolledThere, BeforeEntry."""
    row: Enrolment | None = (
        Enrolment.objects.within("").select_for_update(of=("self",)).filter(pk=enrolment_id, left_on=None).first()
    )
    if row is None:
        raise NotEnrolledThere
    if on < row.entered_on:
        raise BeforeEntry(on=on, entered=row.entered_on)
    return row


def write(row: Provenance, actor: Actor, **values: Any) -> None:
    """Change a row outside every batch, as kernel.tabular asks it."""
    values |= {"batch_id": None, "batch_row": None, "entered_by": actor.name, "entered_at": timezone.now()}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def note(
    deed: Deed, row: Enrolment, kind: MovementKind, *, until: date | None = None, former_no: str | None = None
) -> None:
    """Add a line to the pupil's history and one to the audit log; the caller has opened the wall.

    Whoever waits for changes, or for transfers alone, is told.
    """
    Movement.objects.create(
        org_path=row.org_path, school_id=row.school_id, person_id=row.person_id, kind=kind, on=deed.on, until=until,
        reason=deed.reason, told=deed.told, case_number=deed.number, former_no=former_no, entered_by=deed.actor.name,
    )  # fmt: skip
    record(
        actor=deed.actor,
        label=MOVED,
        org_path=row.org_path,
        subject=("people.person", row.person_id),
        details={"kind": rules.MOVEMENT_LABELS[kind], "case": deed.number, "told": deed.told},
    )
    announce(RegistrationChanged(row.person_id))
    if kind is MovementKind.LEFT:
        announce(TransferredAway(row.pk))
