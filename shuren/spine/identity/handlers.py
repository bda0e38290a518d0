"""What follows for roles when the tree changes."""

from shuren.kernel.actors import Actor
from shuren.kernel.events.declare import on
from shuren.spine.identity.actions import closures
from shuren.spine.orgs.events import OrgChanged


@on(OrgChanged, actor=closures.keeper)
def end_or_give_back_roles(event: OrgChanged, *, actor: Actor) -> None:
    """End the roles at an org that was closed; give them back where that was undone."""
    closures.follow(actor=actor, org_id=event.org_id)
