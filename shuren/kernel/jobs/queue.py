"""Queueing work with the transaction of the deed, inside a worker as anywhere else.

While a worker runs, procrastinate's app has connections of its own: what is deferred over them is there before the deed
commits, and stays where the deed is rolled back.
"""

from typing import Any

from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.tasks import Task

_outbox = App(connector=DjangoConnector())


def defer(task: "Task[Any, Any, Any]", *, queue: str = "", **arguments: Any) -> None:
    """Queue a task over Django's connection. Raises AlreadyEnqueued where its queueing lock is held."""
    queued = _outbox.configure_task(
        task.name, queue=queue or task.queue, lock=task.lock, queueing_lock=task.queueing_lock, priority=task.priority
    )
    queued.defer(**arguments)
