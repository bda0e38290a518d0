"""Permissions over marks. A mark is told to the pupil and the guardians, and is ranked for nobody."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

view_marks = permission(
    "marks.view_marks",
    _("查看成绩底册"),
    holders=("county_official", "principal", "registrar"),
    why="学校管理本校成绩并开具成绩证明，主管部门核对所属学校的底册；不用于排名。",
)
enter_marks = permission(
    "marks.enter_marks",
    _("登记和更正成绩"),
    holders=("registrar",),
    why="学期成绩由学校汇总登记，谁登记谁负责；更正须写明理由。",
)
confirm_marks = permission(
    "marks.confirm_marks",
    _("确认大批量成绩变更"),
    holders=("principal",),
    why="一次登记或改动超过 100 条成绩，由校长作为第二人确认。",
)
