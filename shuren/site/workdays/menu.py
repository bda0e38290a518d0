"""Where the calendar stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry

MENU.add(Entry(_("工作"), _("工作日历"), "workdays:year", "calendar", None, order=29))
