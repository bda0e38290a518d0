"""Running queued jobs in the test itself, in its own transaction, instead of in a worker."""

from django.db import connection
from procrastinate.contrib.django import app

FETCH = """
UPDATE procrastinate_jobs SET status = 'doing', attempts = attempts + 1 WHERE id = (
  SELECT id FROM procrastinate_jobs
  WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY priority DESC, id LIMIT 1
) RETURNING id, task_name, args
"""
FINISH = "UPDATE procrastinate_jobs SET status = %s WHERE id = %s"


def run_jobs(limit: int = 100) -> int:
    """Run what is queued, and what that queues, until nothing is left; return how many jobs ran.

    A job that raises is marked failed and its exception goes on to the test.
    """
    for ran in range(limit):
        fetched = _one(FETCH)
        if fetched is None:
            return ran
        job_id, name, arguments = fetched
        try:
            app.tasks[name](**arguments)
        except Exception:
            _do(FINISH, "failed", job_id)
            raise
        _do(FINISH, "succeeded", job_id)
    raise AssertionError(f"More than {limit} jobs: one of them queues itself without end.")


def queued() -> list[str]:
    """Return the names of the tasks that wait, in the order in which they will run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY priority DESC, id")
        return [name for (name,) in cursor.fetchall()]


def _one(statement: str) -> tuple[int, str, dict[str, object]] | None:
    import json

    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    if row is None:
        return None
    job_id, name, arguments = row
    return job_id, name, json.loads(arguments) if isinstance(arguments, str) else arguments


def _do(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
