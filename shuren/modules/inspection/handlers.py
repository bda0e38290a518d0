"""What follows from other packages' events."""

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.events.declare import on
from shuren.modules.inspection.actions import units
from shuren.modules.inspection.permissions import plan_checks
from shuren.spine.orgs.events import OrgChanged

CLOCK = system_actor("inspection.units", "核查对象更新", plan_checks)


@on(OrgChanged, actor=CLOCK)
def follow_the_unit(event: OrgChanged, *, actor: Actor) -> None:
    """Bring visits in line with what has become of a unit."""
    units.follow_unit(org_id=event.org_id, actor=actor)
