"""Taking what is known instead of asking for it; who took what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from shuren.kernel.audit.actions import record
from shuren.modules.collection import events
from shuren.modules.collection.queries import requests
from shuren.modules.collection.queries.table import Table, known_of

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.modules.collection.models import Request


@transaction.atomic
def take(*, actor: Actor, request_id: int) -> tuple[Request, Table]:
    """Return a request with what is known of its units. Raises NotFoundHere, Forbidden."""
    row = requests.request_for(actor, request_id)
    table = known_of(row)
    subject = ("collection.request", row.pk)
    details = {"title": row.title, "questions": len(table.questions), "units": len(table.units)}
    record(actor=actor, label=events.KNOWN_TAKEN, org_path=row.org_path, subject=subject, details=details)
    return row, table
