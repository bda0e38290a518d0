"""Who has reported a month, and what is left to be said."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from shuren.kernel.actors import Actor
from shuren.modules.planning.models import Report, Task
from shuren.modules.planning.permissions import report_tasks, view_tasks
from shuren.modules.planning.queries.lookup import org_at
from shuren.modules.planning.queries.tasks import OPEN, Standing, stand
from shuren.modules.planning.rules import tasks as rules
from shuren.spine.orgs.models import Org


@dataclass(frozen=True)
class Line:
    """A task in one month: what was said of it, and the newest that was said before."""

    standing: Standing
    month: date

    @property
    def report(self) -> Report | None:
        return self.standing.reports.get(self.month)

    @property
    def earlier(self) -> Report | None:
        before = [month for month in self.standing.reports if month < self.month]
        return self.standing.reports[max(before)] if before else None

    @property
    def is_owed(self) -> bool:
        return self.report is None and self.standing.asked != rules.Asked.NOTHING


@dataclass(frozen=True)
class Month:
    """The open month of one unit: the lines of which something is to be said, and those that registers tell alone."""

    org: Org
    month: date
    deadline: date
    asked: list[Line]
    known: list[Line]

    @property
    def owed(self) -> int:
        return sum(line.is_owed for line in self.asked)


@dataclass(frozen=True)
class Unit:
    """A unit that leads tasks: of how many something is to be said this month, and of how many nothing is said yet.

    `late` are those whose day has passed, the oldest by `oldest` days.
    """

    org_id: int
    path: str
    name: str
    tasks: int
    asked: int
    owed: int
    late: int
    oldest: int

    @property
    def reported(self) -> int:
        return self.asked - self.owed


def month_for(actor: Actor, today: date) -> Month:
    """Return the open month of the unit at the actor's node."""
    org = org_at(actor)
    found = Task.objects.visible_to(actor, report_tasks).filter(org=org, state__in=OPEN)
    tasks = found.select_related("plan", "org", "set_by").prefetch_related("stages").order_by("due_on", "number")
    month = rules.open_month(today)
    lines = [Line(one, month) for one in stand(list(tasks), today)]
    told = [line for line in lines if line.standing.asked == rules.Asked.NOTHING and line.report is None]
    return Month(org, month, rules.deadline_of(month), [line for line in lines if line not in told], told)


def units_for(actor: Actor, today: date) -> list[Unit]:
    """Return the units at and below the actor's node that lead open tasks, in the order of the tree."""
    tasks = Task.objects.visible_to(actor, view_tasks).filter(state__in=OPEN).select_related("org", "plan")
    return units_of(stand(list(tasks), today), today)


def owing(org_ids: Collection[int], today: date) -> dict[int, Unit]:
    """Return, by id, those of some units that have something left to say of the open month."""
    tasks = Task.objects.within("").filter(org__in=org_ids, state__in=OPEN).select_related("org", "plan")
    return {unit.org_id: unit for unit in units_of(stand(list(tasks), today), today) if unit.owed}


def leading() -> set[int]:
    """Return the ids of all units that have ever led a task."""
    return set(Task.objects.within("").values_list("org", flat=True).distinct())


def units_of(standing: Iterable[Standing], today: date) -> list[Unit]:
    """Return the units that lead open tasks, in the order of the tree."""
    by_org: dict[int, list[Line]] = {}
    for one in sorted(standing, key=lambda one: one.task.org_path):
        by_org.setdefault(one.task.org_id, []).append(Line(one, rules.open_month(today)))
    return [_unit(lines) for lines in by_org.values()]


def _unit(lines: list[Line]) -> Unit:
    org = lines[0].standing.task.org
    asked = [line for line in lines if line.report or line.is_owed]
    late = [line.standing.verdict.days for line in lines if line.standing.is_late]
    owed = sum(line.is_owed for line in lines)
    return Unit(org.pk, org.path, org.name, len(lines), len(asked), owed, len(late), max(late, default=0))
