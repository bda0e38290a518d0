"""A unit confirms a paper; what its people do with it is told by the case of its handling."""

from datetime import datetime

from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.files.models import StoredFile
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.office import events
from shuren.modules.office import permissions as can
from shuren.modules.office.models import Delivery, End
from shuren.modules.office.queries import papers

KIND = "office.delivery"


class OtherUnits(Refused):
    """这份公文由收文单位自己签收和办理，上级单位只能查看。"""


class Revoked(Refused):
    """这份公文已由发文机关撤销，自始无效，不再签收和提供。请以“知悉”确认。"""


@transaction.atomic
def confirm(*, actor: Actor, delivery: Delivery, at: datetime) -> Delivery:
    """Confirm a paper for the actor's unit; the first confirmation stands. Raises OtherUnits, Revoked."""
    row = own(actor, delivery.pk)
    if row.paper.end == End.REVOKED:
        raise Revoked
    if row.read_at is None:
        row.read_at, row.read_by = at, actor.name
        row.save(update_fields=["read_at", "read_by"])
        notices.settle(kind=KIND, subject_id=row.pk)
        record(
            actor=actor,
            label=events.PAPER_RECEIVED,
            org_path=row.org_path,
            subject=("office.delivery", row.pk),
            details={"number": row.paper.number},
        )
    return row


@transaction.atomic
def take(*, actor: Actor, delivery: Delivery, place: int) -> StoredFile:
    """Return a file of a paper received, and note who took it. Raises Revoked, NotFoundHere."""
    if delivery.paper.end == End.REVOKED:
        raise Revoked
    held = papers.stored_of(delivery.paper)
    if place >= len(held):
        raise NotFoundHere
    told = {"number": delivery.paper.number, "file": held[place].name}
    subject = ("office.paper", delivery.paper_id)
    record(actor=actor, label=events.PAPER_TAKEN, org_path=actor.path, subject=subject, details=told)
    return held[place]


@transaction.atomic
def close(*, actor: Actor, delivery_id: int, result: str, at: datetime) -> None:
    """Note what came of a paper; a later handling of it adds to the first."""
    row = own(actor, delivery_id)
    row.result, row.closed_at = "\n".join(filter(None, (row.result, result)))[:500], at
    row.save(update_fields=["result", "closed_at"])


def own(actor: Actor, delivery_id: int) -> Delivery:
    """Return a delivery to the actor's own unit, locked. Raises OtherUnits, Forbidden."""
    row: Delivery = (
        Delivery.objects.within("").select_for_update(of=("self",)).select_related("paper").get(pk=delivery_id)
    )
    require(actor, can.receive)
    if actor.path != row.org_path:
        raise OtherUnits
    return row
