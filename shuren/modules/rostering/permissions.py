"""Who sees how rosters are read."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

connect = permission(
    "rostering.connect",
    _("查看名册接口"),
    holders=("vendor", "city_official", "county_official", "security_admin"),
    why="应用提供者按标准对接名册；主管部门和安全管理员核对各应用能读到哪些学校的哪些数据。",
)
