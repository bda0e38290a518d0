"""Reading the one list."""

from django.db.models import F, Q, QuerySet

from shuren.kernel.actors import Actor
from shuren.kernel.notices.models import Notice


def open_for(actor: Actor) -> QuerySet[Notice]:
    """Return what awaits this actor in the present role, most urgent first."""
    mine = Q(role=actor.role, org_path=actor.path) | Q(account_key=actor.id)
    still_open = Notice.objects.filter(mine, settled_at=None).exclude(not_for=actor.id)
    return still_open.order_by(F("due_at").asc(nulls_last=True), "asked_at", "id")
