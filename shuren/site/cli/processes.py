"""The web server and the worker as child processes, started together and stopped together."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import click

from shuren.site.cli.setup import runtime_folder, say

STARTUP_SECONDS = 300  # a slow machine takes minutes; a child that has died is told at once
STOP_SECONDS = 15
LOOK_SECONDS = 0.5  # how often a child is looked after
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, linux/prctl.h


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command of the web server: WSGI, two threads a process (docs/decisions)."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "2", "--no-ws", "--log-level", "warning",
        "--workers-kill-timeout", "10", "shuren.site.wsgi:application",
    ]  # fmt: skip


def worker_command(concurrency: int) -> list[str]:
    return [
        sys.executable, "-m", "django", "procrastinate", "worker",
        "--concurrency", str(concurrency), "--shutdown-graceful-timeout", "10",
    ]  # fmt: skip


@dataclass(frozen=True)
class Child:
    """A process of ours; it leads a session of its own, so that Ctrl-C reaches only the parent."""

    name: str
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, name: str, command: Sequence[str]) -> "Child":
        """Start a command; what it says goes to var/log/<name>.log."""
        log = runtime_folder() / "log"
        log.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shuren.site.settings"}
        with (log / f"{name}.log").open("ab") as out:
            process = subprocess.Popen(  # noqa: S603
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment,
                start_new_session=True, preexec_fn=die_with_parent,  # noqa: PLW1509  no threads run yet
            )  # fmt: skip
        return cls(name, process)

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def end(self) -> None:
        """Wait for the end of a process that was asked to stop; kill it with all it started where it lingers."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(
    *, host: str = "127.0.0.1", port: int | None = None, web_processes: int = 2, jobs: int = 0
) -> Iterator[list[Child]]:
    """Run a web server where a port is given, and a worker that does so many jobs at a time; stop both at the end.

    The block begins once the server answers. Ctrl-C and SIGTERM end the block quietly.
    """
    if port is not None and _taken(host, port):
        raise click.ClickException(
            f"端口 {port} 已被占用，请用 --port 换一个。 Port {port} is in use: choose another with --port."
        )
    before = interruptible()
    children: list[Child] = []
    try:
        if port is not None:
            children.append(Child.start("web", web_command(host, port, web_processes)))
        if jobs:
            children.append(Child.start("worker", worker_command(jobs)))
        if port is not None:
            _await(address_of(host, port), children)
        yield children
    finally:
        _stop(children)
        for number, handler in before:
            signal.signal(number, handler)


def interruptible() -> list[tuple[signal.Signals, Any]]:
    """Let SIGTERM and Ctrl-C raise KeyboardInterrupt, also in a process started in the background; return what was."""
    return [(number, signal.signal(number, _interrupt)) for number in (signal.SIGTERM, signal.SIGINT)]


def address_of(host: str, port: int) -> str:
    """Return where a browser on this machine finds the server."""
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/"  # noqa: S104  compared, not bound


def wait(children: Sequence[Child]) -> None:
    """Look after the children until Ctrl-C or SIGTERM. Raises ClickException when one ends by itself."""
    try:
        while not (ended := [child for child in children if child.has_ended()]):
            time.sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        say("\n· 正在停止 stopping")
        return
    raise _died(ended[0])


def _died(child: Child) -> click.ClickException:
    log = runtime_folder() / "log" / f"{child.name}.log"
    return click.ClickException(
        f"{child.name} 进程意外结束，原因见 {log}。 The {child.name} process ended by itself: see {log}."
    )


def _await(address: str, children: Sequence[Child]) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if ended := [child for child in children if child.has_ended()]:
            raise _died(ended[0])
        try:
            with urllib.request.urlopen(address + "health", timeout=10):  # noqa: S310  our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise click.ClickException(
        f"服务没有启动，原因见 {runtime_folder() / 'log'}。 The server did not start: see the log."
    )


def _stop(children: Sequence[Child]) -> None:
    """Ask all to stop, then wait for each; a second Ctrl-C does not cut this short."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for child in children:
        with suppress(ProcessLookupError):
            child.process.terminate()
    for child in children:
        child.end()


def _taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def die_with_parent() -> None:
    """Ask Linux to stop this process when its parent is killed; elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
