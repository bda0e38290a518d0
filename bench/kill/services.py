"""The three services as processes of their own, killed without warning and started again; and what they have kept."""

import os
import random
import signal
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import psycopg

from shuren.kernel.embedded import cluster, postmaster

SHUREN = (sys.executable, "-c", "from shuren.site.cli import main; main()")
ROOT = Path(__file__).resolve().parent.parent.parent
AIM = 0.4  # most seconds between the cue for a kill and the kill


def region(size: str) -> Path:
    """Build the demo region of a run where it is not there yet; return its runtime folder, which SHUREN_VAR names."""
    os.environ.setdefault("SHUREN_VAR", str(ROOT / "var" / "kill"))
    subprocess.run([*SHUREN, "demo", "--size", size, "--build-only"], check=True)
    return Path(os.environ["SHUREN_VAR"])


class Services:
    """Embedded database, web server and worker over one runtime folder; `pause` is at most between two kills.

    Whoever begins a deed in the midst of which a kill would tell most sets `cue`: the next kill follows at once.
    """

    def __init__(self, var: Path, port: int, pause: float) -> None:
        self.cluster, self.port, self.files = cluster(var), port, var / "files"
        self.cue = threading.Event()
        self.address = f"http://127.0.0.1:{port}"
        self.pause = pause
        self.killed: Counter[str] = Counter()
        self.back: list[float] = []
        self._over = threading.Event()

    def start(self) -> None:
        self.cluster.start()
        os.environ["DATABASE_URL"] = self.cluster.url()
        self.web = self._run("serve", "--port", str(self.port))
        self.worker = self._run("work")
        self._await()

    def stop(self) -> None:
        for process in (self.web, self.worker):
            _end(process)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database as the superuser, who sees the rows of every node."""
        name = self.cluster.url().rsplit("/", 1)[1]
        with psycopg.connect(f"{self.cluster.superuser_url().rsplit('/', 1)[0]}/{name}") as link:
            return link.execute(query, values).fetchall()  # type: ignore[call-overload, no-any-return]

    def audit_holds(self) -> bool:
        """Say whether no entry of the audit log is missing, changed or out of its place."""
        return subprocess.run([*SHUREN, "verify-audit"], check=False, capture_output=True).returncode == 0

    def told(self) -> dict[str, Any]:
        """Return how often each was killed, and how long the longest return took."""
        return {"killed": dict(self.killed), "slowest_return_s": round(max(self.back), 1) if self.back else None}

    def kill_at_random(self, generator: random.Random) -> threading.Thread:
        """Begin to kill one service after another; `spare` ends it."""
        thread = threading.Thread(target=self._kill_until_spared, args=(generator,))
        thread.start()
        return thread

    def spare(self) -> None:
        self._over.set()

    def _kill_until_spared(self, generator: random.Random) -> None:
        while not self._over.wait(generator.uniform(self.pause / 8, self.pause / 2)):
            self.cue.clear()
            if self.cue.wait(generator.uniform(self.pause / 8, self.pause / 2)):
                sleep(generator.uniform(0, AIM))
            victim = generator.choice(("web", "worker", "postgres"))
            began = perf_counter()
            getattr(self, f"_kill_{victim}")()
            self.killed[victim] += 1
            self._await()
            self.back.append(perf_counter() - began)

    def _kill_web(self) -> None:
        _end(self.web)
        self.web = self._run("serve", "--port", str(self.port))

    def _kill_worker(self) -> None:
        _end(self.worker)
        self.worker = self._run("work")

    def _kill_postgres(self) -> None:
        server = postmaster.seen(self.cluster.data)
        if server is not None:
            _slay(server.pid)
        while postmaster.seen(self.cluster.data) is not None:
            sleep(0.05)
        self.cluster.start()

    def _restart_what_ended(self) -> None:
        """Do what a service manager does: a service that starts while the database is away gives up."""
        if self.worker.poll() is not None:
            self.worker = self._run("work")
        if self.web.poll() is not None:
            self.web = self._run("serve", "--port", str(self.port))

    def _run(self, *arguments: str) -> "subprocess.Popen[bytes]":
        out = subprocess.DEVNULL
        return subprocess.Popen([*SHUREN, *arguments], stdout=out, stderr=out, start_new_session=True)

    def _await(self) -> None:
        while True:
            with suppress(OSError), urllib.request.urlopen(f"{self.address}/sign-in", timeout=5) as page:
                if page.status == 200:
                    return
            self._restart_what_ended()
            sleep(0.1)


def _end(process: "subprocess.Popen[bytes]") -> None:
    _slay(process.pid)
    process.wait()


def _slay(pid: int) -> None:
    """Kill a process and all below it at one blow: a child that outlives its parent would be told to end in order."""
    for each in list(_tree(pid)):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def _tree(pid: int) -> Iterator[int]:
    """Yield a process, its children and theirs."""
    yield pid
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in told.read_text().split():
                yield from _tree(int(child))
