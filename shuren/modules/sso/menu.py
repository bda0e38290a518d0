"""Where single sign-on stands in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.modules.sso import permissions as can

MENU.add(Entry(_("应用接入"), _("登录接口"), "sso:client_list", "link", can.keep_clients, order=338))
MENU.add(Entry(_("应用接入"), _("我的授权"), "sso:approvals", "shield-check", None, order=337))
MENU.add(Entry(_("系统"), _("签名密钥"), "sso:key_list", "key", can.keep_keys, order=907))
