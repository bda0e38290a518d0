"""What is done with requests at fixed hours."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shuren.modules.collection.actions import rounds


@app.periodic(cron="25 5 * * *")
@app.task(name="collection.keep_time", queue="default", queueing_lock="collection.keep_time")
def keep_time(timestamp: int = 0) -> None:
    """Every morning: rounds begin and are frozen, what is missing is put before authorities, requests end."""
    del timestamp
    rounds.keep_time(timezone.localdate())
