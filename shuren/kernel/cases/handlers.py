"""Cases follow when the tree changes, and go to whoever stands in for somebody absent."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.cases import reckoning, successors
from shuren.kernel.cases.jobs import CLOCK
from shuren.kernel.cases.projection import KIND
from shuren.kernel.events.declare import on
from shuren.kernel.holdings import HOLDINGS, Holding
from shuren.kernel.notices.queries import LENT
from shuren.kernel.workdays.events import WorkdaysChanged

LENT.add(KIND)
HOLDINGS.add(
    Holding(
        "cases.open",
        label=_("在办事项"),
        count=successors.open_at,
        hand_over=successors.hand_over,
        take_back=successors.take_back,
    )
)


@on(WorkdaysChanged, actor=CLOCK)
def count_by_the_new_calendar(event: WorkdaysChanged, *, actor: Actor) -> None:
    """Work out anew the due days of all steps that wait at or below the node whose calendar has changed."""
    del actor
    reckoning.reckon(event.org_path)
