"""What the figures do by themselves, and the refreshing of whole years."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from shuren.kernel.actors import Actor
from shuren.kernel.jobs.declare import job
from shuren.kernel.jobs.progress import Progress
from shuren.kernel.jobs.queue import defer
from shuren.kernel.measures import keeping


@app.periodic(cron="* * * * *")
@app.task(name="measures.put_right", queue="default", queueing_lock="measures.put_right", lock="measures.put_right")
def put_right(timestamp: int = 0) -> None:
    """Put right what is marked; every minute as well, for marks set while a run was starting."""
    del timestamp
    keeping.put_right()


def soon() -> None:
    """Have what is marked put right as soon as a worker is free; asking again while one waits changes nothing."""
    try:
        with transaction.atomic():
            defer(put_right, timestamp=0)
    except AlreadyEnqueued:
        return


@job("measures.refresh", label=_("重新取数并计算指标"))
def refresh(progress: Progress, *, actor: Actor, years: list[int]) -> None:
    """Take new snapshots of some years and compute them whole."""
    del actor
    keeping.refresh(years, tell=progress.tell)
