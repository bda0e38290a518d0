"""What comparable units answered: of the same type under the same authority, or in the city where those are few."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Aggregate, Count, FloatField, QuerySet

from shuren.modules.collection.models import Fact
from shuren.modules.collection.rules.doubts import FEWEST_UNITS, Spread
from shuren.spine.orgs.models import Org

if TYPE_CHECKING:
    from collections.abc import Collection

    from shuren.modules.collection.models import Return

MOST_PEERS = 300  # units of a city that are looked at
WITHIN = timedelta(days=366)  # what was told longer ago is compared with nothing


class MiddleHalf(Aggregate):
    """The first and the third quartile."""

    template = "percentile_cont(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


def spreads_of(row: Return, items: Collection[int]) -> dict[int, Spread]:
    """Return by item where the answers of comparable units lie, those of the unit itself left out."""
    if not items:
        return {}
    found = _spreads(row, items, _peers(row.org).filter(authority=row.org.authority_id), is_near=True)
    wanted = [item for item in items if item not in found]
    if wanted:
        everywhere = _peers(row.org).filter(city=row.org.city_id).order_by("path")[:MOST_PEERS]
        found |= _spreads(row, wanted, everywhere, is_near=False)
    return found


def _peers(unit: Org) -> QuerySet[Org]:
    rows: QuerySet[Org] = Org.objects.within("").filter(level=unit.level, school_type=unit.school_type, closed_on=None)
    return rows.exclude(pk=unit.pk)


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
