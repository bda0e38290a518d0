"""What is done with cases at fixed hours."""

from django.utils.translation import gettext_noop
from procrastinate.contrib.django import app

from shuren.kernel.actors import system_actor
from shuren.kernel.cases import overdue, reckoning

CLOCK = system_actor("cases.clock", gettext_noop("办件时限督办"))


@app.periodic(cron="12 5 * * *")
@app.task(name="cases.keep_time", queue="default", queueing_lock="cases.keep_time")
def keep_time(timestamp: int = 0) -> None:
    """Every morning: count by the holidays known now, then put what is overdue before superiors."""
    del timestamp
    reckoning.reckon()
    overdue.escalate(actor=CLOCK)
