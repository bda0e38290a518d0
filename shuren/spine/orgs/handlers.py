"""What follows a change of the tree."""

from shuren.kernel.actors import Actor
from shuren.kernel.events.declare import on
from shuren.spine.orgs import actions
from shuren.spine.orgs.events import OrgChanged


@on(OrgChanged, actor=actions.clerk)
def bring_strays_home(event: OrgChanged, *, actor: Actor) -> None:
    """Repair copies of a path that were written while the org was being moved."""
    del actor
    actions.bring_strays_home(org_id=event.org_id)
