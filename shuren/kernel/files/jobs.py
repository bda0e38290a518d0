"""What the store does by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shuren.kernel.files import actions


@app.periodic(cron="52 3 * * *")
@app.task(name="files.sweep", queue="default", queueing_lock="files.sweep")
def sweep(timestamp: int = 0) -> None:
    """Clear away, every night, what killed processes left half stored."""
    del timestamp
    actions.sweep(now=timezone.now())
