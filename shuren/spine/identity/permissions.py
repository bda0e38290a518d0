"""The roles of a region, and the permissions over accounts.

System, security and audit administration are three roles that nobody holds together (GB/T 22239-2019, 8.1.5). These
three and the officials of authorities sign in with two factors, one of them cryptographic (8.1.4.1 d:
两种或两种以上组合的鉴别技术，且其中一种鉴别技术至少应使用密码技术来实现).
"""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission, role

CITY_OFFICIAL = role(
    "city_official",
    _("市级教育管理人员"),
    levels=("province", "city"),
    why="掌握全市规划进展，查到每一所学校。",
    two_factors=True,
)
COUNTY_OFFICIAL = role(
    "county_official",
    _("县级教育管理人员"),
    levels=("county", "zone"),
    why="管理本县（区、开发区）所属学校。",
    two_factors=True,
)
PRINCIPAL = role("principal", _("校长"), levels=("school",), why="对本校数据负责，确认涉及人员的批量变更。")
REGISTRAR = role("registrar", _("学校数据管理员"), levels=("school",), why="填报本校办学条件、学生、教职工和班级。")
TEACHER = role("teacher", _("教师"), levels=("school",), why="担任班主任的，对本班学生的学籍业务提出意见。")
SYSTEM_ADMIN = role(
    "system_admin",
    _("系统管理员"),
    levels=("province", "city", "county", "zone"),
    why="开通账号并授予角色。",
    two_factors=True,
)
SECURITY_ADMIN = role(
    "security_admin",
    _("安全管理员"),
    levels=("province", "city"),
    why="解除锁定、停用账号，不接触业务数据。",
    two_factors=True,
)
AUDITOR = role(
    "auditor", _("审计员"), levels=("province", "city"), why="查看审计记录并验证其完整性。", two_factors=True
)
# Held at no node of the tree: whoever holds it stands at a place of their own and sees what is theirs alone.
GUARDIAN = role("guardian", _("学生家长"), levels=(), why="为自己的孩子申请学籍业务、查看进展，看不到其他任何信息。")
STUDENT = role(
    "student", _("学生"), levels=(), why="查看自己的学籍、成绩和证书，使用学校开通的应用，看不到他人的信息。"
)

stand_in = permission(
    "identity.stand_in",
    _("外出委托与代办"),
    holders=(
        "registrar",
        "principal",
        "teacher",
        "county_official",
        "city_official",
        "office_clerk",
        "unit_leader",
        "clearing_officer",
    ),
    why="外出期间由本单位同事代办，办件不停；系统、安全、审计三类管理员不得委托。",
)
view_accounts = permission(
    "identity.view_accounts",
    _("查看账号"),
    holders=("system_admin", "security_admin"),
    why="系统管理员与安全管理员都要看到账号的授权与登录状态。",
)
manage_accounts = permission(
    "identity.manage_accounts",
    _("管理账号与授权"),
    holders=("system_admin",),
    why="账号由系统管理员在本级及以下机构开通。",
)
open_guardian_accounts = permission(
    "identity.open_guardian_accounts",
    _("开通家长账号"),
    holders=("registrar",),
    why="家长凭学校核对过的监护关系使用平台，账号由孩子所在学校开通。",
)
secure_accounts = permission(
    "identity.secure_accounts",
    _("停用与解锁账号"),
    holders=("security_admin",),
    why="发现异常时由安全管理员停用账号、解除锁定。",
)
decide_grants = permission(
    "identity.decide_grants",
    _("查看授权申请"),
    holders=("system_admin", "security_admin"),
    why="权限较大的角色由系统管理员提出、安全管理员同意，一个人不能完成。",
)
review_grants = permission(
    "identity.review_grants",
    _("年度授权复核"),
    holders=("system_admin", "security_admin"),
    why="每项授权每年复核一次：一般角色由系统管理员，权限较大的由安全管理员；逾期未复核的自动终止。",
)
manage_unit_certificates = permission(
    "identity.manage_unit_certificates",
    _("管理单位电子证书"),
    holders=("security_admin",),
    why="密钥泄露或单位变更时，由安全管理员吊销、更换签章所用的证书。",
)
view_audit = permission(
    "identity.view_audit", _("查看审计记录"), holders=("auditor",), why="审计员独立于业务与系统管理。"
)
