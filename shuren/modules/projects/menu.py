"""Where projects stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.desk import TILES, Tile
from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.projects import permissions as can
from shuren.modules.projects.queries import desk

SECTION = _("信息化项目")

for entry in (
    Entry(SECTION, _("项目列表"), "projects:projects", "list-check", can.view_projects, order=320),
    Entry(SECTION, _("经费监测"), "projects:monitor", "chart-bar", can.view_projects, order=321),
    Entry(SECTION, _("闲置"), "projects:idle", "clock", can.view_projects, order=323),
    Entry(SECTION, _("使用情况"), "projects:use_workbook", "edit", can.run_projects, order=324, roles=("registrar",)),
    Entry(SECTION, _("预算指标"), "projects:budgets", "table", can.manage_budgets, order=322),
    Entry(SECTION, _("上级审批限额"), "projects:thresholds", "adjustments", can.set_thresholds, order=326),
    Entry(SECTION, _("信息化经费要求"), "projects:levels", "target-arrow", can.set_thresholds, order=327),
    Entry(SECTION, _("支付与填报对照"), "projects:reconcile", "coin", can.view_projects, order=325),
):
    MENU.add(entry)

TILES.add(
    Tile(
        "projects.idle",
        can.view_projects,
        30,
        desk.of_idle,
        roles=("unit_leader", "principal", "city_official", "county_official"),
    )
)
