"""What follows from other packages' events."""

from shuren.kernel.actors import Actor
from shuren.kernel.events.declare import on
from shuren.modules.collection.actions import units, unmanned
from shuren.modules.collection.actions.rounds import CLOCK
from shuren.spine.identity.events import RoleGiven
from shuren.spine.orgs.events import OrgChanged


@on(OrgChanged, actor=CLOCK)
def follow_the_unit(event: OrgChanged, *, actor: Actor) -> None:
    """Bring what a unit owes in line with whether it still stands."""
    units.follow_unit(org_id=event.org_id, actor=actor)


@on(RoleGiven, actor=CLOCK)
def follow_the_role(event: RoleGiven, *, actor: Actor) -> None:
    """Take away what whoever opens accounts was told of a unit that has somebody to answer now."""
    del actor
    unmanned.tell_again(event.org_id)
