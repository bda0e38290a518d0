"""Where filing stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.site.filing import permissions

SCHOOL = ("registrar", "principal")

MENU.add(Entry(_("工作"), _("填报"), "filing:workbooks", "upload", permissions.open_filing, order=20, roles=SCHOOL))
