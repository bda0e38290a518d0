"""Where plans stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.desk import TILES, Tile
from shuren.kernel.http.menu import MENU, Entry
from shuren.kernel.http.related import RELATED, Line, Related
from shuren.modules.planning.permissions import report_tasks, set_tasks, view_plans, view_tasks
from shuren.modules.planning.queries import desk

SECTION = _("规划与指标")
OFFICIALS = ("city_official", "county_official")
LEADING = (*OFFICIALS, "unit_leader")
SCHOOL = ("principal", "registrar")

for entry in (
    Entry(SECTION, _("规划进展"), "planning:plans", "target-arrow", view_plans, order=10, roles=LEADING),
    Entry(SECTION, _("本校对标"), "planning:own_school", "target-arrow", view_plans, order=10, roles=SCHOOL),
    Entry(SECTION, _("优质均衡"), "planning:balance", "chart-bar", view_plans, order=11, roles=OFFICIALS),
    Entry(SECTION, _("年度任务"), "planning:tasks", "list-check", view_tasks, order=13),
    Entry(SECTION, _("任务月报"), "planning:monthly", "edit", report_tasks, order=14),
    Entry(SECTION, _("指标目录"), "planning:indicators", "book", view_plans, order=15),
):
    MENU.add(entry)

TILES.add(Tile("planning.plans", view_plans, 10, desk.of_plans, roles=OFFICIALS))
TILES.add(Tile("planning.own_school", view_plans, 10, desk.of_own_school, roles=SCHOOL))
TILES.add(Tile("planning.tasks", view_tasks, 5, desk.of_tasks))


def _nothing_kept(actor: Actor, visit_id: int) -> list[Line]:
    """Return no lines: a task that was made from what was found says so in its title."""
    del actor, visit_id
    return []


RELATED.add(
    Related(
        name="planning.task_from_visit",
        subject="inspection.visit",
        label=_("年度任务"),
        needed=set_tasks,
        lines=_nothing_kept,
        more="planning:task_from_visit",
        more_label=_("作为任务下达"),
        more_needed=set_tasks,
    )
)
