"""Background work of the registers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from shuren.kernel.actors import Actor
from shuren.kernel.jobs.declare import job
from shuren.spine.people import actions
from shuren.spine.people.actions import holders


@job("people.make_export", label=_("生成导出名单"))
def make_export(progress: Any, *, actor: Actor, request_id: int) -> None:
    """Make the file of an export request, as the one who asked."""
    actions.produce_export(actor=actor, request_id=request_id, progress=progress)


@app.periodic(cron="17 * * * *")
@app.task(name="people.expire_exports", queue="default", queueing_lock="people.expire_exports")
def expire_exports(timestamp: int) -> None:
    """Delete export files that are past their day."""
    del timestamp
    actions.expire_exports()


@app.periodic(cron="25 4 * * *")
@app.task(name="people.tie_accounts", queue="default", queueing_lock="people.tie_accounts")
def tie_accounts(timestamp: int) -> None:
    """Every night: tie the accounts of schools whose holder the list of staff leaves no doubt about."""
    del timestamp
    holders.infer()
