"""Background work of projects."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shuren.modules.projects.actions import todos


@app.periodic(cron="40 6 * * *")
@app.task(name="projects.ask", queue="default", queueing_lock="projects.ask")
def ask(timestamp: int) -> None:
    """Ask for what is owed: milestones, ends of guarantees, reviews."""
    del timestamp
    todos.ask(timezone.localdate())
