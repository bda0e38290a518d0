"""Tasks that may be supervised, and the cases in which they are."""

from datetime import date
from typing import Any

from django.utils.translation import override

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Stay
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.planning.models import Task
from shuren.modules.planning.permissions import supervise, view_tasks
from shuren.modules.planning.queries.tasks import OPEN, Standing, stand
from shuren.spine.identity import api as identity

TYPE = "planning.supervision"
SHOWN = 60  # characters of a task in a list of choices


def subject_of(task_id: int) -> str:
    """Return what only one running case at a time is about."""
    return f"{TYPE}:{task_id}"


def _open_below(actor: Actor, today: date) -> list[Standing]:
    tasks = Task.objects.visible_to(actor, supervise).filter(state__in=OPEN, set_by__path=actor.path)
    return stand(list(tasks.exclude(org_path=actor.path).select_related("org", "plan").order_by("due_on", "id")), today)


def to_supervise(actor: Actor, today: date) -> list[tuple[str, str]]:
    """Return the tasks that other units lead for the actor's authority, as choices: those that are late first."""
    found = sorted(_open_below(actor, today), key=lambda one: not one.is_late)
    return [(str(one.task.pk), f"{one.task.org.name} · {one.task.title[:SHOWN]}（{one.why}）") for one in found]


def about(actor: Actor, task_id: int, today: date) -> dict[str, Any]:
    """Return what a letter says of a task. Raises NotFoundHere."""
    one = next((one for one in _open_below(actor, today) if one.task.pk == task_id), None)
    if one is None:
        raise NotFoundHere
    task = one.task
    with override("zh-hans"):  # letters are Chinese, whoever writes them
        stood = one.why
    return {
        "task": task.pk, "title": task.title, "unit": task.org.name, "path": task.org_path,
        "role": identity.official_at(task.org.level), "due_on": task.due_on.isoformat(), "stood": stood,
    }  # fmt: skip


def is_open(task_id: int) -> bool:
    """Say whether a task still is to be done."""
    return bool(Task.objects.within("").filter(pk=task_id, state__in=OPEN).exists())


def unanswered(actor: Actor, today: date) -> int:
    """Count the letters at and below the actor's node whose day of reply has passed."""
    stays = Stay.objects.visible_to(actor, view_tasks).filter(type=TYPE, left_at=None, due_on__lt=today)
    return int(stays.count())
