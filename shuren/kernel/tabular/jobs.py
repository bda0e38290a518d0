"""Checking, applying and undoing in the background. Each is one transaction, so that a killed worker leaves nothing."""

from datetime import timedelta
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from shuren.kernel.actors import Actor
from shuren.kernel.jobs.actions import start
from shuren.kernel.jobs.declare import Job, job
from shuren.kernel.jobs.progress import Progress
from shuren.kernel.tabular import actions, queries
from shuren.kernel.tabular.workflows import BatchState

KEPT = timedelta(days=14)  # how long checked rows wait to be applied before their file has to be read again


@job("tabular.check", label=_("核对数据"))
def check(run: Progress, *, actor: Actor, batch_id: int) -> None:
    actions.check(actor=actor, batch=queries.batch_for(actor, batch_id), tell=run.tell)


@job("tabular.apply", label=_("写入数据"))
def apply(run: Progress, *, actor: Actor, batch_id: int) -> None:
    batch = queries.batch_for(actor, batch_id)
    if batch.state != BatchState.APPLIED:  # a worker killed after its commit has done all there is to do
        actions.apply(actor=actor, batch=batch, tell=run.tell)


@job("tabular.undo", label=_("撤销导入"))
def undo(run: Progress, *, actor: Actor, batch_id: int, reason: str) -> None:
    batch = queries.batch_for(actor, batch_id)
    if batch.state != BatchState.UNDONE:
        actions.undo(actor=actor, batch=batch, reason=reason)


@app.periodic(cron="41 3 * * *")
@app.task(name="tabular.clear_staged", queue="default", queueing_lock="tabular.clear_staged")
def clear_staged(timestamp: int = 0) -> None:
    """Clear away, every night, what is staged for files that nobody has come back to."""
    del timestamp
    actions.clear_staged(before=timezone.now() - KEPT)


class Queued(Protocol):
    """A batch, as far as queuing it needs to know."""

    pk: Any
    org_path: Any


def start_check(*, actor: Actor, batch: Queued) -> int:
    """Queue the check of a batch; return the number of the run."""
    return _start(check, actor, batch)


def start_apply(*, actor: Actor, batch: Queued) -> int:
    """Queue the writing of a batch; return the number of the run."""
    return _start(apply, actor, batch)


def start_undo(*, actor: Actor, batch: Queued, reason: str) -> int:
    """Queue taking a batch back; return the number of the run."""
    return _start(undo, actor, batch, reason=reason)


def _start(queued: Job, actor: Actor, batch: Queued, **arguments: Any) -> int:
    subject = ("tabular.batch", batch.pk)
    run = start(queued, actor=actor, org_path=batch.org_path, subject=subject, batch_id=batch.pk, **arguments)
    return int(run.pk)
