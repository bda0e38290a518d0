"""Permissions over certificates. Whoever holds a paper verifies it without any."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

view_certificates = permission(
    "certificates.view_certificates",
    _("查看证书登记"),
    holders=("city_official", "county_official", "principal", "registrar"),
    why="签发单位管理自己签发的证明，主管部门监督所属学校的签发。",
)
issue_certificates = permission(
    "certificates.issue_certificates",
    _("签发证明"),
    holders=("county_official", "principal", "registrar"),
    why="证明以本单位名义签发，由学籍管理员、校长和县级学籍主管人员经办。",
)
revoke_certificates = permission(
    "certificates.revoke_certificates",
    _("撤销和换发证明"),
    holders=("city_official", "county_official", "principal"),
    why="发现错误或遗失时撤销、换发，由单位负责人或上级决定，须写明理由。",
)
fetch_own = permission(
    "certificates.fetch_own",
    _("领取自己和孩子的证书"),
    holders=("guardian", "student"),
    why="学生和监护人在手机上领取学校签发的证明，不必再跑一趟。",
)
follow_cases = permission(
    "certificates.follow_cases",
    _("从办件查看签发的证书"),
    holders=("city_official", "county_official", "principal", "registrar", "guardian"),
    why="办件各方从办件直接找到由它签发的证明，各自只看到本来能看的。",
)
edit_wordings = permission(
    "certificates.edit_wordings",
    _("修订证书文本"),
    holders=("city_official",),
    why="全市证明的文字由市级统一，修订注明启用日期，旧文本留存。",
)
