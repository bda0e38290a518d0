"""On-site checks seen from tasks: which schools to look at for one, and what was found that becomes another."""

from datetime import date

from shuren.kernel.actors import Actor
from shuren.kernel.measures.models import Node
from shuren.modules.inspection import api as inspection
from shuren.modules.planning.models import Plan, Task
from shuren.modules.planning.queries.tasks import plans_to_break_down
from shuren.modules.planning.rules.scopes import scope_of
from shuren.spine.orgs.models import Org

SUBJECT = "planning.task"
MOST = 200  # schools that are proposed; of more, whoever plans the checks chooses
TITLE = 200  # characters


def schools_of(task: Task) -> list[Org]:
    """Return the open schools that a task speaks of, by the newest year that was computed; none where they are many."""
    units = Node.objects.within(task.org_path).filter(is_unit=True)
    newest = units.order_by("-year").values_list("year", flat=True).first()
    scope = scope_of(task.scope)
    rows = units.filter(year=newest).values_list("node_id", "area", "kind")
    held = [node for node, area, kind in rows if scope.holds(area, kind)] if task.scope and newest else []
    if len(held) > MOST:
        return []
    return list(Org.objects.within(task.org_path).filter(pk__in=held, closed_on=None).order_by("path"))


def subject_of(task: Task) -> inspection.Subject:
    """Return a task as what checks are made for."""
    return inspection.Subject(SUBJECT, task.pk, task.title)


def title_from(actor: Actor, visit_id: int) -> str:
    """Return how a task begins that is to put right what was found at a unit. Raises NotFoundHere."""
    unit, found = inspection.finding(actor, visit_id)
    return f"{unit}核查整改：{'；'.join(found)}"[:TITLE]


def plan_for_findings(actor: Actor, today: date) -> Plan | None:
    """Return the plan of the actor's authority whose years hold today, else the newest."""
    plans = plans_to_break_down(actor)
    return next((plan for plan in plans if today.year in plan.years), plans[0] if plans else None)
