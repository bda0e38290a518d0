"""Two more posts of an authority's office, and who does what with its papers.

《党政机关公文处理工作条例》（中办发〔2012〕14号）第五章、第六章: the office checks a paper, the leader signs it.
"""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission, role

AUTHORITIES = ("province", "city", "county", "zone")
OFFICIALS = ("city_official", "county_official")

OFFICE_CLERK = role(
    "office_clerk", _("办公室文秘"), levels=AUTHORITIES, why="核稿、登记、分发、签收和归档公文，复核拟公开的信息。"
)
UNIT_LEADER = role(
    "unit_leader", _("单位负责人"), levels=AUTHORITIES, why="签发公文，会签其他单位的公文，审定拟公开的信息。"
)

draft = permission(
    "office.draft",
    _("公文拟稿"),
    holders=(*OFFICIALS, "office_clerk", "registrar"),
    why="公文由承办科室起草，学校的请示、报告和函由校内经办人起草（中办发〔2012〕14号第十九条）。",
)
draft_notices = permission(
    "office.draft_notices",
    _("信息拟稿"),
    holders=(*OFFICIALS, "office_clerk"),
    why="拟公开的信息由主管部门的承办科室起草。",
)
handle = permission(
    "office.handle",
    _("办理公文和信息"),
    holders=(*OFFICIALS, "office_clerk", "unit_leader", "principal", "registrar"),
    why="看到并办理与本单位有关的文稿、收文和信息。",
)
issue = permission(
    "office.issue",
    _("签发公文和信息"),
    holders=("unit_leader", "principal"),
    why="公文由本机关负责人审批签发（中办发〔2012〕14号第二十二条）。",
)
view_sent = permission(
    "office.view_sent",
    _("查看发文登记"),
    holders=(*OFFICIALS, "office_clerk", "unit_leader", "principal", "registrar"),
    why="查到本单位和下级机关印发的公文及其签收情况。",
)
keep_sent = permission(
    "office.keep_sent",
    _("登记、分发和归档公文"),
    holders=("office_clerk", "registrar"),
    why="发文机关代字、补发、催签和归档由办公室（学校由数据管理员）统一管理（中办发〔2012〕14号第二十五条、第二十七条）。",
)
receive = permission(
    "office.receive",
    _("签收公文"),
    holders=(*OFFICIALS, "office_clerk", "unit_leader", "principal", "registrar"),
    why="收到的公文由本单位签收、登记并交人办理（中办发〔2012〕14号第二十四条）。",
)
withdraw_notices = permission(
    "office.withdraw_notices",
    _("撤下已发布的信息"),
    holders=("office_clerk", "unit_leader"),
    why="发现错漏时须能立即撤下。",
)
