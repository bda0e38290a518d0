"""Where the roster service stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.rostering import permissions as can

MENU.add(Entry(_("应用接入"), _("名册接口"), "rostering:connecting", "users", can.connect, order=339))
