"""Permissions over plans."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

view_plans = permission(
    "planning.view_plans",
    _("查看规划进展"),
    holders=("city_official", "county_official", "principal", "registrar"),
    why="规划是公开文件，每一级都要看到自己的进展。",
)
load_plans = permission(
    "planning.load_plans",
    _("录入规划目标"),
    holders=("city_official", "county_official"),
    why="规划目标由发布规划的机关录入和更正；其他地区的规划作为参考引入。",
)
