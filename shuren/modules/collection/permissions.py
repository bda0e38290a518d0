"""Who asks, who clears, who answers.

《关于减轻中小学教师负担 进一步营造教育教学良好环境的若干意见》（中办、国办，2019）: what schools are asked is
listed, cleared and limited by the authority.
"""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission, role

AUTHORITIES = ("province", "city", "county", "zone")
OFFICIALS = ("city_official", "county_official")
SCHOOL = ("registrar", "principal", "teacher")

CLEARING_OFFICER = role(
    "clearing_officer",
    _("数据统筹员"),
    levels=AUTHORITIES,
    why="审核上报任务：能由平台提供的不再让学校填报，控制填报负担。",
)

draft_requests = permission(
    "collection.draft_requests", _("起草上报任务"), holders=OFFICIALS, why="需要数据的业务科室提出上报任务。"
)
clear_requests = permission(
    "collection.clear_requests",
    _("统筹审核上报任务"),
    holders=("clearing_officer",),
    why="起草和审核分开：逐项决定准予采集、删减或不予采集，并说明理由。",
)
view_requests = permission(
    "collection.view_requests",
    _("查看上报任务"),
    holders=(*OFFICIALS, "clearing_officer"),
    why="看到本级和下级发起的上报任务及其进展。",
)
answer = permission(
    "collection.answer",
    _("填报"),
    holders=(*SCHOOL, "county_official"),
    why="由最了解情况的人填报，可以按部分分工；向主管部门采集的由其经办人填报。",
)
view_returns = permission(
    "collection.view_returns",
    _("查看报表"),
    holders=(*SCHOOL, *OFFICIALS, "unit_leader", "clearing_officer"),
    why="填报、审签、审核的人看到同一张报表。",
)
sign = permission(
    "collection.sign",
    _("审签报表"),
    holders=("principal", "unit_leader"),
    why="单位负责人对上报数据的真实性负责（《中华人民共和国统计法》）。",
)
receive = permission(
    "collection.receive", _("审核报表"), holders=OFFICIALS, why="主管部门逐项审核，有疑问的退回单项，不退整表。"
)
view_unmanned = permission(
    "collection.view_unmanned",
    _("查看无人填报的单位"),
    holders=("system_admin",),
    why="有报表要填而没有人担任数据管理员的单位，由开通账号的人补上；看不到报表内容。",
)
view_burden = permission(
    "collection.view_burden",
    _("查看填报负担台账"),
    holders=(*OFFICIALS, "clearing_officer", "unit_leader", "principal", "registrar"),
    why="谁要求填报、填了多少、免填多少，对填报的人公开。",
)
set_ceilings = permission(
    "collection.set_ceilings",
    _("规定填报负担上限"),
    holders=("clearing_officer",),
    why="每所学校一年最多填报多少分钟由主管部门规定。",
)
