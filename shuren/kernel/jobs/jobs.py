"""What the queue runs."""

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from shuren.kernel.jobs import actions

HEARTBEAT_LOST = 30.0  # seconds without a sign of life after which a worker counts as killed


@app.task(
    name="jobs.run",
    queue="default",
    pass_context=False,
    retry=RetryStrategy(wait=15, retry_exceptions=actions.AWAY),
)
def run_job(run_id: int) -> None:
    actions.work(run_id)


@app.periodic(cron="* * * * *")
@app.task(name="jobs.take_up_stalled", queue="default", pass_context=True, queueing_lock="jobs.take_up_stalled")
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """Queue again what a killed worker left behind."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=HEARTBEAT_LOST):
        await manager.retry_job(stalled)
