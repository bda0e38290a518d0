"""Who asks for projects, who decides on money, who records what was done with it.

《中华人民共和国预算法》第十三条: what is spent is in a budget that was approved.
"""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

OFFICIALS = ("city_official", "county_official")

view_projects = permission(
    "projects.view_projects",
    _("查看信息化项目"),
    holders=("registrar", "principal", *OFFICIALS, "unit_leader"),
    why="申请、审批、使用的人看到同一份项目档案和同一笔钱。",
)
apply_projects = permission(
    "projects.apply_projects",
    _("申请信息化项目立项"),
    holders=("registrar", *OFFICIALS),
    why="需求由使用单位提出，县区和市级统建项目由主管部门提出。",
)
manage_budgets = permission(
    "projects.manage_budgets",
    _("管理预算指标"),
    holders=OFFICIALS,
    why="预算指标由批复预算的主管部门录入，项目只能在指标额度内列支。",
)
set_thresholds = permission(
    "projects.set_thresholds",
    _("规定上级审批限额"),
    holders=("city_official",),
    why="达到多少金额须报市级审批，由市级主管部门规定并按日期执行。",
)
run_projects = permission(
    "projects.run_projects",
    _("登记项目实施"),
    holders=("registrar", *OFFICIALS),
    why="采购、合同、节点和支付由经办人登记，登记错误的只能冲销重登。",
)
