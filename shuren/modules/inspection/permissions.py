"""Who plans checks, goes and looks, reads what was found, answers."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

OFFICIALS = ("city_official", "county_official")
SCHOOL = ("principal", "registrar")

view_checks = permission(
    "inspection.view_checks",
    _("查看实地核查"),
    holders=(*OFFICIALS, "unit_leader", *SCHOOL),
    why="核查结果对被核查单位公开，主管部门据此督促整改。",
)
plan_checks = permission(
    "inspection.plan_checks",
    _("安排实地核查"),
    holders=OFFICIALS,
    why="核查对象、事项和人员由组织核查的机关确定。",
)
do_checks = permission(
    "inspection.do_checks",
    _("开展实地核查"),
    holders=OFFICIALS,
    why="核查人员在现场记录情况、拍摄照片并提交结果。",
)
answer_checks = permission(
    "inspection.answer_checks",
    _("答复核查结果"),
    holders=SCHOOL,
    why="被核查单位有权看到结果并作出说明。",
)
rectify = permission(
    "inspection.rectify",
    _("发出整改通知"),
    holders=OFFICIALS,
    why="核查发现的问题由主管部门书面通知整改，并核实整改结果。",
)
