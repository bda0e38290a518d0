"""Setting the days of the early exit watch, from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.paths import parent_of
from shuren.kernel.refusals import Refused
from shuren.modules.registry import events
from shuren.modules.registry import permissions as can
from shuren.modules.registry.models import WatchLadder
from shuren.modules.registry.queries import ladders as queries
from shuren.modules.registry.queries.words import kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from shuren.kernel.actors import Actor


class DaysPast(Refused):
    """起始日期不能早于今天：已经产生的任务按当时的时限办理。"""

    status = 422


class LongerThanAbove(Refused):
    """“{label}”上级规定 {days} 天，本级只能缩短，不能延长。"""

    status = 422


@transaction.atomic
def set_days(*, actor: Actor, days: Mapping[str, int | None], basis: str, since: date) -> WatchLadder:
    """Set days for the actor's node and all below it; none for a step lets what holds above hold again.

    What is due already keeps its day. Raises DaysPast, LongerThanAbove.
    """
    require(actor, can.set_watch_days, actor.path)
    if since < timezone.localdate():
        raise DaysPast(field="since")
    for rung in queries.rungs_at(parent_of(actor.path), since):
        told = days[rung.name]
        if told is not None and rung.set_at and told > rung.days:
            raise LongerThanAbove(field=rung.name, label=kept(rung.label), days=rung.days)
    row: WatchLadder = WatchLadder.objects.create(
        org_path=actor.path, valid_from=since, basis=basis, set_by=actor.name, **days
    )
    subject, details = ("registry.watch", "days"), {"since": since.isoformat(), "basis": basis}
    record(actor=actor, label=events.WATCH_DAYS_SET, org_path=actor.path, subject=subject, details=details)
    return row
