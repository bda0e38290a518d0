"""A tiny demo region of its own, built once for all who test with real processes."""

import fcntl
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SHUREN = [sys.executable, "-c", "from shuren.site.cli import main; main()"]
WAIT_SECONDS = 600


@dataclass(frozen=True)
class Region:
    """A runtime folder with a finished tiny region."""

    var: Path

    @property
    def environment(self) -> dict[str, str]:
        passed = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
        }
        return {**passed, "SHUREN_VAR": str(self.var), "PYTHONWARNINGS": "default"}

    def run(self, *arguments: object, typed: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; `typed` is what it finds on standard input."""
        command = [*SHUREN, *map(str, arguments)]
        return subprocess.run(
            command,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=WAIT_SECONDS,
            check=False,
        )

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start a command; its output comes as one stream."""
        command = [*SHUREN, *map(str, arguments)]
        return subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
        )


def built(folder: Path) -> Region:
    """Return the region below a folder that all test processes share; the first to come builds it."""
    found = Region(folder / "tiny-region")
    with (folder / "tiny-region.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = found.var / "done"
        if not done.exists():
            answer = found.run("demo", "--size", "tiny", "--build-only")
            assert answer.returncode == 0, answer.stderr
            done.touch()
    return found
