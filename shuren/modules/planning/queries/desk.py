"""What planning says on the first page."""

from collections import Counter
from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shuren.kernel.actors import Actor
from shuren.kernel.http.desk import Stat
from shuren.kernel.words import translated
from shuren.modules.planning.queries import monthly, schools, supervision
from shuren.modules.planning.queries.board import board
from shuren.modules.planning.queries.lookup import node_for, org_at, plans_for
from shuren.modules.planning.queries.tasks import LATE
from shuren.modules.planning.rules.lights import Light

SHOWN = (Light.GREEN, Light.AMBER, Light.RED)


def of_plans(actor: Actor) -> list[Stat]:
    """Count the lights of the plan of which most lines have figures, the newest of equals, at the actor's node."""
    plans = plans_for(actor)
    if not plans:
        return []
    seen = [(plan, board(plan, node_for(actor, plan)).lights) for plan in reversed(plans)]
    plan, counts = max(seen, key=lambda each: sum(each[1][light] for light in SHOWN))
    address = reverse("planning:board", args=[plan.code])
    return _stats(_("规划目标"), counts, translated(plan.name), address)


def of_own_school(actor: Actor) -> list[Stat]:
    """Count the standards and targets the actor's school meets and misses."""
    school = org_at(actor)
    years = schools.years_at(school)
    year = years.fullest
    if not year:
        return []
    standings = schools.standings(school, year, plans_for(actor), years.computed[year])
    counts = Counter(one.light for one in standings)
    return _stats(_("标准与目标"), counts, _("%(year)s 年") % {"year": year}, reverse("planning:own_school"))


def of_tasks(actor: Actor) -> list[Stat]:
    """Count what is overdue today: tasks whose day has passed, letters without a reply, reports still owed."""
    today = timezone.localdate()
    units = monthly.units_for(actor, today)
    if not units:
        return []
    late, owing = sum(unit.late for unit in units), sum(unit.owed > 0 for unit in units)
    letters, address = supervision.unanswered(actor, today), reverse("planning:tasks")
    oldest = _("最早的已逾期 %(days)s 天") % {"days": max(unit.oldest for unit in units)} if late else ""
    to_cases, all_late = reverse("cases:cases"), f"{address}?year=&light={LATE}"
    return [
        Stat(_("今日逾期任务"), str(late), ngettext("项", "项", late), oldest, *_alarm(late, all_late)),
        Stat(_("督办逾期未复"), str(letters), ngettext("件", "件", letters), "", *_alarm(letters, to_cases)),
        Stat(_("月报未报"), str(owing), ngettext("个单位", "个单位", owing), "", *_alarm(owing, address, "amber")),
    ]


def _alarm(count: int, address: str, light: str = "red") -> tuple[str, str, str]:
    """Return light, address and word of a figure that should be nought."""
    return (light, address, _("待处理")) if count else ("green", address, _("无"))


def _stats(label: str, counts: Mapping[Light, int], note: str, address: str) -> list[Stat]:
    return [
        Stat(label, str(counts[light]), ngettext("项", "项", counts[light]), note, light.value, address)
        for light in SHOWN
    ]
