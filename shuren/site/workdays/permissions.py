"""Permission to change the calendar; everybody signed in may read it."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import permission

keep_calendar = permission(
    "workdays.keep_calendar",
    _("调整工作日历"),
    holders=("county_official", "city_official"),
    why="登记本单位及下级单位的放假和调休，办理期限随之重新计算。",
)
