from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.menu import MENU, Entry
from shuren.spine.identity import permissions as can

SECTION = _("系统")

MENU.add(Entry(SECTION, _("账号与授权"), "identity:account_list", "users", can.view_accounts, order=900))
MENU.add(Entry(SECTION, _("授权申请"), "identity:proposals", "user-check", can.decide_grants, order=901))
MENU.add(Entry(SECTION, _("授权复核"), "identity:grant_review", "clipboard-check", can.review_grants, order=902))
MENU.add(Entry(SECTION, _("审计记录"), "identity:audit_list", "history", can.view_audit, order=910))
MENU.add(
    Entry(SECTION, _("单位电子证书"), "identity:unit_certificates", "key", can.manage_unit_certificates, order=905)
)
