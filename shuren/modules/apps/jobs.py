"""What the catalogue does by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shuren.modules.apps.actions import cleaning

CLEAN_UP_DAY = (9, 1)  # once a year, when schools choose what to use


@app.periodic(cron="10 1 * * *")
@app.task(name="apps.expire", queue="default", queueing_lock="apps.expire")
def expire(timestamp: int = 0) -> None:
    """Note every night what has run out; on one day of the year ask for the clean-up."""
    del timestamp
    cleaning.expire_all()
    today = timezone.localdate()
    if (today.month, today.day) == CLEAN_UP_DAY:
        cleaning.remind()
