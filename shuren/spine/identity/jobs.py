"""Work of identity that takes longer than a page."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from shuren.kernel.actors import Actor
from shuren.kernel.jobs.declare import job
from shuren.kernel.jobs.progress import Progress
from shuren.spine.identity.actions import audits, certifying, reviewing, roots


@job("identity.verify_audit", label=_("验证审计链"))
def verify_audit(progress: Progress, /, *, actor: Actor) -> None:
    """Verify the chain and leave the outcome as the run's note."""
    verdict = audits.verify_chain(actor=actor, tell=progress.tell)
    progress.tell(verdict.checked, verdict.checked, audits.sentence_of(verdict).kept())


@app.periodic(cron="50 3 * * *")
@app.task(name="identity.review_grants", queue="default", queueing_lock="identity.review_grants")
def review_grants(timestamp: int) -> None:
    """Ask every night for the reviews of grants that are due, and end those that nobody looked at."""
    del timestamp
    reviewing.remind_and_end(timezone.now())


@app.periodic(cron="12 */6 * * *")
@app.task(name="identity.keep_authority", queue="default", queueing_lock="identity.keep_authority")
def keep_authority(timestamp: int) -> None:
    """Renew the root and units' certificates before they end, and sign the public lists anew."""
    del timestamp
    now = timezone.now()
    roots.renew_root_in_time(now)
    certifying.renew_in_time(now)
    roots.publish_in_time(now)
