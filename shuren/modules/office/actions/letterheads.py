"""Under what name and mark a unit issues papers."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.office import events
from shuren.modules.office import permissions as can
from shuren.modules.office.models import Letterhead, Series
from shuren.spine.orgs.models import Org


class MarkTaken(Refused):
    """发文机关代字“{mark}”已由{agency}使用，两个机关不能使用同一代字。请另选代字。"""

    status = 422


class MarkUnfit(Refused):
    """发文机关代字由 2 至 10 个汉字组成，例如“合教”“合教秘”。请重新填写。"""

    status = 422


class SerialGiven(Refused):
    """今年的发文字号已经编到 {last} 号，不能改小，以免重号。"""

    status = 422


@transaction.atomic
def keep(
    *,
    actor: Actor,
    org: Org,
    agency: str,
    mark: str,
    printer: str,
    last: int = 0,
    fonds: str = "",
    is_public: bool = True,
) -> Letterhead:
    """Set a unit's letterhead; `last` is the serial used up this year before the platform was, never a smaller one.

    `fonds` is its number in the archives, `is_public` whether what it publishes may be read without an account.
    Raises MarkTaken, MarkUnfit, SerialGiven.
    """
    require(actor, can.keep_sent, org.path)
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,10}", mark):
        raise MarkUnfit(field="mark")
    taken = Letterhead.objects.within("").filter(mark=mark).exclude(org=org).first()
    if taken is not None:
        raise MarkTaken(field="mark", mark=mark, agency=taken.agency)
    told: dict[str, Any] = {"agency": agency.strip(), "mark": mark, "printer": printer.strip(), "org_path": org.path}
    told |= {"fonds": fonds.strip(), "is_public": is_public}
    row: Letterhead
    try:
        with transaction.atomic():
            row, _ = Letterhead.objects.within("").update_or_create(org=org, defaults=told)
    except IntegrityError as failure:
        raise MarkTaken(field="mark", mark=mark, agency=agency) from failure
    _use_up(row, last)
    record(actor=actor, label=events.LETTERHEAD_KEPT, org_path=org.path, details={"mark": mark, "agency": row.agency})
    return row


def _use_up(letterhead: Letterhead, last: int) -> None:
    series = _locked(letterhead, timezone.localdate().year)
    if last < series.last:
        raise SerialGiven(field="last", last=series.last)
    series.last = last
    series.save(update_fields=["last"])


def next_serial(letterhead: Letterhead, year: int) -> int:
    """Take the next serial of a year; whoever else numbers a paper waits until this transaction has ended."""
    series = _locked(letterhead, year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def _locked(letterhead: Letterhead, year: int) -> Series:
    Series.objects.get_or_create(letterhead=letterhead, year=year)
    return Series.objects.select_for_update().get(letterhead=letterhead, year=year)
