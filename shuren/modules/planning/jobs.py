"""Background work of tasks."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shuren.modules.planning.actions import monthly


@app.periodic(cron="30 6 * * *")
@app.task(name="planning.ask_for_reports", queue="default", queueing_lock="planning.ask_for_reports")
def ask_for_reports(timestamp: int) -> None:
    """Ask the units that lead tasks for the month that is open."""
    del timestamp
    monthly.ask_all(timezone.localdate())
