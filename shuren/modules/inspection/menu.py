"""Where checks stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.desk import TILES, Tile
from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.inspection import permissions as can
from shuren.modules.inspection.queries import desk

SECTION = _("规划与指标")

for entry in (
    Entry(SECTION, _("核查结果"), "inspection:visits", "clipboard-check", can.view_checks, order=16),
    Entry(SECTION, _("核查安排"), "inspection:rounds", "clipboard-list", can.plan_checks, order=17),
    Entry(SECTION, _("手机核查"), "inspection:phone", "camera", can.do_checks, order=18),
):
    MENU.add(entry)

TILES.add(Tile("inspection.visits", can.do_checks, 25, desk.of_visits))
