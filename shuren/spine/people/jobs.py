"""Background work of the registers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from shuren.kernel.actors import Actor
from shuren.kernel.jobs.declare import job
from shuren.spine.people import actions


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
