"""The door for other modules."""

from shuren.kernel.actors import Actor
from shuren.modules.planning.actions import plans as actions
from shuren.spine.orgs.models import Org


def load_published(*, actor: Actor, code: str, org: Org, is_reference: bool = False) -> int:
    """Record one of the published plans that come with the platform; return its id."""
    return actions.load_published(actor=actor, code=code, org=org, is_reference=is_reference).pk
