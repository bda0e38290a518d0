"""Where office work stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.office import permissions as can

SECTION = _("办公")

for entry in (
    Entry(SECTION, _("收文"), "office:inbox", "mail", can.receive, order=510),
    Entry(SECTION, _("发文登记"), "office:register", "file-text", can.view_sent, order=520),
    Entry(SECTION, _("公文查询"), "office:search", "search", can.receive, order=523),
    Entry(SECTION, _("公文归档"), "office:catalogue", "archive", can.view_sent, order=526),
    Entry(SECTION, _("信息公告"), "office:board", "news", can.handle, order=530),
):
    MENU.add(entry)
