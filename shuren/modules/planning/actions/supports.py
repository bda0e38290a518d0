"""Units that support a task learn of it once it is issued; looking at it, or its end, takes the to-do away."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Actor
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.modules.planning.models import Support, Task
from shuren.spine.identity import api as identity

ASKED = "planning.support"  # kind of to-do
TO_SUPPORT = gettext_noop("请配合任务：{title}（{unit}牵头，{due}前完成）")
TITLE = 60  # characters of a task in a to-do


def ask(tasks: Iterable[Task]) -> None:
    """Put issued tasks before the units that support them."""
    rows = Support.objects.filter(task__in=[task.pk for task in tasks]).select_related("org", "task__org")
    notices.ask_all(
        Notice(
            kind=ASKED,
            subject_id=_subject(row),
            title=TO_SUPPORT,
            params={"title": row.task.title[:TITLE], "unit": row.task.org.name, "due": row.task.due_on.isoformat()},
            link=reverse("planning:task", args=(row.task_id,)),
            role=identity.official_at(row.org.level),
            org_path=row.org.path,
            asked_at=timezone.now(),
        )
        for row in rows.order_by("task", "org")
        if row.org_id != row.task.org_id
    )


def read(*, actor: Actor, task: Task) -> None:
    """Take away the to-do of the actor's unit, which has looked at the task now."""
    _settle(Support.objects.filter(task=task, org__path=actor.path))


def settle(task: Task) -> None:
    """Take away the to-dos of a task that is over."""
    _settle(Support.objects.filter(task=task))


def _settle(rows: Iterable[Support]) -> None:
    notices.settle_all(kind=ASKED, subject_ids=[_subject(row) for row in rows])


def _subject(row: Support) -> str:
    return f"{row.task_id}:{row.org_id}"
