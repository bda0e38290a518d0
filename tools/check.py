"""Run every check that needs no database, side by side where they do not disturb each other; `make check` calls this.

Each check prints only when it fails. The exit code is 0 if all passed. `--without-tests` leaves out the pure tests, for
who has just run all of them.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
CODE = [name for name in ("shuren", "tests", "tools", "bench", "manage.py") if (ROOT / name).exists()]
PROSE = [name for name in ("README.md", "README.zh.md", "docs", "CONTRIBUTING.md") if (ROOT / name).exists()]

CHECKS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", *CODE],
    "lint": [str(BIN / "ruff"), "check", "--quiet", *CODE],
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    "contracts": [str(BIN / "lint-imports"), "--no-cache"],
    "django": [PYTHON, "manage.py", "check"],
    "migrations": [PYTHON, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
    "spelling": [str(BIN / "codespell"), *CODE, *PROSE],
    "templates": [str(BIN / "djlint"), "shuren", "--lint", "--quiet"],
}


def run(name: str) -> tuple[str, float, subprocess.CompletedProcess[str]]:
    """Run one check from the project's root; return its name, seconds and outcome."""
    begun = time.monotonic()
    environment = os.environ | {"NO_COLOR": "1"}
    done = subprocess.run(CHECKS[name], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return name, time.monotonic() - begun, done


def main() -> int:
    """Run all checks, then the pure tests unless the command line says otherwise."""
    failed = []
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for name, seconds, done in pool.map(run, CHECKS):
            print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name:<11} {seconds:5.1f} s", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout + done.stderr, flush=True)
    if "--without-tests" not in sys.argv[1:]:
        pure = [PYTHON, "-m", "pytest", "-m", "pure", "-n", "auto"]
        if subprocess.run(pure, cwd=ROOT, check=False).returncode:
            failed.append("pure tests")
    if failed:
        print(f"未通过 failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
