"""What the office does with a paper after it was signed: send it on, urge, hand it out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.files.models import StoredFile
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.modules.office import events
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import ending, issuing, receiving
from shuren.modules.office.actions.ending import OthersPaper
from shuren.modules.office.models import Delivery, Paper
from shuren.modules.office.queries import papers as queries

URGED = gettext_noop("催签 · 请签收公文 {number}：{title}")


class AllConfirmed(Refused):
    """所有收文单位都已签收，不需要催签。"""


class NobodyNew(Refused):
    """所选单位都已收到这份公文，没有补发。请填写尚未收到的单位。"""

    status = 422


def require_own(actor: Actor, path: str) -> None:
    """Raise Forbidden or OthersPaper unless the actor keeps the papers of this very unit."""
    require(actor, can.keep_sent, path)
    if actor.path != path:
        raise OthersPaper


@transaction.atomic
def send_on(*, actor: Actor, paper: Paper, ids: Sequence[int], at: datetime) -> int:
    """Send a paper to further units; return to how many. Raises OthersPaper, NobodyNew, EndedAlready."""
    require_own(actor, paper.org_path)
    ending.locked(paper.pk)
    known = set(Delivery.objects.within("").filter(paper=paper).values_list("org_id", flat=True))
    count = issuing.deliver(paper, set(ids) - known - {paper.org_id}, at)
    if not count:
        raise NobodyNew(field="units")
    _record(actor, events.PAPER_SENT_ON, paper, count=count)
    return count


@transaction.atomic
def urge(*, actor: Actor, paper: Paper, at: datetime) -> int:
    """Remind all units that have not confirmed a paper; return how many.

    Raises OthersPaper, AllConfirmed, EndedAlready.
    """
    require_own(actor, paper.org_path)
    ending.locked(paper.pk)
    waiting = Delivery.objects.within("").filter(paper=paper, read_at=None)
    ids = [str(pk) for pk in waiting.values_list("pk", flat=True)]
    if not ids:
        raise AllConfirmed
    notices.retitle(kind=receiving.KIND, subject_ids=ids, title=URGED)
    waiting.update(urged_at=at)
    _record(actor, events.PAPER_URGED, paper, count=len(ids))
    return len(ids)


@transaction.atomic
def urge_all(*, actor: Actor, at: datetime) -> int:
    """Remind all units that have not confirmed papers of the actor's unit; return how many. Raises AllConfirmed."""
    require(actor, can.keep_sent)
    waiting = Delivery.objects.within("").filter(pk__in=queries.waiting_for(actor).values("pk"))
    ids = [str(pk) for pk in waiting.values_list("pk", flat=True)]
    if not ids:
        raise AllConfirmed
    notices.retitle(kind=receiving.KIND, subject_ids=ids, title=URGED)
    waiting.update(urged_at=at)
    record(actor=actor, label=events.ALL_URGED, org_path=actor.path, details={"count": len(ids)})
    return len(ids)


@transaction.atomic
def look(*, actor: Actor, paper: Paper) -> Paper:
    """Note that somebody has looked at a paper; return it."""
    _record(actor, events.PAPER_SEEN, paper)
    return paper


@transaction.atomic
def take(*, actor: Actor, paper: Paper, place: int) -> StoredFile:
    """Return the paper itself (place 0) or one of its annexes, and note who took it. Raises NotFoundHere."""
    held = queries.stored_of(paper)
    if place >= len(held):
        raise NotFoundHere
    _record(actor, events.PAPER_TAKEN, paper, file=held[place].name)
    return held[place]


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Note that the register was taken out as a file."""
    record(actor=actor, label=events.REGISTER_EXPORTED, org_path=actor.path, details={"count": count})


def _record(actor: Actor, label: AuditLabel, paper: Paper, **details: Any) -> None:
    told = {"number": paper.number, **details}
    record(actor=actor, label=label, org_path=actor.path, subject=("office.paper", paper.pk), details=told)
