"""The door for other modules."""

from django.urls import reverse

from shuren.kernel.actors import Actor
from shuren.modules.conditions.permissions import view_conditions

__all__ = ["rows_page"]


def rows_page(actor: Actor, school_id: int, year: int, table: str) -> str:
    """Return the address of the rows a school reported, such as of "conditions.spending"; empty to who may not look."""
    return reverse("conditions:rows", args=(school_id, year, table)) if actor.may(view_conditions) else ""
