"""What planning says on the first page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shuren.kernel.actors import Actor
from shuren.kernel.http.desk import Stat
from shuren.modules.planning.queries import schools
from shuren.modules.planning.queries.board import board
from shuren.modules.planning.queries.lookup import node_for, org_at, plans_for
from shuren.modules.planning.rules.lights import Light

SHOWN = (Light.GREEN, Light.AMBER, Light.RED)


def of_plans(actor: Actor) -> list[Stat]:
    """Count the lights of the newest plan, as seen from the actor's node."""
    plans = plans_for(actor)
    if not plans:
        return []
    plan = plans[-1]
    lights = board(plan, node_for(actor, plan)).lights
    address = reverse("planning:board", args=[plan.code])
    note = plan.name
    return [Stat(_("规划目标"), str(lights[light]), _("项"), note, light.value, address) for light in SHOWN]


def of_own_school(actor: Actor) -> list[Stat]:
    """Count the standards and targets the actor's school meets and misses."""
    school = org_at(actor)
    years = schools.years_at(school)
    year = years.fullest
    if not year:
        return []
    judged = [one.light for one in schools.standings(school, year, plans_for(actor), years.computed[year])]
    address, note = reverse("planning:own_school"), _("%(year)s 年") % {"year": year}
    return [Stat(_("标准与目标"), str(judged.count(light)), _("项"), note, light.value, address) for light in SHOWN]
