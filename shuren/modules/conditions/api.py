"""The door for other modules."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from shuren.kernel.actors import Actor
from shuren.modules.conditions.models import Spending
from shuren.modules.conditions.permissions import view_conditions

__all__ = ["Spent", "rows_page", "spending_below"]


@dataclass(frozen=True)
class Spent:
    """An item of spending on information technology as a school reported it; codes are those of the code tables."""

    school_id: int
    item: str
    category: str
    source: str
    yuan: Decimal


def rows_page(actor: Actor, school_id: int, year: int, table: str) -> str:
    """Return the address of the rows a school reported, such as of "conditions.spending"; empty to who may not look."""
    return reverse("conditions:rows", args=(school_id, year, table)) if actor.may(view_conditions) else ""


def spending_below(path: str, year: int) -> list[Spent]:
    """Return what the schools at and below a node reported as spent in a year; the caller has checked the node."""
    rows = Spending.objects.within(path).filter(year=year).order_by("school_id", "category", "id")
    return [Spent(*row) for row in rows.values_list("school_id", "item", "category", "source", "amount_yuan")]
