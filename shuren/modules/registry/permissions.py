"""Permissions over cases of the student registry."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

apply_transfer = permission(
    "registry.apply_transfer",
    _("申请学生转入"),
    holders=("registrar",),
    why="转学由转入学校发起（教基〔2014〕8号），学籍管理员经办。",
)
apply_events = permission(
    "registry.apply_events",
    _("申请学籍异动"),
    holders=("registrar",),
    why="休学、复学、变更等由学校采集材料后提出，学籍管理员经办（教基〔2025〕1号第三条）。",
)
apply_for_child = permission(
    "registry.apply_for_child",
    _("为子女申请学籍业务"),
    holders=("guardian",),
    why="转学由监护人提出，只限登记在自己名下的孩子。",
)
view_children = permission(
    "registry.view_children",
    _("查看自己孩子的学籍"),
    holders=("guardian",),
    why="监护人可以查询被监护人的学籍和业务进展（教基〔2025〕1号）。",
)
view_own_record = permission(
    "registry.view_own_record",
    _("查看自己的学籍"),
    holders=("student",),
    why="学生有权查阅自己的学籍信息（个人信息保护法第四十五条）。",
)
handle_cases = permission(
    "registry.handle_cases",
    _("办理学籍业务"),
    holders=("registrar", "principal", "teacher", "county_official", "city_official", "guardian"),
    why="转入、转出双方学校和主管部门各自核办，并查看与本单位有关的办件；班主任、监护人查看与自己有关的办件。",
)
close_year = permission(
    "registry.close_year",
    _("办理学年末升级毕业"),
    holders=("registrar", "principal", "county_official", "city_official"),
    why="学年末由学校或主管部门按年级办理；超过 100 人的由第二人复核（教基〔2025〕1号）。",
)
name_finishers = permission(
    "registry.name_finishers",
    _("登记结业、肄业学生"),
    holders=("registrar", "principal"),
    why="毕业资格由学校逐人核对，主管部门据此办理。",
)
sign_finishers = permission(
    "registry.sign_finishers",
    _("确认毕业资格"),
    holders=("principal",),
    why="普通高中和中等职业学校的毕业资格由校长对照学业水平合格性考试和综合素质评价确认。",
)
open_verification = permission(
    "registry.open_verification",
    _("组织学籍核准"),
    holders=("county_official", "city_official"),
    why="学籍主管部门每学期组织核准，掌握各校报送进度，处理人籍分离和空挂学籍。",
)
verify_roster = permission(
    "registry.verify_roster",
    _("核对在籍学生"),
    holders=("registrar", "principal", "teacher"),
    why="学校逐班核对名册上的学生是否在校；班主任只核对自己的班。",
)
verify_school = permission(
    "registry.verify_school",
    _("核对全校在籍学生"),
    holders=("registrar", "principal"),
    why="学籍管理员汇总各班核对结果，办理在校而学籍不在本校的学生，可以替班主任核对。",
)
sign_roster = permission(
    "registry.sign_roster",
    _("签字报送学籍核准"),
    holders=("principal",),
    why="校长是学籍管理第一责任人，核准结果由校长签字报送。",
)
begin_spotcheck = permission(
    "registry.begin_spotcheck",
    _("发起学籍抽查"),
    holders=("county_official", "city_official"),
    why="学籍主管部门随机抽取学校和核对人，核查人籍是否一致。",
)
view_diplomas = permission(
    "registry.view_diplomas",
    _("查看毕业证书编号"),
    holders=("registrar", "principal", "county_official", "city_official"),
    why="学校和主管部门核对毕业、结业证书；升学、就业单位询问时可以查证。",
)
number_diplomas = permission(
    "registry.number_diplomas",
    _("编制毕业证书编号"),
    holders=("county_official", "city_official"),
    why="证书编号由学籍主管部门统一编制，一生一号，不得重复。",
)
view_problems = permission(
    "registry.view_problems",
    _("查看问题学籍"),
    holders=("registrar", "principal", "county_official", "city_official"),
    why="问题学籍由学校核实处理，学籍主管部门逐条核准并督促（教基〔2025〕1号）。",
)
view_watch = permission(
    "registry.view_watch",
    _("查看控辍保学台账"),
    holders=("registrar", "principal", "county_official", "city_official"),
    why="学校发现报告，县级建立台账、动态销号，市级督促（教基厅函〔2024〕15号）。",
)
keep_watch = permission(
    "registry.keep_watch",
    _("登记控辍保学工作"),
    holders=("registrar", "principal", "county_official", "city_official"),
    why="联系、家访、报告、劝返由学校登记，一生一案由主管部门组织制定，每次劝返都要有记录。",
)
enter_watch = permission(
    "registry.enter_watch",
    _("列入控辍保学台账"),
    holders=("registrar", "principal"),
    why="学校对未到校的学生应当登记并劝返（《未成年人保护法》第二十八条）。",
)
set_watch_days = permission(
    "registry.set_watch_days",
    _("设定控辍保学时限"),
    holders=("county_official", "city_official"),
    why="联系、家访、报告、劝返的时限由省、市、县规定，国家文件没有统一天数。",
)
report_watch = permission(
    "registry.report_watch",
    _("签报控辍保学月报"),
    holders=("principal",),
    why="校长是控辍保学第一责任人，学校一月一报告，没有的也要零报告（教基厅函〔2024〕15号）。",
)
