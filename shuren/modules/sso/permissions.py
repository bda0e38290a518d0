"""Who connects systems, and who looks after the keys that sign."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

keep_clients = permission(
    "sso.keep_clients",
    _("维护应用的登录接口"),
    holders=("vendor",),
    why="接口地址和密钥由应用提供者自己登记、更换，别人拿不到密钥。",
)
keep_keys = permission(
    "sso.keep_keys",
    _("管理签名密钥"),
    holders=("security_admin",),
    why="签名密钥泄露时立即停用、更换，由安全管理员负责。",
)
