"""Permissions over the registers of persons.

System, security and audit administrators read none of them; who opens accounts says whom an account belongs to.
"""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

OFFICIALS = ("city_official", "county_official")
SCHOOL = ("principal", "registrar")

view_students = permission(
    "people.view_students",
    _("查看学生"),
    holders=(*OFFICIALS, *SCHOOL),
    why="学校管理本校学籍，学籍主管部门核准并指导所属学校的学籍。",
)
view_staff = permission(
    "people.view_staff",
    _("查看教职工"),
    holders=(*OFFICIALS, *SCHOOL),
    why="学校管理本校教职工，主管部门统筹所属学校的师资。",
)
view_guardians = permission(
    "people.view_guardians",
    _("查看监护人"),
    holders=("county_official", *SCHOOL),
    why="学校与监护人联系，县级处理转学和控辍保学；市级只看汇总，不需要联系人。",
)
view_person = permission(
    "people.view_person",
    _("查看个人页面"),
    holders=(*OFFICIALS, *SCHOOL),
    why="办理个人事项要看到这个人的登记信息；每次查看都有记录。",
)
unmask = permission(
    "people.unmask",
    _("查看完整证件号码"),
    holders=("county_official", *SCHOOL),
    why="核对证件原件、处理问题学籍时要看到完整号码；须写明理由，理由会记录。",
)
export_persons = permission(
    "people.export_persons",
    _("导出人员名单"),
    holders=(*OFFICIALS, *SCHOOL),
    why="线下核对名单；号码在导出文件中一律遮盖。",
)
approve_export = permission(
    "people.approve_export",
    _("批准大批量导出"),
    holders=(*OFFICIALS, "principal"),
    why="超过 5000 人的名单不能由一个人决定带出。",
)
record_people = permission(
    "people.record_people",
    _("登记学生、教职工和班级"),
    holders=("registrar",),
    why="学校数据管理员采集并维护本校名册。",
)
confirm_people = permission(
    "people.confirm_people",
    _("确认大批量名册变更"),
    holders=("principal",),
    why="影响超过 100 人的变更由校长作为第二人确认。",
)
view_doubles = permission(
    "people.view_doubles",
    _("查看疑似重复人员"),
    holders=(*OFFICIALS, *SCHOOL),
    why="重复登记要两边对照着核实：同校的学校自己核实，跨校的由共同的主管部门核实，学校答复。",
)
decide_doubles = permission(
    "people.decide_doubles",
    _("认定重复人员"),
    holders=(*OFFICIALS, "principal"),
    why="两条登记是不是同一个人，由能同时看到两边的机构认定；认定后合并，可以拆分。",
)
answer_doubles = permission(
    "people.answer_doubles",
    _("答复重复人员核实"),
    holders=("registrar",),
    why="本校的学生、教职工和监护人由本校核实。",
)
tie_accounts = permission(
    "people.tie_accounts",
    _("关联账号持有人"),
    holders=("system_admin",),
    why="账号对应到人，本人及其子女的事项才能自动回避；只看到同名人员的任职单位和遮盖的证件号。",
)
