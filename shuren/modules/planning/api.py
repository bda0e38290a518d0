"""The door for other modules."""

from django.urls import reverse

from shuren.kernel.actors import Actor
from shuren.modules.planning.actions import plans as actions
from shuren.modules.planning.queries.standing import Standing, standings
from shuren.spine.orgs.models import Org

__all__ = ["Standing", "board_page", "figure_page", "load_published", "standings"]


def load_published(*, actor: Actor, code: str, org: Org, is_reference: bool = False) -> int:
    """Record one of the published plans that come with the platform; return its id."""
    return actions.load_published(actor=actor, code=code, org=org, is_reference=is_reference).pk


def figure_page(code: str, org_id: int, year: int) -> str:
    """Return the address at which an indicator's figure is explained down to its rows."""
    return reverse("planning:figure", args=(code, org_id, year))


def board_page(code: str, org_id: int) -> str:
    """Return the address of a plan's board as it is seen from a node."""
    return f"{reverse('planning:board', args=(code,))}?org={org_id}"
