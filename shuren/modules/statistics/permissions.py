"""Who compiles what is said of a year, and who answers for it."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

OFFICIALS = ("city_official", "county_official")

view_reports = permission(
    "statistics.view_reports",
    _("查看年度发展报告"),
    holders=(*OFFICIALS, "unit_leader"),
    why="编制、审定和使用年报的人看到同一份文字和同一个数字。",
)
compile_reports = permission(
    "statistics.compile_reports", _("编制年度发展报告"), holders=OFFICIALS, why="年报由主管部门的业务科室编制。"
)
release_reports = permission(
    "statistics.release_reports",
    _("审定发布年度发展报告"),
    holders=("unit_leader",),
    why="年报以单位名义发布，由单位负责人审定。",
)
view_returns = permission(
    "statistics.view_returns",
    _("查看学校基表"),
    holders=(*OFFICIALS, "principal", "registrar"),
    why="学校核对本校基表，主管部门掌握所属学校的进度。",
)
fill_returns = permission(
    "statistics.fill_returns",
    _("核对并提交学校基表"),
    holders=("registrar",),
    why="基表由登记数据生成，由学校数据管理员核对、补填后提交。",
)
return_back = permission(
    "statistics.return_back",
    _("退回已确认的学校基表"),
    holders=OFFICIALS,
    why="汇总时发现差错的，由主管部门写明理由退回学校更正。",
)
