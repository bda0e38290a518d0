"""What the building of the region has announced, handled by the processes that build it: no worker runs yet."""

from django.db import connection

from shuren.kernel.events import actions
from shuren.kernel.events.declare import EVENTS, HANDLERS
from shuren.kernel.events.models import Announcement, Handled
from shuren.kernel.tabular.events import BatchApplied
from shuren.kernel.tabular.models import Batch

QUEUED = ["events.handle", "measures.put_right"]
TAKE_BACK = "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name = ANY(%s)"


def settle() -> str:
    """Handle what is left, in its order; the jobs queued for it are taken back. Return how much was handled in all."""
    for announcement in Announcement.objects.exclude(pk__in=Handled.objects.values("announcement")).order_by("pk"):
        _handle(announcement)
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, [QUEUED])
    return f"{Handled.objects.count():,}"


def settle_batch(batch: Batch) -> None:
    """Handle that a file was applied; it concerns its own school alone, so that files may come in any order."""
    (announcement,) = Announcement.objects.filter(type=BatchApplied.__name__, payload__batch_id=batch.pk)
    _handle(announcement)


def _handle(announcement: Announcement) -> None:
    for handler in HANDLERS:
        if handler.event is EVENTS[announcement.type]:
            actions.run_handler(announcement.pk, handler.name)
