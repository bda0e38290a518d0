"""Certificates that take longer than a page."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.jobs.declare import job
from shuren.kernel.jobs.progress import Progress
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.certificates import queries
from shuren.spine.certificates.actions import batches, issuing
from shuren.spine.certificates.permissions import issue_certificates

RETRIER = system_actor("certificates.retrier", "待补签发重试", issue_certificates)


@job("certificates.lay_out", label=_("列出批量签发名单"))
def lay_out(run: Progress, *, actor: Actor, issuance_id: int) -> None:
    found = queries.issuance_for(actor, issuance_id)
    batches.fill_in(actor=actor, issuance=found, at=timezone.now(), tell=run.tell)


@job("certificates.issue_lines", label=_("批量签发证书"))
def issue_lines(run: Progress, *, actor: Actor, issuance_id: int) -> None:
    found = queries.issuance_for(actor, issuance_id)
    batches.issue_lines(actor=actor, issuance=found, now=timezone.now, tell=run.tell)


@job("certificates.revoke_lines", label=_("批量撤销证书"))
def revoke_lines(run: Progress, *, actor: Actor, issuance_id: int, reason: str) -> None:
    found = queries.issuance_for(actor, issuance_id)
    batches.revoke_lines(actor=actor, issuance=found, reason=reason, now=timezone.now, tell=run.tell)


@app.periodic(cron="37 * * * *")
@app.task(name="certificates.pay_debts", queue="default", queueing_lock="certificates.pay_debts")
def pay_debts(timestamp: int) -> None:
    """Try once an hour to issue what did not come by itself: most trouble passes."""
    del timestamp
    with scope_of(RETRIER):
        for debt_id in queries.all_debts():
            issuing.retry(actor=RETRIER, debt_id=debt_id, at=timezone.now())
