"""A process of its own, killed while it stands still in the middle of what it does: at a lock that the test holds.

    with holding("LOCK TABLE notices_notice IN SHARE MODE") as held:
        kill_at(held, [*deed("tests.modules.collection.killed:grant"), "12"], writes=("collection_return",))

The test has to be transactional, for the process sees only what is committed.
"""

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds; starting Python on a busy machine takes some
WAITING = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND %s::int = ANY(pg_blocking_pids(pid))
"""
WRITTEN = """
SELECT relation::regclass::text FROM pg_locks WHERE pid = %s AND granted AND mode = 'RowExclusiveLock'
AND locktype = 'relation'
"""


@dataclass(frozen=True)
class Held:
    """A lock, by the connection that has it."""

    link: "psycopg.Connection[Any]"
    pid: int


@contextmanager
def holding(statement: str, *values: object) -> Iterator[Held]:
    """Hold what a statement locks until the block ends."""
    with psycopg.connect(database()) as link:
        link.execute(statement, values)  # type: ignore[call-overload]
        yield Held(link, link.info.backend_pid)
        link.rollback()


@contextmanager
def standing(held: Held, command: Sequence[str]) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Run a command until it waits for the lock; give its process, and that of the database which works for it.

    It is killed at the end of the block, if not before; the database has forgotten it then, and the lock is free.
    """
    process = started(command)
    with psycopg.connect(database(), autocommit=True) as link:
        try:
            pid = _until_it_waits(link, held, process)
            yield process, pid
        finally:
            process.kill()
            process.communicate()
            held.link.rollback()
        while link.execute("SELECT FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone():
            time.sleep(0.05)
    assert process.returncode == -signal.SIGKILL


def kill_at(held: Held, command: Sequence[str], *, writes: Sequence[str] = ()) -> None:
    """Kill a command where it waits for the lock, having begun to write into some tables."""
    with standing(held, command) as (_process, pid), psycopg.connect(database()) as link:
        written = {name for (name,) in link.execute(WRITTEN, [pid])}
        assert written >= set(writes), f"it had written into {sorted(written)} only"


def _until_it_waits(link: "psycopg.Connection[Any]", held: Held, process: "subprocess.Popen[str]") -> int:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if row := link.execute(WAITING, [held.pid]).fetchone():
            return int(row[0])
        assert process.poll() is None, f"it ended by itself:\n{process.communicate()[0]}"
        time.sleep(0.05)
    raise AssertionError("It never came to the lock.")


def deed(name: str) -> list[str]:
    """Return the command that does `module:function` with the arguments that follow."""
    return [sys.executable, "-m", "tests.killing", name]


def started(command: Sequence[str]) -> "subprocess.Popen[str]":
    """Start a command over the test's database and folders."""
    from django.conf import settings

    environment = os.environ | {
        "DATABASE_URL": database(), "DJANGO_SETTINGS_MODULE": "shuren.site.settings", "PYTHONPATH": str(ROOT),
        "TESTS_FILES": str(settings.FILES_DIR),
    }  # fmt: skip
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, cwd=ROOT, text=True
    )


def database() -> str:
    """Return the address of the test's database."""
    from django.db import connection

    values = connection.settings_dict
    login = f"{quote(values['USER'])}:{quote(values['PASSWORD'])}"
    return f"postgresql://{login}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


def _do(name: str, *arguments: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.FILES_DIR = Path(os.environ["TESTS_FILES"])
    module, function = name.split(":")
    getattr(importlib.import_module(module), function)(*arguments)


if __name__ == "__main__":
    _do(*sys.argv[1:])
