"""The door for other modules: what units have told of items, and what is known of them besides.

collection.items()                                  # what has been asked so far, to choose from
collection.years_told([source, ...])                # the years of whose days units have told something
collection.values_of([(source, {}), ...], below=path, on=day)[source][org_id].number
collection.state_of([source, ...])                  # changes whenever one of the answers does

Only what leaders have signed counts; a corrected value counts as corrected. Nodes are checked by the caller.
"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass

from django.db.models import Count, Max
from django.db.models.functions import ExtractYear

from shuren.modules.collection.actions.signed import Signed, record_signed
from shuren.modules.collection.models import Fact, Item
from shuren.modules.collection.queries.values import Told, values_of
from shuren.modules.collection.rules.dictionary import ITEM
from shuren.modules.collection.rules.kinds import Kind

__all__ = ["Listed", "Signed", "Told", "items", "record_signed", "state_of", "values_of", "years_told"]

ADDED_UP = (Kind.NUMBER.value, Kind.YES_NO.value)  # whose answers are numbers, a yes being 1


@dataclass(frozen=True)
class Listed:
    """An item as others choose it."""

    source: str
    label: str
    unit: str


def items() -> list[Listed]:
    """Return the items whose answers add up, newest first."""
    rows = Item.objects.filter(kind__in=ADDED_UP, stands_for="").order_by("-pk")
    return [Listed(f"{ITEM}{row.pk}", row.label, row.unit) for row in rows]


def years_told(sources: Collection[str]) -> dict[str, list[int]]:
    """Return the years of whose days units have told something, by source."""
    rows = Fact.objects.within("").filter(item_id__in=_ids(sources), superseded_at=None)
    told = rows.order_by().annotate(year=ExtractYear("as_of")).values_list("item_id", "year").distinct()
    found: dict[str, list[int]] = {source: [] for source in sources}
    for item, year in sorted(told):
        found[f"{ITEM}{item}"].append(year)
    return found


def state_of(sources: Collection[str]) -> Hashable:
    """Return what differs whenever an answer to one of the items is recorded or corrected."""
    rows = Fact.objects.within("").filter(item_id__in=_ids(sources))
    return tuple(rows.aggregate(last=Max("recorded_at"), over=Max("superseded_at"), count=Count("pk")).values())


def _ids(sources: Collection[str]) -> list[int]:
    return [int(source.removeprefix(ITEM)) for source in sources if source.startswith(ITEM)]
