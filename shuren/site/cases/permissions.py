"""Permission to open the pages of cases; what one may apply for or sign is each case's own business."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

view_statistics = permission(
    "cases.view_statistics",
    _("查看办理时限统计"),
    holders=("registrar", "principal", "county_official", "city_official"),
    why="各单位对照承诺时限检查自己和下级的办理情况。",
)
handle_cases = permission(
    "cases.handle_cases",
    _("办理事项"),
    holders=(
        "registrar",
        "principal",
        "county_official",
        "city_official",
        "office_clerk",
        "unit_leader",
        "clearing_officer",
        "teacher",
        "guardian",
        "vendor",
        "security_admin",
    ),
    why="申请、核办并查看与本单位有关的办件；能签署哪一步由办件本身决定。",
)

adjust_steps = permission(
    "cases.adjust_steps",
    _("调整办件环节"),
    holders=("county_official", "city_official"),
    why="按本地规定缩短办理时限、修改环节名称和提示、取消非必经环节。",
)
