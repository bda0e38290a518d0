"""One PostgreSQL cluster below the runtime folder: made once, started, found again, stopped.

The guard file `var/pg.guard` is locked by whoever starts the server and the lock is inherited by every process of the
server. So the lock is free exactly when no process of this cluster is alive, in any container that shares the folder,
and only then may a stale postmaster.pid be removed or a new server be started.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from shuren.kernel.embedded import binaries, postmaster, tuning
from shuren.kernel.embedded.binaries import Account, Unavailable, account, runnable_install

ROLE = "shuren"
"""The application's role and the name of its database. It may create databases (for tests) but is no superuser."""

SUPERUSER = "postgres"

WAIT_SECONDS = 600
"""How long a start (recovery after a crash) or a stop (a last checkpoint) may take before it is given up."""

STRANGER_SECONDS = 60
"""How long to wait for processes that hold the cluster without a server in sight."""

START_ATTEMPTS = 3

INCLUDES = """
include 'shuren.conf'               # fitted to the machine, rewritten at every start
include_if_exists 'local.conf'      # settings of whoever operates this server; they win
"""


class NotRunning(RuntimeError):  # noqa: N818 - a state, told to people
    """内置 PostgreSQL 没有运行。The embedded PostgreSQL is not running."""


@dataclass(frozen=True)
class Cluster:
    """The cluster of the runtime folder `var`. Get one from `cluster()`."""

    var: Path

    @property
    def home(self) -> Path:
        """The folder with data, log and guard; a link to a place below SHARED where the account cannot reach `var`."""
        return (self.var / "pg").resolve()

    @property
    def data(self) -> Path:
        """The data directory PostgreSQL knows."""
        return self.home / "data"

    def is_running(self) -> bool:
        """Whether the server accepts connections."""
        server = postmaster.seen(self.data)
        return server is not None and server.ready

    def start(self) -> bool:
        """Make the cluster if it is new and start it unless it runs; return whether this call started it.

        Safe to call from several processes at once: one starts the server, the others wait and attach. Raises
        Unavailable with a sentence where the server cannot be run.
        """
        if self.is_running():
            return False
        with self._guarded() as guard:
            if guard is None:
                return False
            self._prepare_home()
            if not self.data.exists():
                self._create(guard)
            self._check_version()
            self._clear_leftovers()
            self._launch(guard)
        return True

    def stop(self) -> None:
        """Stop the server, rolling back open transactions; nothing happens if it does not run."""
        if postmaster.seen(self.data) is None:
            return
        arguments = ("-D", self.data, "-w", "-t", str(WAIT_SECONDS), "-m", "fast", "stop")
        answer = binaries.run(self._account, self.tool("pg_ctl"), *arguments)
        if answer.returncode and postmaster.seen(self.data) is not None:
            raise Unavailable(f"内置 PostgreSQL 未能停止。The server did not stop: {answer.stderr.strip()}")

    def remove(self) -> None:
        """Stop the server and delete the cluster with everything in it. There is no way back."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        (self.var / "pg").unlink(missing_ok=True)

    def url(self) -> str:
        """Return the address for the application's role; raise NotRunning if there is no server to reach."""
        return self._url(ROLE, ROLE)

    def superuser_url(self) -> str:
        """Return the address for the superuser, which only backup and maintenance need."""
        return self._url(SUPERUSER, "postgres")

    def tool(self, name: str) -> Path:
        """Return the path of a PostgreSQL program such as `pg_dump`."""
        return runnable_install(self._account) / "bin" / name

    def _url(self, role: str, database: str) -> str:
        server = postmaster.seen(self.data)
        if server is None:
            raise NotRunning(NotRunning.__doc__)
        return f"postgresql://{role}:{quote(self._passwords()[role])}@127.0.0.1:{server.port}/{database}"

    @cached_property
    def _account(self) -> Account:
        return account(self.home)

    @property
    def _secrets(self) -> Path:
        return self.var / "secrets" / "database.json"

    def _passwords(self) -> dict[str, str]:
        try:
            found: dict[str, str] = json.loads(self._secrets.read_text())
        except OSError as error:
            raise Unavailable(
                f"读不到数据库口令文件 {self._secrets}（{error.strerror}）；请恢复该文件，或以建立它的账户运行。"
                f"The database passwords in {self._secrets} cannot be read; put the file back or run as its owner."
            ) from error
        return found

    def _make_passwords(self) -> dict[str, str]:
        """Write a random password for each role into a file only this user can read, unless there is one."""
        if not self._secrets.exists():
            self._secrets.parent.mkdir(mode=0o700, exist_ok=True)
            made = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, ROLE)}
            with tempfile.NamedTemporaryFile("w", dir=self._secrets.parent, delete=False) as fresh:  # mode 0600
                fresh.write(json.dumps(made))
            Path(fresh.name).rename(self._secrets)
        return self._passwords()

    def _prepare_home(self) -> None:
        """Make the cluster's home where the account can reach it, or refuse one that belongs to somebody else."""
        link = self.var / "pg"
        if not link.exists():
            if not self._account.can_reach(link):
                self._link_elsewhere(link)
            self.home.mkdir(exist_ok=True)
            self._account.own(self.home, 0o700)
        elif self.home.stat().st_uid != self._account.uid:
            raise Unavailable(self._foreign())

    def _foreign(self) -> str:
        return (
            f"{self.var} 中的数据库属于另一个系统账户，请用建立它的账户运行，或用 SHUREN_VAR 指定另一个目录。"
            f"The database in {self.var} belongs to another account: run as that one, or point SHUREN_VAR elsewhere."
        )

    def _link_elsewhere(self, link: Path) -> None:
        key = hashlib.sha256(os.fsencode(link.parent.resolve() / link.name)).hexdigest()[:12]
        if not link.is_symlink():
            link.symlink_to(binaries.shared_folder(f"cluster-{key}"))

    @contextmanager
    def _guarded(self) -> Iterator[int | None]:
        """Hold the guard, yielding its file descriptor; yield None if a server is found ready while waiting for it."""
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            guard = os.open(self.var / "pg.guard", os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise Unavailable(self._foreign()) from error
        try:
            yield guard if self._holds(guard) else None
        finally:
            os.close(guard)

    def _holds(self, guard: int) -> bool:
        begun = time.monotonic()
        while True:
            server = postmaster.seen(self.data)
            if server is not None and server.ready:
                return False
            if server is None and _locked(guard):
                return True
            if time.monotonic() - begun > (STRANGER_SECONDS if server is None else WAIT_SECONDS):
                raise Unavailable(
                    f"{self.home} 正被本机看不到的 PostgreSQL 进程占用（例如另一个容器共用了该目录）。"
                    f"Processes of another container, or a server that never gets ready, hold {self.home}."
                )
            time.sleep(0.05)

    def _create(self, guard: int) -> None:
        """Make the data directory, the role and the database; it gets its name only once it is complete."""
        for left in self.home.glob("new-*"):
            shutil.rmtree(left, ignore_errors=True)
        fresh = self.home / f"new-{secrets.token_hex(4)}"
        passwords, password_file = self._make_passwords(), self.home / "password"
        self._write(password_file, passwords[SUPERUSER], mask="077")
        encoding = ("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        trust = ("-U", SUPERUSER, "-A", "scram-sha-256", "--pwfile", password_file, "--data-checksums")
        try:
            self._must(guard, self.tool("initdb"), "-D", fresh, *encoding, *trust)
        finally:
            password_file.unlink(missing_ok=True)
        standard = (fresh / "postgresql.conf").read_text()
        self._write(fresh / "shuren.conf", "")
        self._write(fresh / "postgresql.conf", f"{standard}{INCLUDES}")
        statements = (
            f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB PASSWORD '{passwords[ROLE]}';\n\n"
            f"CREATE DATABASE {ROLE} OWNER {ROLE};\n\n"
        )
        self._must(guard, self.tool("postgres"), "--single", "-j", "-D", fresh, "postgres", text=statements)
        fresh.rename(self.data)

    def _must(self, guard: int, *command: str | Path, text: str | None = None) -> None:
        answer = binaries.run(self._account, *command, text=text, keep_open=guard)
        if answer.returncode or "ERROR:" in answer.stderr or "FATAL:" in answer.stderr:
            raise Unavailable(f"内置 PostgreSQL 初始化失败。Setting up the database failed: {answer.stderr.strip()}")

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != binaries.MAJOR:
            raise Unavailable(
                f"{self.data} 是 PostgreSQL {version} 的数据，内置版本为 {binaries.MAJOR}；请先用旧版本备份再恢复。"
                f"The data was written by PostgreSQL {version}; back it up with the old release and restore it here."
            )

    def _clear_leftovers(self) -> None:
        """Remove what a killed server left; with the guard held, no process of it lives, whatever these files say."""
        for left in (self.data / "postmaster.pid", *self.home.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def _launch(self, guard: int) -> None:
        """Start the server and wait until it is ready, trying again with another port where it has just been taken."""
        log = self.var / "pg.start.log"
        command = (self.tool("pg_ctl"), "-D", self.data, "-w", "-t", str(WAIT_SECONDS), "start")
        for attempt in range(START_ATTEMPTS):
            self._write(self.data / "shuren.conf", self._settings())
            with log.open("wb") as output:
                answer = binaries.run(self._account, *command, output=output, keep_open=guard)
            if answer.returncode == 0 and self.is_running():
                return
            time.sleep(attempt + 0.5)
        told = log.read_text(errors="replace").strip()[-2000:]
        raise Unavailable(
            f"内置 PostgreSQL 未能启动，日志在 {self.home / 'log'}。"
            f"The embedded PostgreSQL did not start, see {self.home / 'log'}: {told}"
        )

    def _write(self, path: Path, text: str, mask: str = "022") -> None:
        """Write a file of the cluster as its account: root follows no link that the account could have planted."""
        script = f'umask {mask}; cat >"$1"'
        answer = binaries.run(self._account, "/bin/sh", "-c", script, "sh", path, text=text)
        if answer.returncode:
            raise Unavailable(f"无法写入 {path}。The file could not be written: {answer.stderr.strip()}")

    def _settings(self) -> str:
        return tuning.settings(
            port=self._port(),
            home=self.home,
            memory=tuning.memory_bytes(),
            shared_memory=tuning.shared_memory_bytes(),
        )

    def _port(self) -> int:
        """Return the port of the last start if it is still free, so that addresses stay, else any free one."""
        lines = (self.data / "shuren.conf").read_text().splitlines()
        recorded = next((int(line.split("=")[1]) for line in lines if line.startswith("port =")), 0)
        return _free_port(recorded) or _free_port(0)


def cluster(var: Path) -> Cluster:
    """Return the cluster of the runtime folder `var`, running or not, made or not."""
    return Cluster(var.absolute())


def database_url(var: Path) -> str:
    """Return $DATABASE_URL if it is set, else the address of the embedded cluster below `var`, started if need be."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    embedded = cluster(var)
    embedded.start()
    return embedded.url()


def _locked(guard: int) -> bool:
    try:
        fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _free_port(wanted: int) -> int:
    """Return `wanted` (0 means any) if nothing listens there, else 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return 0
        port: int = probe.getsockname()[1]
        return port
