from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from shuren.kernel.events import actions


@app.task(
    name="events.handle",
    queue="events",
    retry=RetryStrategy(max_attempts=5, wait=2, exponential_wait=3),
    pass_context=False,
)
def handle(announcement_id: int, handler: str) -> None:
    actions.run_handler(announcement_id, handler)
