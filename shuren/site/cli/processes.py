"""The web server and the worker as child processes, started together and stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import click

from shuren.site.cli.setup import runtime_folder, say

STARTUP_SECONDS = 60
STOP_SECONDS = 15


def web_command(host: str, port: int, workers: int) -> list[str]:
    """Return the command of the web server: WSGI, two threads a process (docs/decisions)."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "2", "--no-ws", "--log-level", "warning",
        "shuren.site.wsgi:application",
    ]  # fmt: skip


def worker_command(concurrency: int) -> list[str]:
    return [
        sys.executable, "-m", "django", "procrastinate", "worker",
        "--concurrency", str(concurrency), "--shutdown-graceful-timeout", "10",
    ]  # fmt: skip


@contextmanager
def running(port: int) -> Iterator[str]:
    """Run web and worker; yield the address once it answers, and stop both at the end whatever happens."""
    if _taken(port):
        raise click.ClickException(
            f"端口 {port} 已被占用，请用 --port 换一个。 Port {port} is in use: choose another with --port."
        )
    signal.signal(signal.SIGTERM, _interrupt)
    children = [_start("web", web_command("127.0.0.1", port, 2)), _start("worker", worker_command(2))]
    address = f"http://127.0.0.1:{port}/"
    try:
        _await(address, children)
        yield address
    except KeyboardInterrupt:
        say("\n· 正在停止 stopping")
    finally:
        for child in children:
            child.terminate()
        for child in children:
            _end(child)
        _stop_database()


def wait() -> None:
    """Sleep until Ctrl-C."""
    while True:
        signal.pause()


def _start(name: str, command: list[str]) -> subprocess.Popen[bytes]:
    log = runtime_folder() / "log"
    log.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shuren.site.settings"}
    with (log / f"{name}.log").open("ab") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, env=environment, start_new_session=True)  # noqa: S603


def _await(address: str, children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            break
        try:
            with urllib.request.urlopen(address + "health", timeout=2):  # noqa: S310  our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise click.ClickException(f"服务没有启动，原因见 {runtime_folder() / 'log'}。 The server did not start: see the log.")


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)


def _stop_database() -> None:
    """Stop the embedded cluster, unless the database is somebody else's."""
    from shuren.kernel.embedded import cluster

    embedded = cluster(runtime_folder())
    if embedded.is_running():
        embedded.stop()


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
