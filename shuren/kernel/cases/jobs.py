"""What is done with cases at fixed hours."""

from django.utils.translation import gettext_noop
from procrastinate.contrib.django import app

from shuren.kernel.actors import system_actor
from shuren.kernel.cases import drafts, overdue, reckoning

CLOCK = system_actor("cases.clock", gettext_noop("办件时限督办"))


@app.periodic(cron="12 5 * * *")
@app.task(name="cases.keep_time", queue="default", queueing_lock="cases.keep_time")
def keep_time(timestamp: int = 0) -> None:
    """Every morning: count by the holidays known now, then put what is overdue before superiors."""
    del timestamp
    reckoning.reckon()
    overdue.escalate(actor=CLOCK)


@app.periodic(cron="40 3 * * *")
@app.task(name="cases.expire_drafts", queue="default", queueing_lock="cases.expire_drafts")
def expire_drafts(timestamp: int = 0) -> None:
    """Every night: remove the drafts that nobody has touched for long."""
    del timestamp
    drafts.expire()
