"""Where opening accounts stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.accounts import permissions as can

MENU.add(Entry(_("人员"), _("账号开通"), "accounts:coverage", "key", can.view_coverage, order=335))
MENU.add(Entry(_("学籍"), _("孩子的账号"), "accounts:children", "key", can.agree_for_child, order=401))
