"""Projects follow when units are merged."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.events.declare import on
from shuren.kernel.holdings import HOLDINGS, Holding
from shuren.modules.projects.actions import units
from shuren.modules.projects.queries.projects import unsettled_at
from shuren.spine.orgs.events import OrgChanged

KEEPER = system_actor("projects.keeper", "项目移交")

HOLDINGS.add(
    Holding(
        "projects.unsettled",
        label=_("信息化项目和预算指标"),
        count=unsettled_at,
        hand_over=units.hand_over,
        take_back=units.take_back,
    )
)


@on(OrgChanged, actor=KEEPER)
def follow_the_authority(event: OrgChanged, *, actor: Actor) -> None:
    """Have an authority's own projects and lines go where the authority went."""
    units.follow_authority(org_id=event.org_id, actor=actor)
