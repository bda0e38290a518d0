"""Whether the server of a data directory is alive, told from postmaster.pid without trusting it.

The file outlives a crash, and after a container restart its process number often belongs to something else. It counts
only if that process is a `postgres` started with this very data directory.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

_PORT_LINE, _STATUS_LINE = 3, 7


@dataclass(frozen=True)
class Postmaster:
    """A living server process."""

    pid: int
    port: int
    ready: bool


def seen(data: Path) -> Postmaster | None:
    """Return the living server of the data directory `data`, or None."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _serves(_command(pid), data):
        return None
    port = lines[_PORT_LINE] if len(lines) > _PORT_LINE else ""
    status = lines[_STATUS_LINE].strip() if len(lines) > _STATUS_LINE else ""
    return Postmaster(pid, int(port or 0), status == "ready")


def _serves(command: list[str], data: Path) -> bool:
    if not command or not command[0].endswith("postgres") or "-D" not in command[:-1]:
        return False
    return os.path.realpath(command[command.index("-D") + 1]) == os.path.realpath(data)


def _command(pid: int) -> list[str]:
    """Return the program and arguments of a process, or nothing if it is gone."""
    if Path("/proc/self/cmdline").exists():
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).split("\0")
        except OSError:
            return []
    listed = subprocess.run(  # noqa: S603 - a number is the only argument
        ["/bin/ps", "-o", "args=", "-p", str(pid)], check=False, capture_output=True, text=True
    )
    return listed.stdout.split()
