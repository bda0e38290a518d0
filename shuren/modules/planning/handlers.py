"""Tasks follow when the tree changes."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.holdings import HOLDINGS, Holding
from shuren.modules.planning.actions import successors
from shuren.modules.planning.queries.tasks import led_at

HOLDINGS.add(
    Holding(
        "planning.tasks",
        label=_("年度任务"),
        count=led_at,
        hand_over=successors.hand_over,
        take_back=successors.take_back,
    )
)
