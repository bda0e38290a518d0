"""Work of identity that takes longer than a page."""

from django.utils.translation import gettext_lazy as _

from shuren.kernel.actors import Actor
from shuren.kernel.jobs.declare import job
from shuren.kernel.jobs.progress import Progress
from shuren.spine.identity.actions import audits


@job("identity.verify_audit", label=_("验证审计链"))
def verify_audit(progress: Progress, /, *, actor: Actor) -> None:
    """Verify the chain and leave the outcome as the run's note."""
    verdict = audits.verify_chain(actor=actor, tell=progress.tell)
    progress.tell(verdict.checked, verdict.checked, audits.sentence_of(verdict))
