"""What comparable units answered: of the same type under the same authority, or in the city where those are few."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Count, FloatField, QuerySet

from shuren.modules.collection.models import Fact
from shuren.modules.collection.rules.doubts import FEWEST_UNITS, Spread
from shuren.spine.orgs.models import Org

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable

    from shuren.modules.collection.models import Return

MOST_PEERS = 300  # units of a city that are looked at
FRESH, MOST_KEPT = 60, 50_000  # seconds for which a comparison does, and how many are kept
WITHIN = timedelta(days=366)  # what was told longer ago is compared with nothing


_kept: dict[Hashable, tuple[float, Spread | None]] = {}


class MiddleHalf(Aggregate):
    """The first and the third quartile."""

    template = "percentile_cont(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


def spreads_of(row: Return, items: Collection[int]) -> dict[int, Spread]:
    """Return by item where the answers of comparable units lie, at most a minute ago."""
    group = (row.org.authority_id, row.org.city_id, row.org.level, row.org.school_type, row.round.as_of)
    now = monotonic()
    fresh = {item: each[1] for item in items if (each := _kept.get((group, item))) and each[0] > now - FRESH}
    wanted = [item for item in items if item not in fresh]
    if wanted:
        if len(_kept) > MOST_KEPT:
            _kept.clear()
        found = _asked(row, wanted)
        fresh |= {item: found.get(item) for item in wanted}
        _kept.update({(group, item): (now, found.get(item)) for item in wanted})
    return {item: each for item, each in fresh.items() if each}


def _asked(row: Return, items: Collection[int]) -> dict[int, Spread]:
    found = _spreads(row, items, _peers(row.org).filter(authority=row.org.authority_id), is_near=True)
    wanted = [item for item in items if item not in found]
    if wanted:
        everywhere = _peers(row.org).filter(city=row.org.city_id).order_by("path")[:MOST_PEERS]
        found |= _spreads(row, wanted, everywhere, is_near=False)
    return found


def _peers(unit: Org) -> QuerySet[Org]:
    rows: QuerySet[Org] = Org.objects.within("").filter(level=unit.level, school_type=unit.school_type, closed_on=None)
    return rows


def _spreads(row: Return, items: Collection[int], peers: QuerySet[Org], *, is_near: bool) -> dict[int, Spread]:
    day = row.round.as_of
    told: QuerySet[Any] = Fact.objects.within("").filter(
        org__in=peers.values("pk"), item__in=items, number__gt=0, superseded_at=None, as_of__lte=day,
        as_of__gt=day - WITHIN,
    )  # fmt: skip
    spread = told.order_by().values("item").annotate(units=Count("org", distinct=True), half=MiddleHalf("number"))
    return {
        item: Spread(units, low, high, is_near)
        for item, units, (low, high) in spread.filter(units__gte=FEWEST_UNITS).values_list("item", "units", "half")
    }
