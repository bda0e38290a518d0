"""What an auditor does with the audit log; both deeds are entries of their own."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.chain import Verdict
from shuren.kernel.audit.ledger import verify_stored
from shuren.kernel.jobs.actions import start
from shuren.kernel.jobs.declare import JOBS
from shuren.kernel.jobs.models import Run
from shuren.kernel.messages import Message
from shuren.spine.identity import events
from shuren.spine.identity import permissions as can

SUBJECT = ("audit.chain", "")
INTACT = gettext_noop("完整无误")


def start_verification(*, actor: Actor) -> Run:
    """Queue the verification of the whole chain."""
    require(actor, can.view_audit)
    return start(JOBS["identity.verify_audit"], actor=actor, org_path=actor.path, subject=SUBJECT)


@transaction.atomic
def verify_chain(*, actor: Actor, tell: Callable[[int, int], None]) -> Verdict:
    """Walk the whole chain, record the outcome and return it; `tell` hears how many links of how many are checked."""
    require(actor, can.view_audit)
    verdict = verify_stored(tell)
    record(
        actor=actor,
        label=events.CHAIN_VERIFIED,
        org_path=actor.path,
        subject=SUBJECT,
        details={"result": verdict.reason or INTACT, "holds": verdict.holds, "checked": verdict.checked},
    )
    return verdict


def sentence_of(verdict: Verdict) -> Message:
    """Return the verdict as one sentence."""
    if verdict.holds:
        return Message(gettext_noop("共 {count} 条，完整无误。"), {"count": verdict.checked})
    why = {"position": verdict.broken_at, "reason": Message(verdict.reason)}
    return Message(gettext_noop("第 {position} 条起不可信：{reason}"), why)


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Record that entries left the platform."""
    require(actor, can.view_audit)
    record(actor=actor, label=events.AUDIT_EXPORTED, org_path=actor.path, details={"count": count})
