"""Background work of projects."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shuren.modules.projects.actions import uses


@app.periodic(cron="40 6 * * *")
@app.task(name="projects.ask_for_reviews", queue="default", queueing_lock="projects.ask_for_reviews")
def ask_for_reviews(timestamp: int) -> None:
    """Ask for the reviews of what was accepted a year ago."""
    del timestamp
    uses.ask_for_reviews(timezone.localdate())
