from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry

SECTION = _("标准与代码")

MENU.add(Entry(SECTION, _("代码表"), "standards:table_list", "list-details", None, order=800))
MENU.add(Entry(SECTION, _("行政区划"), "standards:division_list", "map", None, order=810))
