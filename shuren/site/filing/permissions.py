"""Permission to open the filing pages; what one may fill in there is each workbook's own permission."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

open_filing = permission(
    "filing.open_filing",
    _("打开填报"),
    holders=("registrar", "principal", "city_official", "county_official"),
    why="数据管理员填报，校长复核涉及人员的批量变更；主管部门以工作簿录入规划。",
)
