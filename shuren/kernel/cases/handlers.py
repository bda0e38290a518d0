"""Cases follow when the tree changes."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.cases import successors
from shuren.kernel.holdings import HOLDINGS, Holding

HOLDINGS.add(Holding("cases.open", label=_("在办事项"), count=successors.open_at, hand_over=successors.hand_over))
