"""What units are asked for in a year, and the ceilings that hold for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from shuren.kernel.actors import covers, range_of
from shuren.kernel.paths import line_of, parent_of
from shuren.modules.collection.models import Ceiling, Request
from shuren.modules.collection.queries.audience import units_of
from shuren.modules.collection.queries.gaps import Load, loads_of
from shuren.modules.collection.queries.requests import costs, questions_of
from shuren.modules.collection.rules.burden import Unit, Weight, rounds_in, weigh
from shuren.modules.collection.rules.kinds import Frequency

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from shuren.modules.collection.models import Question

# What each unit of a node is asked for: what a round of each request costs it on average, times the rounds of the year.
LOADS = """
SELECT owed.org_id, sum(owed.seconds * told.rounds)
FROM (
    SELECT sheet.org_id, round.request_id, avg(sheet.asked_seconds) AS seconds
    FROM collection_return sheet JOIN collection_round round ON round.id = sheet.round_id
    WHERE sheet.org_path >= %s AND sheet.org_path < %s AND sheet.closed_at IS NULL AND round.request_id = ANY(%s)
    GROUP BY sheet.org_id, round.request_id
) owed
JOIN unnest(%s::bigint[], %s::bigint[]) AS told (request_id, rounds) USING (request_id)
GROUP BY owed.org_id
"""


@dataclass(frozen=True)
class Ceilings:
    """The minutes that hold on a day, by the node at which they were set."""

    minutes: dict[str, int]

    def at(self, path: str) -> int | None:
        """Return what holds for a unit: the lowest that its node or one above it has set; none where nobody has."""
        return min((self.minutes[node] for node in line_of(path) if node in self.minutes), default=None)


def ceilings_of(below: str, on: date) -> Ceilings:
    """Return the ceilings that hold on a day at the nodes above, at and below one."""
    low, high = range_of(below)
    rows = Ceiling.objects.within("").filter(
        Q(org_path__in=line_of(below)) | Q(org_path__gte=low, org_path__lt=high), from_on__lte=on
    )
    return Ceilings(dict(rows.order_by("from_on", "id").values_list("org_path", "minutes")))


def ceiling_above(path: str, on: date) -> int | None:
    """Return the minutes that hold at a node by what those above it have set."""
    above = parent_of(path)
    return ceilings_of(above, on).at(above) if above else None


def told_ceilings(path: str) -> list[dict[str, Any]]:
    """Return what has been set at a node and above it, the latest first."""
    rows = Ceiling.objects.within("").filter(org_path__in=line_of(path)).order_by("-from_on", "-id")
    return list(rows.values("from_on", "minutes", "basis", "set_by_name")[:50])


def loads(below: str, year: int, without: int = 0) -> dict[int, int]:
    """Return the seconds that units at and below a node are asked for in a year, rounds to come included, by org id.

    `without` leaves a request out.
    """
    sent = Request.objects.within("").filter(sent_at__isnull=False, opens_on__year__lte=year)
    running = sent.filter(Q(ended_at=None) | Q(ended_at__year=year), ends_on__year__gte=year).exclude(pk=without)
    facts = running.values_list("pk", "below", "opens_on", "ends_on", "frequency")
    told = {
        pk: rounds_in(year, opens, ends, Frequency(frequency))
        for pk, node, opens, ends, frequency in facts
        if covers(node, below) or covers(below, node)
    }
    if not told:
        return {}
    low, high = range_of(below)
    with connection.cursor() as cursor:
        cursor.execute(LOADS, [low, high, list(told), list(told), list(told.values())])
        return {org_id: int(seconds) for org_id, seconds in cursor.fetchall()}


def year_of(request: Request) -> int:
    """Return the year whose ceiling a draft is held against: that in which it opens."""
    return (request.opens_on or timezone.localdate()).year


def weight_of(request: Request, questions: Sequence[Question] | None = None) -> Weight:
    """Return the burden of a request as it is drafted, on its units as they are today."""
    rows = list(questions) if questions is not None else questions_of(request)
    asked, filled, spared = costs(rows, request)
    seconds, gaps = sum(asked), loads_of(request) if filled else {}
    year = year_of(request)
    first, last = request.opens_on or timezone.localdate(), request.ends_on or timezone.localdate()
    rounds = rounds_in(year, first, max(first, last), Frequency(request.frequency))
    before = loads(request.below, year, request.pk) if request.below else {}
    ceilings = ceilings_of(request.below, first) if request.below else Ceilings({})
    found = units_of(request).exclude(pk=request.org_id).values_list("pk", "path", "name")
    none = Load(0, 0)
    units = []
    for pk, path, name in found:
        gap = gaps.get(pk, none)
        costing = len(asked) + gap.questions, seconds + gap.seconds
        units.append(Unit(name, before.get(pk, 0), ceilings.at(path), *costing))
    return weigh(units, max(1, rounds), asked=len(asked), filled=filled, spared=spared)
