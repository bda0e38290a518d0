"""What may have come about while a request was being cleared: its days ran out, or another office asked the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from shuren.kernel.paths import line_of
from shuren.kernel.refusals import Refused
from shuren.modules.collection.queries import twins
from shuren.modules.collection.rules.requests import LEAST_DAYS, days_left

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shuren.modules.collection.models import Question, Request

ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
TOGETHER = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"


class TooLate(Refused):
    """距截止填报日期 {due_on} 不足 {days} 天，填报单位来不及填写。请退回起草人调整日期后再下达。"""


class AskedMeanwhile(Refused):
    """审核期间，{org}已下达《{title}》，采集了同一项“{label}”。请重新审核这一项：共用其结果、删减，或确认仍需采集。"""


def await_turn(row: Request) -> None:
    """Wait until no request that asks some of the same units is being granted; until the end, such a one waits.

    Two ask the same units where the node below which one asks is on the other's way up. So each holds its own node
    alone and those above it together with others, from the top down: whoever waits holds nothing below.
    """
    *above, own = (f"collection.grants {row.level} {path}" for path in line_of(row.below))
    with connection.cursor() as cursor:
        for node in above:
            cursor.execute(TOGETHER, [node])
        cursor.execute(ALONE, [own])


def refuse_late(row: Request) -> None:
    """Raise TooLate where the first round would leave units fewer days than any request must."""
    if row.due_on and days_left(row.opens_on, row.due_on, timezone.localdate()) < LEAST_DAYS:
        raise TooLate(due_on=row.due_on, days=LEAST_DAYS)


def refuse_asked(row: Request, asked: Sequence[Question]) -> None:
    """Raise AskedMeanwhile where another request with the same question was sent after the question was ruled."""
    ruled = {one.pk: one for one in asked}
    for pk, found in twins.twins(row, asked).items():
        for twin in found:
            at = ruled[pk].ruled_at
            if twin.is_same and twin.sent_at and at and twin.sent_at > at:
                raise AskedMeanwhile(org=twin.org_name, title=twin.title, label=ruled[pk].label)
