"""How far a run is, told while its own transaction is still open."""

import time
from types import TracebackType
from typing import Any, Self

import psycopg
from django.db import connection

INTERVAL = 0.3  # seconds between two writes; a progress bar needs no more


class Progress:
    """Reports through a connection of its own, so that others see it before the job's transaction commits."""

    def __init__(self, run_id: int) -> None:
        self._run_id = run_id
        self._last = 0.0
        self._side: psycopg.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._side is not None:
            self._side.close()

    def tell(self, done: int, total: int, note: str = "") -> None:
        """Say that `done` of `total` steps are finished; `note` is a short sentence for the one who waits."""
        now = time.monotonic()
        if now - self._last < INTERVAL and done < total:
            return
        self._last = now
        if self._side is None:
            self._side = psycopg.connect(**_parameters(), autocommit=True)
        self._side.execute(
            "UPDATE jobs_run SET done = %s, total = %s, note = %s WHERE id = %s", (done, total, note, self._run_id)
        )


def _parameters() -> dict[str, Any]:
    settings = connection.settings_dict
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {key: settings[name] for key, name in names.items() if settings.get(name)}
