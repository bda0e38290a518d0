"""Permissions over the conditions a school teaches in."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

view_conditions = permission(
    "conditions.view_conditions",
    _("查看办学条件"),
    holders=("city_official", "county_official", "principal", "registrar"),
    why="规划的每一个数字都要能追到学校填报的那一行。",
)
fill_conditions = permission(
    "conditions.fill_conditions",
    _("填报办学条件"),
    holders=("registrar",),
    why="办学条件由学校数据管理员填报，谁填报谁负责。",
)
