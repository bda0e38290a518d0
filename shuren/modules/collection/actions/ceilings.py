"""Setting the ceiling of burden, from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.collection import events
from shuren.modules.collection import permissions as can
from shuren.modules.collection.models import Ceiling
from shuren.modules.collection.queries import burden

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.actors import Actor


class CeilingPast(Refused):
    """起始日期不能早于今天：已经下达的任务按当时的上限审核。"""

    status = 422


class AboveTheirs(Refused):
    """上级规定每单位每年最多 {minutes} 分钟，本级只能更低，不能更高。"""

    status = 422


@transaction.atomic
def set_ceiling(*, actor: Actor, minutes: int, basis: str, from_on: date) -> Ceiling:
    """Limit what each unit at and below the actor's node may be asked for in a year.

    What was sent already stays. A second one from the same day on takes the place of the first.
    Raises CeilingPast, AboveTheirs.
    """
    require(actor, can.set_ceilings, actor.path)
    if from_on < timezone.localdate():
        raise CeilingPast(field="from_on")
    above = burden.ceiling_above(actor.path, from_on)
    if above is not None and minutes > above:
        raise AboveTheirs(field="minutes", minutes=above)
    row, _made = Ceiling.objects.within(actor.path).update_or_create(
        org_path=actor.path,
        from_on=from_on,
        defaults={"minutes": minutes, "basis": basis, "set_by_key": actor.id, "set_by_name": actor.name},
    )
    details = {"minutes": minutes, "since": from_on.isoformat(), "basis": basis}
    subject = ("collection.ceiling", row.pk)
    record(actor=actor, label=events.CEILING_SET, org_path=actor.path, subject=subject, details=details)
    made: Ceiling = row
    return made
