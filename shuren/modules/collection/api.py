"""The door for other modules: what units said of an item of the dictionary, added up at a node.

for each in collection.sums_of("SJ000012", county.path): each.as_of, each.units, each.number
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from shuren.modules.collection.models import Fact

__all__ = ["ItemSum", "sums_of"]


@dataclass(frozen=True)
class ItemSum:
    """What an item adds up to as of a day: how many units said something, and the sum of the numbers (of a yes, 1)."""

    as_of: date
    units: int
    number: Decimal | None


def sums_of(item_code: str, path: str) -> list[ItemSum]:
    """Return the sums of an item at and below a node, newest day first; the caller has checked the node.

    Only what leaders have signed counts; a corrected value counts as corrected.
    """
    rows = Fact.objects.within(path).filter(item__code=item_code, superseded_at=None).exclude(value="")
    added = rows.order_by().values("as_of").annotate(units=Count("pk"), total=Sum("number")).order_by("-as_of")
    return [ItemSum(*each) for each in added.values_list("as_of", "units", "total")]
