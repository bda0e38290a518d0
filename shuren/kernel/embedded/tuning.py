"""The server's settings, fitted to the machine.

Durability is never traded for speed: fsync, full_page_writes, synchronous_commit and data checksums are on.
"""

import os
from pathlib import Path

MIB = 1024 * 1024

_CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))

_SOCKET_PATH_LIMIT = 103
"""Bytes a Unix socket address may hold: 107 on Linux, 103 on macOS."""

_FIXED = """\
listen_addresses = '127.0.0.1'
max_connections = 100
password_encryption = 'scram-sha-256'
fsync = on
full_page_writes = on
synchronous_commit = on
max_wal_size = '2GB'
wal_compression = 'pglz'
random_page_cost = 1.1
logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = '1d'
log_rotation_size = 0
log_line_prefix = '%m [%p] %q%u@%d '
"""


def memory_bytes() -> int:
    """Return the memory this process may use: the machine's, or the container's where that is less."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in _CGROUP_LIMITS:
        try:
            limits.append(int(file.read_text()))
        except (OSError, ValueError):
            continue
    return min(limits)


def settings(*, port: int, home: Path, memory: int, shared_memory: int) -> str:
    """Return the configuration text for a server in `home`, given bytes of memory and of /dev/shm.

    The shared cache takes an eighth of the memory and at most 1 GiB, well under the quarter that is safe beside an
    application on the same machine.
    """
    cache = _between(memory // 8, 32 * MIB, 1024 * MIB)
    lines = {
        "port": str(port),
        "unix_socket_directories": f"'{socket_folder(home)}'",
        "shared_buffers": _mib(cache),
        "effective_cache_size": _mib(memory // 2),
        "work_mem": _mib(_between(memory // 512, 4 * MIB, 32 * MIB)),
        "maintenance_work_mem": _mib(_between(memory // 32, 32 * MIB, 512 * MIB)),
        "log_directory": f"'{_quoted(str(home / 'log'))}'",
    }
    if shared_memory < 256 * MIB:
        lines["dynamic_shared_memory_type"] = "'mmap'"
    return "".join(f"{name} = {value}\n" for name, value in lines.items()) + _FIXED


def socket_folder(home: Path) -> str:
    """Return the folder for the Unix socket, or nothing where its address would be too long (TCP remains)."""
    address = home / ".s.PGSQL.65535.lock"
    return _quoted(str(home)) if len(os.fsencode(address)) <= _SOCKET_PATH_LIMIT and "," not in str(home) else ""


def shared_memory_bytes() -> int:
    """Return the size of /dev/shm, which containers often keep too small for parallel queries."""
    try:
        status = os.statvfs("/dev/shm")  # noqa: S108 - only measured
    except OSError:
        return 1024 * MIB
    return status.f_frsize * status.f_blocks


def _between(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))


def _mib(count: int) -> str:
    return f"'{count // MIB}MB'"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "''")
