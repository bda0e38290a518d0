"""Permissions of the org tree."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

ALL = ("city_official", "county_official", "principal", "registrar", "system_admin", "security_admin", "auditor")

view_orgs = permission("orgs.view_orgs", _("查看机构"), holders=ALL, why="每个人都要知道自己所在的机构和上下级关系。")
change_orgs = permission(
    "orgs.change_orgs",
    _("办理机构变动"),
    holders=("city_official", "county_official"),
    why="学校的设立、更名、合并、撤销由其主管教育行政部门办理。",
)
view_trail = permission(
    "orgs.view_trail",
    _("查看机构办理记录"),
    holders=("city_official", "county_official", "principal", "auditor"),
    why="主管部门、校长和审计员要知道谁在什么时候改过机构信息。",
)
