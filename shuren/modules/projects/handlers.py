"""Projects follow when units are merged."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.holdings import HOLDINGS, Holding
from shuren.modules.projects.actions import units
from shuren.modules.projects.queries.projects import unsettled_at

HOLDINGS.add(
    Holding(
        "projects.unsettled",
        label=_("信息化项目和预算指标"),
        count=unsettled_at,
        hand_over=units.hand_over,
        take_back=units.take_back,
    )
)
