"""Where the registry's batches stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.registry import permissions as can

SECTION = _("学籍")

for entry in (
    Entry(SECTION, _("升级毕业"), "registry:year_ends", "arrow-up", can.close_year, order=410),
    Entry(SECTION, _("毕业资格"), "registry:finishers", "school", can.name_finishers, order=420),
):
    MENU.add(entry)
