"""What the tree does by itself: changes take effect on their day."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shuren.spine.orgs import actions


@app.periodic(cron="5 * * * *")
@app.task(name="orgs.take_due", queue="default", queueing_lock="orgs.take_due")
def take_due(timestamp: int) -> None:
    """Carry out what is due; hourly, because the queue's clock is not the bureau's and midnight is theirs."""
    del timestamp
    actions.take_due(today=timezone.localdate())
