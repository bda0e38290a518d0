"""What is installed is pinned, hashed, in step with what is declared, and names no package index."""

import json
import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text())


def name_of(requirement: str) -> str:
    """Return the normal form of the package a requirement asks for."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def pins(lock: str) -> set[str]:
    lines = (ROOT / "requirements" / lock).read_text().splitlines()
    return {name_of(line) for line in lines if re.match(r"[a-z0-9]", line)}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(lock: Path) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text())
    loose = [entry.split("\n")[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    assert loose == []


def test_locks_name_no_address() -> None:
    npm = json.loads((ROOT / "package-lock.json").read_text())
    assert [lock.name for lock in LOCKS if "://" in lock.read_text()] == []
    assert [name for name, package in npm["packages"].items() if "resolved" in package] == []
    assert [name for name, package in npm["packages"].items() if name and "integrity" not in package] == []


@pytest.mark.parametrize(
    ("lock", "declared"),
    [
        ("app.txt", DECLARED["project"]["dependencies"]),
        ("dev.txt", DECLARED["project"]["dependencies"] + DECLARED["dependency-groups"]["dev"]),
        ("bench.txt", DECLARED["dependency-groups"]["bench"]),
    ],
)
def test_locks_hold_what_is_declared(lock: str, declared: list[str]) -> None:
    missing = {name_of(requirement) for requirement in declared} - pins(lock)
    assert missing == set(), "run `make lock`"
