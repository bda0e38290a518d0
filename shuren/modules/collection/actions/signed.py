"""What a leader has signed outside of a request, such as a yearly return: known like an answer from then on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from shuren.modules.collection.models import Fact, Item
from shuren.modules.collection.rules.kinds import Kind
from shuren.spine.orgs.models import Level

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from shuren.spine.orgs.models import Org


@dataclass(frozen=True)
class Signed:
    """A number, and the item of the dictionary it is of; the first that is signed brings the item about."""

    code: str
    label: str
    unit: str
    places: int
    number: float


@transaction.atomic
def record_signed(
    *, org: Org, as_of: date, told_by: str, at: datetime, why: str, numbers: Sequence[Signed], begins: str
) -> int:  # fmt: skip
    """Write numbers as facts of a unit, what differs from before as revisions; return how many are new.

    Facts of items whose codes begin alike and that are said no more are superseded.
    """
    items = _items(org, numbers)
    said = {items[one.code].pk: Decimal(str(one.number)) for one in numbers}
    kept = Fact.objects.within(org.path).filter(org=org, as_of=as_of, item__code__startswith=begins)
    now = dict(kept.filter(superseded_at=None).values_list("item_id", "number"))
    gone = [item for item, number in now.items() if said.get(item) != number]
    kept.filter(superseded_at=None, item_id__in=gone).update(superseded_at=at)
    last = dict(kept.order_by().values_list("item_id").annotate(last=Max("revision")))
    new = [
        Fact(
            item_id=item, org=org, org_path=org.path, as_of=as_of, revision=last.get(item, 0) + 1,
            value=f"{number.normalize():f}", number=number, told_by=told_by, recorded_at=at, why=why,
        )
        for item, number in said.items()
        if now.get(item) != number
    ]  # fmt: skip
    Fact.objects.within(org.path).bulk_create(new)
    return len(new)


def _items(org: Org, numbers: Sequence[Signed]) -> dict[str, Item]:
    """Return the items by their codes; those that there are not yet are the unit's authority's."""
    owner = org.authority or org.city or org
    Item.objects.bulk_create(
        [
            Item(
                code=one.code, label=one.label, kind=Kind.NUMBER, unit=one.unit, places=one.places, owner=owner,
                level=Level.SCHOOL,
            )
            for one in numbers
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return {item.code: item for item in Item.objects.filter(code__in=[one.code for one in numbers])}
