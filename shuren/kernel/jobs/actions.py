"""Starting a job and running it."""

import logging
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel.actors import Absent, Actor
from shuren.kernel.jobs.declare import JOBS, Job
from shuren.kernel.jobs.models import Run, RunState
from shuren.kernel.jobs.progress import Progress
from shuren.kernel.jobs.queue import defer
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of

log = logging.getLogger(__name__)
PATIENCE = timedelta(hours=1)
AWAY = (OperationalError, InterfaceError)  # what is raised where the database has gone away


@transaction.atomic
def start(job: Job, *, actor: Actor, org_path: str, subject: tuple[str, object] = ("", ""), **arguments: Any) -> Run:
    """Queue a job in the running transaction; it starts once that commits."""
    from shuren.kernel.jobs.jobs import run_job

    run: Run = Run.objects.create(
        job=job.name,
        arguments=arguments,
        actor={**asdict(actor), "permissions": sorted(actor.permissions)},
        actor_key=actor.id,
        org_path=org_path,
        subject_type=subject[0],
        subject_id=str(subject[1]),
    )
    defer(run_job, queue=job.queue, run_id=run.pk)
    return run


def work(run_id: int) -> None:
    """Run a queued job to its end, or take up one whose worker was killed.

    Where the database goes away under it, the run stays as it is and the queue takes it up again, for PATIENCE.
    """
    run = Run.objects.within("").get(pk=run_id)
    if run.is_over:
        return
    _mark(run_id, state=RunState.RUNNING, started_at=timezone.now(), note="")
    actor = _actor_of(run)
    try:
        with scope_of(actor), Progress(run_id) as progress:
            JOBS[run.job].call(progress, actor=actor, **run.arguments)
    except Refused as refusal:
        _mark(run_id, state=RunState.FAILED, finished_at=timezone.now(), note=refusal.message.kept())
    except Exception as failure:
        log.exception("job %s, run %s", run.job, run_id)
        if isinstance(failure, AWAY) and timezone.now() < run.queued_at + PATIENCE:
            raise
        sentence = gettext_noop("处理时发生意外错误，已记入系统日志；数据没有任何改动，请稍后重试或联系管理员。")
        _mark(run_id, state=RunState.FAILED, finished_at=timezone.now(), note=sentence)
        raise
    else:
        _mark(run_id, state=RunState.DONE, finished_at=timezone.now())


def _actor_of(run: Run) -> Actor:
    absent = tuple(Absent(**kept) for kept in run.actor.get("stands_in_for", ()))
    return Actor(**{**run.actor, "permissions": frozenset(run.actor["permissions"]), "stands_in_for": absent})


def _mark(run_id: int, **values: object) -> None:
    Run.objects.within("").filter(pk=run_id).update(**values)
