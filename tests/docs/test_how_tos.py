"""The how-tos work when followed to the letter.

Each is carried out in a copy of the project: the sentence before a code block says what to do with it, and what stands
under "Run:" is run. Only `make` is told that packages and front end are there already.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import migrated
from tests.architecture import source

HOW_TOS = sorted((source.ROOT / "docs" / "how-to").glob("*.md"))
BLOCK = re.compile(r"^(?P<order>[^\n]*:)\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ORDERS = {
    "create": re.compile(r"Create `(?P<path>[^`]+)`:"),
    "append": re.compile(r"Append to `(?P<path>[^`]+)`:"),
    "above": re.compile(r"In `(?P<path>[^`]+)`, above `(?P<line>[^`]+)`:"),
    "below": re.compile(r"In `(?P<path>[^`]+)`, below `(?P<line>[^`]+)`:"),
    "run": re.compile(r"Run:"),
}
NOT_CODE = (".po",)  # sentences in another language are no knowledge of the domain
VAR = Path(os.environ["SHUREN_VAR"])
PREPARED = {"make": ["make", "-o", "dev"]}


@dataclass(frozen=True)
class Step:
    """One order of a how-to with the block it is about."""

    order: str
    path: str
    line: str
    text: str


def steps_of(how_to: Path) -> Iterator[Step]:
    """Yield the steps in order; a block that no known order announces is a fault of the how-to."""
    for found in BLOCK.finditer(source.text(how_to)):
        matches = {order: matched for order, form in ORDERS.items() if (matched := form.fullmatch(found["order"]))}
        assert matches, f"{how_to.name}: nobody can follow “{found['order']}”."
        ((order, matched),) = matches.items()
        named = matched.groupdict()
        yield Step(order, named.get("path", ""), named.get("line", ""), found["text"])


def do(step: Step, home: Path, environment: dict[str, str]) -> None:
    if step.order == "run":
        for command in step.text.splitlines():
            words = shlex.split(command)
            run([*PREPARED.get(words[0], words[:1]), *words[1:]], home, environment)
        return
    path = home / step.path
    if step.order == "create":
        assert not path.exists(), f"{step.path} is there already."
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.text, encoding="utf-8")
        return
    before = path.read_text(encoding="utf-8")
    path.write_text(before + step.text if step.order == "append" else placed(before, step), encoding="utf-8")


def placed(before: str, step: Step) -> str:
    """Put a block above or below the one line that reads as told."""
    lines = before.splitlines(keepends=True)
    at = [number for number, line in enumerate(lines) if line.rstrip("\n") == step.line]
    assert len(at) == 1, f"{step.path} has {len(at)} lines that read “{step.line}”."
    lines.insert(at[0] + (step.order == "below"), step.text)
    return "".join(lines)


def run(command: list[str], home: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout[-6000:]}\n{done.stderr[-6000:]}"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Copy the project; what is installed is shared."""
    copy = tmp_path / "shuren"
    for path in source.tracked():
        target = copy / path.relative_to(source.ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    (copy / ".venv").symlink_to(sys.prefix)
    for built in ("shuren/site/static_built", "shuren/site/fonts_placed"):
        if (source.ROOT / built).exists():
            (copy / built).symlink_to(source.ROOT / built)
    return copy


@pytest.fixture
def environment(database_server: str, home: Path, worker_id: str, django_db_blocker: Any) -> dict[str, str]:
    """The copy keeps its files to itself and makes its test database beside this run's own, of the same migrations."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    there = urlsplit(database_server)._replace(path=f"/how_to_{worker_id}").geturl()
    with django_db_blocker.unblock():
        copied = migrated.template(database_server, VAR)
    theirs = {"SHUREN_VAR": str(home / "var"), "DATABASE_URL": there, "PYTHONPATH": str(home), migrated.GIVEN: copied}
    return ours | theirs


@pytest.mark.slow
@pytest.mark.parametrize("how_to", HOW_TOS, ids=lambda path: path.stem)
def test_it_works_when_followed_to_the_letter(how_to: Path, home: Path, environment: dict[str, str]) -> None:
    for step in steps_of(how_to):
        do(step, home, environment)
    touched = sorted({step.path for step in steps_of(how_to) if step.path.endswith(".py")})
    run([".venv/bin/ruff", "check", *touched], home, environment)
    run([".venv/bin/ruff", "format", "--check", *touched], home, environment)


@pytest.mark.pure
@pytest.mark.parametrize("how_to", HOW_TOS, ids=lambda path: path.stem)
def test_it_touches_at_most_three_files_and_a_test(how_to: Path) -> None:
    touched = {step.path for step in steps_of(how_to) if step.path and not step.path.endswith(NOT_CODE)}
    tests = {path for path in touched if path.startswith("tests/")}
    assert len(tests) == 1
    assert len(touched - tests) <= 3, "Fix the kernel, not the how-to."


@pytest.mark.pure
def test_the_four_that_decide_whether_the_house_succeeds_are_there() -> None:
    names = {path.stem for path in HOW_TOS}
    assert names >= {"add-an-indicator", "add-an-importable-table", "add-a-workflow", "add-a-module"}


@pytest.mark.pure
@pytest.mark.parametrize("how_to", HOW_TOS, ids=lambda path: path.stem)
def test_every_block_has_an_order(how_to: Path) -> None:
    assert len(list(steps_of(how_to))) == source.text(how_to).count("\n```") // 2
