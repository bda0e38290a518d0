"""Tasks for which more time may be asked by the unit that leads them."""

from datetime import date
from typing import Any

from shuren.kernel.actors import Actor
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.planning.models import Task
from shuren.modules.planning.queries.tasks import OPEN, stand
from shuren.spine.identity import api as identity

SHOWN = 60  # characters of a task in a list of choices


def may_extend(task: Task, org_path: str) -> bool:
    """Say whether a unit leads a task that another authority set and that still is to be done."""
    return task.org_path == org_path and task.set_by_path != org_path and task.state in OPEN


def _open(org_path: str) -> list[Task]:
    rows = Task.objects.within(org_path).filter(org_path=org_path, state__in=OPEN).exclude(set_by__path=org_path)
    return list(rows.select_related("org", "set_by", "plan", "parent").order_by("due_on", "id"))


def to_extend(actor: Actor, today: date) -> list[tuple[str, str]]:
    """Return the open tasks that other authorities set and the actor's unit leads, as choices."""
    return [(str(one.task.pk), f"{one.task.title[:SHOWN]}（{one.why}）") for one in stand(_open(actor.path), today)]


def about(actor: Actor, task_id: int) -> dict[str, Any]:
    """Return what an application says of a task, and who decides it. Raises NotFoundHere."""
    task = next((one for one in _open(actor.path) if one.pk == task_id), None)
    if task is None:
        raise NotFoundHere
    whole = task.parent.due_on.isoformat() if task.parent else ""
    return {
        "task": task.pk, "title": task.title, "unit": task.org.name, "due_on": task.due_on.isoformat(),
        "whole_due_on": whole, "path": task.set_by_path, "role": identity.official_at(task.set_by.level),
    }  # fmt: skip


def still_led(task_id: int, org_path: str) -> bool:
    """Say whether a unit leads a task that still is to be done."""
    return bool(Task.objects.within(org_path).filter(pk=task_id, org_path=org_path, state__in=OPEN).exists())


def task(task_id: int) -> Task:
    """Return a task whose application the caller has checked."""
    found: Task = Task.objects.within("").select_related("org", "set_by", "parent__set_by").get(pk=task_id)
    return found
