"""The three services as processes of their own, killed without warning and started again."""

import os
import random
import signal
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep

from shuren.kernel.embedded import cluster, postmaster

SHUREN = (sys.executable, "-c", "from shuren.site.cli import main; main()")


class Services:
    """Embedded database, web server and worker over one runtime folder; `pause` is at most between two kills."""

    def __init__(self, var: Path, port: int, pause: float) -> None:
        self.cluster, self.port = cluster(var), port
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

    def kill_at_random(self, generator: random.Random) -> threading.Thread:
        """Begin to kill one service after another; `spare` ends it."""
        thread = threading.Thread(target=self._kill_until_spared, args=(generator,))
        thread.start()
        return thread

    def spare(self) -> None:
        self._over.set()

    def _kill_until_spared(self, generator: random.Random) -> None:
        while not self._over.wait(generator.uniform(self.pause / 4, self.pause)):
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
            os.kill(server.pid, signal.SIGKILL)
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
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
