"""A unit ends or is merged while it owes a return: what was not handed in is owed no more, and its successor is told.

What was handed in goes on: the signature that it waits for is that of whoever leads the successor, as with every case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.audit.actions import record
from shuren.kernel.messages import Message
from shuren.kernel.notices import actions as notices
from shuren.modules.collection import events
from shuren.modules.collection.actions.rounds import ASKED, OWED, TOLD, ask_for
from shuren.modules.collection.models import Return
from shuren.modules.collection.queries.units import filler_at
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.models import Org

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shuren.kernel.actors import Actor

MERGED = gettext_noop("单位已并入{name}，不再单独填报。")
GONE = gettext_noop("单位已撤销，不再填报。")
TELLS = gettext_noop("{unit}已并入贵单位，其报表《{title}》（{round}）不再填报")


@transaction.atomic
def follow_unit(*, org_id: int, actor: Actor) -> None:
    """Close what an ended unit still owes; open again what was closed so where the unit stands once more."""
    unit: Org | None = Org.objects.within("").filter(pk=org_id).first()
    if unit is None:
        return
    rows = Return.objects.within("").filter(org=unit).select_related("round__request", "org")
    if unit.closed_on is None:
        _open(row for row in rows.filter(closed_at__isnull=False) if _reason(row) in {MERGED, GONE})
    elif unit.closed_on <= timezone.localdate():
        _close(list(rows.filter(closed_at=None, handed_in_at=None)), unit, actor)


def _reason(row: Return) -> str:
    return row.why.sentence


def _open(rows: Iterable[Return]) -> None:
    for row in rows:
        row.closed_at, row.why_closed = None, ""
        row.save(update_fields=["closed_at", "why_closed"])
        if row.round.request.ended_at is None:
            ask_for(row, ASKED)


def _close(rows: list[Return], unit: Org, actor: Actor) -> None:
    target = orgs.successor_of(unit)
    why = Message(MERGED, {"name": target.name}) if target else Message(GONE)
    for row in rows:
        row.closed_at, row.why_closed = timezone.now(), why.kept()
        row.save(update_fields=["closed_at", "why_closed"])
        told = {"title": row.round.request.title, "round": row.round.label}
        details = {**told, "reason": str(why)}
        subject = ("collection.return", row.pk)
        record(actor=actor, label=events.CLOSED, org_path=row.org_path, subject=subject, details=details)
        if target:
            notices.ask(
                kind=TOLD, subject_id=row.pk, title=TELLS, link=reverse("collection:returns"),
                role=filler_at(target.level), org_path=target.path, params={**told, "unit": unit.name},
            )  # fmt: skip
    notices.settle_all(kind=OWED, subject_ids=[str(row.pk) for row in rows])
