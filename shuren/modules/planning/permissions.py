"""Permissions over plans."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

view_plans = permission(
    "planning.view_plans",
    _("查看规划进展"),
    holders=("city_official", "county_official", "unit_leader", "principal", "registrar"),
    why="规划是公开文件，每一级都要看到自己的进展。",
)
load_plans = permission(
    "planning.load_plans",
    _("录入规划目标"),
    holders=("city_official", "county_official"),
    why="规划目标由发布规划的机关录入和更正；其他地区的规划作为参考引入。",
)
OFFICIALS = ("city_official", "county_official")
view_tasks = permission(
    "planning.view_tasks",
    _("查看年度任务"),
    holders=(*OFFICIALS, "unit_leader"),
    why="牵头单位、下达机关和单位负责人都要看到任务进展和逾期情况。",
)
set_tasks = permission(
    "planning.set_tasks", _("分解和下达年度任务"), holders=OFFICIALS, why="年度任务由下达机关分解、下达和销号。"
)
accept_tasks = permission(
    "planning.accept_tasks",
    _("同意任务销号"),
    holders=(*OFFICIALS, "unit_leader"),
    why="任务是否完成由下达机关认定；本级牵头的由单位负责人或另一名经办人认定，申请人不能自己同意。",
)
report_tasks = permission(
    "planning.report_tasks", _("填写任务月报"), holders=OFFICIALS, why="任务进展由牵头单位每月说明。"
)
supervise = permission(
    "planning.supervise", _("发出督办单"), holders=("city_official",), why="任务逾期的，由下达机关督办。"
)
