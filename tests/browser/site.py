"""The application on a live port: a database of its own, a web server and a worker, as an operator starts them.

The region is built once and kept until the program changes; each process of the test run serves a copy of its own.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from shuren.site.cli.processes import web_command, worker_command

ROOT = Path(__file__).resolve().parent.parent.parent
BUILT = "shuren_browser"
STARTUP_SECONDS = 120
SOURCES = ("shuren/**/*.py", "shuren/**/*.sql", "shuren/**/*.csv", "shuren/**/*.yaml", "tests/browser/region.py")


@dataclass(frozen=True)
class Site:
    """Where the application answers, and the database behind it for what no page shows."""

    address: str
    database: str
    runtime: Path
    worker: int = 0  # process id

    @contextmanager
    def jobs_waiting(self) -> Iterator[None]:
        """Hold the worker still, so that a page can be seen while its job is queued."""
        os.kill(self.worker, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.worker, signal.SIGCONT)

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement; return its rows."""
        with psycopg.connect(self.database, autocommit=True) as session:
            done = session.execute(statement, values)
            return done.fetchall() if done.description else []


@contextmanager
def served(server: str, folder: Path, name: str) -> Iterator[Site]:
    """Serve a copy of the region; `server` is the address of any database of the PostgreSQL server."""
    database, runtime = f"{BUILT}_{name}", folder / name
    with _locked(folder):
        _ensure_built(server, folder)
        _recreate(server, database, f"TEMPLATE {BUILT}")
        shutil.rmtree(runtime, ignore_errors=True)
        shutil.copytree(folder / "built", runtime)
    port = _free_port()
    site = Site(f"http://127.0.0.1:{port}", _beside(server, database), runtime)
    web, worker = _start(site, "web", web_command("127.0.0.1", port, 1)), _start(site, "worker", worker_command(1))
    try:
        _await(site, (web, worker))
        yield replace(site, worker=worker.pid)
    finally:
        worker.kill()  # what it was doing goes with the database
        web.terminate()
        for child in (worker, web):
            child.wait()
        with psycopg.connect(server, autocommit=True) as session:
            session.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


def _ensure_built(server: str, folder: Path) -> None:
    stamp, print_now = folder / "built" / "stamp", _fingerprint()
    with psycopg.connect(server) as session:
        stands = session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [BUILT]).fetchone()
    if stands and stamp.exists() and stamp.read_text() == print_now:
        return
    shutil.rmtree(folder / "built", ignore_errors=True)
    (folder / "built" / "static").mkdir(parents=True)  # where a server's collected files would be
    _recreate(server, BUILT)
    command = [sys.executable, "-m", "tests.browser.region"]
    environment = _environment(_beside(server, BUILT), folder / "built")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"The region for the browser tests was not built:\n{done.stdout}{done.stderr}")
    stamp.write_text(print_now)


def _fingerprint() -> str:
    """Return a hash over all that a region is made of."""
    total = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            total.update(path.read_bytes())
    return total.hexdigest()


def _recreate(server: str, database: str, how: str = "") -> None:
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        session.execute(f"CREATE DATABASE {database} {how}")


def _beside(server: str, database: str) -> str:
    return f"{server.rsplit('/', 1)[0]}/{database}"


def _environment(database: str, runtime: Path) -> dict[str, str]:
    settings = {"DJANGO_SETTINGS_MODULE": "shuren.site.settings", "POLARS_MAX_THREADS": "1"}
    return os.environ | settings | {"DATABASE_URL": database, "SHUREN_VAR": str(runtime)}


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(site: Site, name: str, command: list[str]) -> subprocess.Popen[bytes]:
    environment = _environment(site.database, site.runtime) | {"SHUREN_PUBLIC_URL": site.address}
    with (site.runtime / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip


def _await(site: Site, children: Sequence[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with urllib.request.urlopen(f"{site.address}/health", timeout=5):  # noqa: S310  our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("The server did not start:\n" + "".join(log.read_text() for log in site.runtime.glob("*.log")))
