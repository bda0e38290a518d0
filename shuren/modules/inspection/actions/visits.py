"""What is done with a visit at a desk: withdrawn, opened again, read, answered."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.messages import Message
from shuren.kernel.notices import actions as notices
from shuren.kernel.refusals import Forbidden, NotFoundHere, Refused
from shuren.kernel.workflow.actions import ReasonMissing, take
from shuren.modules.inspection import events
from shuren.modules.inspection.actions import rounds
from shuren.modules.inspection.actions.phones import ASIDE, RESULT
from shuren.modules.inspection.models import Note, Photo, Statement, Visit
from shuren.modules.inspection.permissions import answer_checks, plan_checks
from shuren.modules.inspection.workflows import VisitState, VisitWorkflow

BY_HAND = gettext_noop("{reason}")


class NotHandedIn(Refused):
    """核查还没有提交，或已重新打开，暂时不能答复。"""


@transaction.atomic
def step(*, actor: Actor, visit: Visit, name: str, reason: str) -> None:
    """Withdraw a visit, or open it again; opened, what came late counts."""
    if name == VisitWorkflow.withdraw.name:
        if not reason.strip():
            raise ReasonMissing(field="reason", step=VisitWorkflow.withdraw.label)
        rounds.withdraw(actor=actor, visit=visit, why=Message(BY_HAND, {"reason": reason.strip()}))
        taken = VisitWorkflow.withdraw
    elif name == VisitWorkflow.reopen.name:
        taken = VisitWorkflow.reopen
        _reopen(take(taken, actor=actor, obj=visit, reason=reason))
    else:
        raise NotFoundHere
    _record(events.VISIT_STEP, actor, visit, step=taken.label)
    rounds.ask_inspectors(visit.round)


def _reopen(visit: Visit) -> None:
    visit.handed_in_at, visit.handed_in_by, visit.problems, visit.why_withdrawn = None, "", 0, ""
    visit.save(update_fields=["handed_in_at", "handed_in_by", "problems", "why_withdrawn"])
    Note.objects.filter(visit=visit, is_aside=True).update(is_aside=False)
    Photo.objects.filter(visit=visit, is_aside=True).update(is_aside=False)
    for kind in (RESULT, ASIDE):
        notices.settle(kind=kind, subject_id=visit.pk)


@transaction.atomic
def leave_aside(*, actor: Actor, visit: Visit) -> None:
    """Leave what came late where it is: it stays to be read and changes nothing."""
    require(actor, plan_checks, visit.round.org_path)
    notices.settle(kind=ASIDE, subject_id=visit.pk)
    _record(events.VISIT_STEP, actor, visit, step=gettext_noop("后到的记录不补入"))


@transaction.atomic
def answer(*, actor: Actor, visit: Visit, text: str = "") -> Statement:
    """Say something to what was found, or that it has been read. Raises NotHandedIn."""
    require(actor, answer_checks)
    if actor.path != visit.org_path:
        raise Forbidden
    if visit.state != VisitState.DONE:
        raise NotHandedIn
    made: Statement = Statement.objects.create(visit=visit, text=text.strip(), by_name=actor.name, at=timezone.now())
    notices.settle(kind=RESULT, subject_id=visit.pk)
    _record(events.VISIT_ANSWERED, actor, visit)
    return made


def note_viewed(*, actor: Actor, visit: Visit, photos: int) -> None:
    """Leave in the log that somebody looked at what was found."""
    _record(events.VISIT_VIEWED, actor, visit, photos=photos)


def note_printed(*, actor: Actor, visit: Visit) -> None:
    _record(events.VISIT_PRINTED, actor, visit)


def note_photo_opened(*, actor: Actor, visit: Visit) -> None:
    _record(events.PHOTO_OPENED, actor, visit)


@transaction.atomic
def _record(label: AuditLabel, actor: Actor, visit: Visit, **details: Any) -> None:
    told = {"unit": visit.org.name, "title": visit.round.title, **details}
    record(actor=actor, label=label, org_path=visit.org_path, subject=("inspection.visit", visit.pk), details=told)
