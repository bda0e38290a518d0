from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.spine.orgs import permissions as can

SECTION = _("机构")

MENU.add(Entry(SECTION, _("机构与学校"), "orgs:tree", "sitemap", can.view_orgs, order=200))
MENU.add(Entry(SECTION, _("机构变动"), "orgs:change_list", "transfer", can.view_orgs, order=210))
