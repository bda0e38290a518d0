"""What is done by the clock: keys change in time, what is over is swept away."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shuren.modules.sso.actions import keys, sweeping


@app.periodic(cron="41 3 * * *")
@app.task(name="sso.keep_keys", queue="default", queueing_lock="sso.keep_keys")
def keep_keys(timestamp: int) -> None:
    """Make the next signing key before the present one ends."""
    del timestamp
    keys.rotate_in_time(timezone.now())


@app.periodic(cron="51 3 * * *")
@app.task(name="sso.sweep", queue="default", queueing_lock="sso.sweep")
def sweep(timestamp: int) -> None:
    """Delete codes, tokens, tickets and proofs that are long over."""
    del timestamp
    sweeping.sweep(timezone.now())
