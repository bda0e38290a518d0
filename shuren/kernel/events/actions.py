"""Announcing an event, and running one handler for it."""

from django.db import transaction
from django.utils import timezone

from shuren.kernel import bulk
from shuren.kernel.events.declare import EVENTS, HANDLERS, Event
from shuren.kernel.events.models import Announcement, Handled
from shuren.kernel.jobs.queue import defer
from shuren.kernel.rowsecurity import scope_of


def announce(happened: Event) -> None:
    """Put the event into the outbox of the running transaction and queue its handlers with it.

    Raises TransactionManagementError outside a transaction: a crash in between would keep handlers from what happened.
    """
    from shuren.kernel.events.jobs import handle

    name = type(happened).__name__
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"Announce {name} inside the transaction of its deed.")
    EVENTS[name]
    announcement = Announcement.objects.create(type=name, payload=happened.payload(), at=timezone.now())
    for handler in HANDLERS:
        if handler.event is type(happened):
            defer(handle, announcement_id=announcement.pk, handler=handler.name)


@transaction.atomic
def run_handler(announcement_id: int, handler_name: str) -> bool:
    """Run one handler for one announcement; return False where it had already run."""
    announcement = Announcement.objects.get(pk=announcement_id)
    handler = HANDLERS[handler_name]
    noted = Handled(announcement=announcement, handler=handler_name, at=timezone.now())
    first = bulk.insert([noted], "ON CONFLICT (announcement_id, handler) DO NOTHING") == 1
    if first:
        with scope_of(handler.actor):
            handler.call(EVENTS[announcement.type](**announcement.payload), actor=handler.actor)
    return first
