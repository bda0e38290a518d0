"""What follows a change of the tree."""

from shuren.kernel.actors import Actor
from shuren.kernel.events.declare import on
from shuren.kernel.measures import keeping
from shuren.spine.orgs import actions
from shuren.spine.orgs.events import OrgChanged


@on(OrgChanged, actor=actions.clerk)
def bring_strays_home(event: OrgChanged, *, actor: Actor) -> None:
    """Repair copies of a path that were written while the org was being moved."""
    del actor
    actions.bring_strays_home(org_id=event.org_id)


@on(OrgChanged, actor=actions.clerk)
def have_figures_taken_anew(event: OrgChanged, *, actor: Actor) -> None:
    """Have every year computed again: its schools may stand below another node now."""
    del actor
    keeping.mark_everything()
