from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.spine.people import permissions as can

SECTION = _("人员")

MENU.add(Entry(SECTION, _("学生"), "people:students", "users", can.view_students, order=300))
MENU.add(Entry(SECTION, _("教职工"), "people:staff", "id", can.view_staff, order=310))
MENU.add(Entry(SECTION, _("监护人"), "people:guardians", "heart-handshake", can.view_guardians, order=320))
MENU.add(Entry(SECTION, _("名单导出"), "people:exports", "file-export", can.export_persons, order=330))
