"""Where the clearing house stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.collection import permissions as can

SECTION = _("数据采集")

for entry in (
    Entry(SECTION, _("上报任务"), "collection:requests", "send", can.view_requests, order=300),
    Entry(SECTION, _("报送情况"), "collection:rounds", "chart-bar", can.view_requests, order=302),
    Entry(SECTION, _("本单位报表"), "collection:returns", "table", can.answer, order=303),
    Entry(SECTION, _("数据字典"), "collection:items", "database", can.view_requests, order=301),
    Entry(SECTION, _("填报负担"), "collection:burden", "clock", can.view_burden, order=304),
    Entry(SECTION, _("无人填报的单位"), "collection:unmanned", "user-check", can.view_unmanned, order=305),
    Entry(SECTION, _("填报上限"), "collection:ceilings", "adjustments", can.set_ceilings, order=306),
):
    MENU.add(entry)
