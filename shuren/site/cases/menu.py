"""Where cases stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.cases.declare import may_begin_something
from shuren.kernel.http.menu import MENU, Entry
from shuren.site.cases import permissions

MENU.add(Entry(_("工作"), _("待办"), "cases:desk", "clipboard-check", permissions.handle_cases, order=20))
MENU.add(Entry(_("工作"), _("办理时限统计"), "cases:statistics", "clock", permissions.view_statistics, order=26))
MENU.add(Entry(_("工作"), _("办件"), "cases:cases", "list-check", permissions.handle_cases, order=25))
START = "cases:start"
MENU.add(Entry(_("工作"), _("我要申请"), START, "plus", permissions.handle_cases, 22, concerns=may_begin_something))
