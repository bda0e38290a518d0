"""Export requests: one's own, and those that await a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from shuren.kernel.actors import range_of
from shuren.kernel.refusals import NotFoundHere
from shuren.spine.people.models import ExportRequest
from shuren.spine.people.permissions import approve_export, export_persons

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

SUBJECT = "people.exportrequest"


def exports_for(actor: Actor) -> QuerySet[ExportRequest]:
    """Return the actor's own requests, and all of the actor's part of the tree where they may approve; newest first."""
    own = Q(requested_by_key=actor.id) if actor.may(export_persons) else Q(pk__in=())
    if actor.may(approve_export):
        low, high = range_of(actor.path)
        own |= Q(org_path__gte=low, org_path__lt=high)
    found: QuerySet[ExportRequest] = ExportRequest.objects.within("").filter(own).select_related("file")
    return found.order_by("-id")


def export_for(actor: Actor, request_id: int) -> ExportRequest:
    """Return a request the actor made or may decide. Raises NotFoundHere for any other."""
    found = exports_for(actor).filter(pk=request_id).first()
    if found is None:
        raise NotFoundHere
    return found


def overdue(now: object) -> list[ExportRequest]:
    """Return the requests whose file is past its day."""
    found = ExportRequest.objects.within("").filter(expires_at__lte=now, state__in=("ready", "waiting"))
    return list(found.select_related("file").order_by("id"))
