"""What the audit log does by itself."""

from procrastinate.contrib.django import app

from shuren.kernel.audit import anchors, ledger


@app.periodic(cron="23 * * * *")
@app.task(name="audit.keep_head", queue="default", queueing_lock="audit.keep_head")
def keep_head(timestamp: int) -> None:
    """Keep the present head outside the database, once an hour."""
    anchors.keep(ledger.head())
