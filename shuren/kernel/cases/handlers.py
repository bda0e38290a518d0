"""Cases follow when the tree changes, and go to whoever stands in for somebody absent."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.cases import successors
from shuren.kernel.cases.projection import KIND
from shuren.kernel.holdings import HOLDINGS, Holding
from shuren.kernel.notices.queries import LENT

LENT.add(KIND)
HOLDINGS.add(Holding("cases.open", label=_("在办事项"), count=successors.open_at, hand_over=successors.hand_over))
