"""Where projects stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.projects import permissions as can

SECTION = _("信息化项目")

for entry in (
    Entry(SECTION, _("项目列表"), "projects:projects", "list-check", can.view_projects, order=320),
    Entry(SECTION, _("预算指标"), "projects:budgets", "table", can.manage_budgets, order=322),
    Entry(SECTION, _("上级审批限额"), "projects:thresholds", "adjustments", can.set_thresholds, order=326),
):
    MENU.add(entry)
