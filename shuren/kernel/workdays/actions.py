"""Every write: set days, and take that back."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.events.actions import announce
from shuren.kernel.refusals import Refused
from shuren.kernel.workdays.events import CLEARED, SET, WorkdaysChanged
from shuren.kernel.workdays.models import OwnDay

LONGEST = 92  # a summer holiday; who enters more has mistaken the year


class NotAPeriod(Refused):
    """止日早于起日，请检查两个日期。"""


class TooLong(Refused):
    """一次最多调整 {longest} 天，请检查年份；确需更长的，请分次录入。"""


@transaction.atomic
def set_days(*, actor: Actor, first: date, last: date, works: bool, note: str) -> int:
    """Say for the actor's node and all below that days are worked or not; return how many days.

    Raises NotAPeriod, TooLong.
    """
    days = _days(first, last)
    rows = [
        OwnDay(
            org_path=actor.path,
            on=day,
            works=works,
            note=note.strip(),
            entered_by=actor.name,
            entered_at=timezone.now(),
        )
        for day in days
    ]
    OwnDay.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=("org_path", "on"),
        update_fields=("works", "note", "entered_by", "entered_at"),
    )
    kind = gettext_noop("工作日") if works else gettext_noop("休息日")
    told = {"first": str(first), "last": str(last), "kind": kind, "note": note.strip()}
    record(actor=actor, label=SET, org_path=actor.path, details=told)
    announce(WorkdaysChanged(actor.path))
    return len(days)


@transaction.atomic
def clear_days(*, actor: Actor, first: date, last: date) -> int:
    """Let the calendar above hold again on these days at the actor's node; return how many days changed."""
    _days(first, last)
    cleared, _ = OwnDay.objects.within("").filter(org_path=actor.path, on__range=(first, last)).delete()
    if cleared:
        record(actor=actor, label=CLEARED, org_path=actor.path, details={"first": str(first), "last": str(last)})
        announce(WorkdaysChanged(actor.path))
    return int(cleared)


def _days(first: date, last: date) -> list[date]:
    count = (last - first).days + 1
    if count < 1:
        raise NotAPeriod(field="last")
    if count > LONGEST:
        raise TooLong(longest=LONGEST, field="last")
    return [first + timedelta(days=offset) for offset in range(count)]
