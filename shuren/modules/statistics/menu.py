"""Where reports and returns stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.statistics.permissions import view_reports, view_returns

SECTION = _("规划与指标")

MENU.add(Entry(SECTION, _("年度发展报告"), "statistics:reports", "news", view_reports, order=13))
MENU.add(Entry(SECTION, _("学校基表"), "statistics:returns", "table", view_returns, order=14))
