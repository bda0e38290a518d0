"""Permissions over cases of the student registry."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

apply_transfer = permission(
    "registry.apply_transfer",
    _("申请学生转入"),
    holders=("registrar",),
    why="转学由转入学校发起（教基〔2014〕8号），学籍管理员经办。",
)
handle_cases = permission(
    "registry.handle_cases",
    _("办理学籍业务"),
    holders=("registrar", "principal", "county_official", "city_official"),
    why="转入、转出双方学校和主管部门各自核办，并查看与本单位有关的办件。",
)
