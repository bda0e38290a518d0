"""Deleting what is long over; the audit log keeps what mattered of it."""

from datetime import datetime, timedelta

from django.db import transaction

from shuren.modules.sso.models import Code, Proof, Ticket, Token

KEPT = timedelta(days=7)  # a second showing within it is still known for what it is


@transaction.atomic
def sweep(at: datetime) -> int:
    """Delete what expired long ago; return how many rows went."""
    before = at - KEPT
    return sum(model.objects.filter(expires_at__lt=before).delete()[0] for model in (Code, Ticket, Token, Proof))
