"""Where apps stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.apps import permissions as can

SECTION = _("应用接入")
CONCERNED = ("guardian", "student", "teacher", "principal", "registrar", "none")

for entry in (
    Entry(SECTION, _("我的应用"), "apps:own", "layout-grid", can.own_apps, order=330),
    Entry(SECTION, _("测试环境"), "apps:sandbox", "database", can.own_apps, order=331),
    Entry(SECTION, _("为本校选用"), "apps:school", "list-check", can.switch_on, order=332),
    Entry(SECTION, _("应用"), "apps:apps", "layout-grid", can.view_apps, order=333),
    Entry(SECTION, _("应用提供者"), "apps:vendors", "building", can.admit_vendors, order=334),
    Entry(SECTION, _("应用清理"), "apps:clean_up", "archive", can.keep_catalogue, order=335),
    Entry(SECTION, _("谁能得到我的信息"), "apps:mine", "eye", None, order=336, roles=CONCERNED),
):
    MENU.add(entry)
