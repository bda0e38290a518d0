"""Opening accounts takes longer than a page; every night they follow the registers."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from shuren.kernel.actors import Actor
from shuren.kernel.jobs.declare import job
from shuren.kernel.jobs.progress import Progress
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.accounts.actions import keeping, opening
from shuren.modules.accounts.queries import sheets


@job("accounts.fill_sheet", label=_("开通账号"))
def fill_sheet(run: Progress, *, actor: Actor, sheet_id: int) -> None:
    """Open the accounts of a sheet."""
    opening.fill(actor=actor, sheet=sheets.sheet_for(actor, sheet_id), tell=run.tell)


@app.periodic(cron="40 3 * * *")
@app.task(name="accounts.keep", queue="default", queueing_lock="accounts.keep")
def keep(timestamp: int) -> None:
    """End roles of leavers, move and seal accounts, forget codes."""
    del timestamp
    with scope_of(keeping.KEEPER):
        keeping.keep(timezone.now())
