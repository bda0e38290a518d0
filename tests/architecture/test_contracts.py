"""The import contracts hold, and cover everything."""

import re
import subprocess
import sys
import tomllib

import pytest

from tests.architecture import source

pytestmark = pytest.mark.pure


def test_the_import_contracts_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    done = subprocess.run(command, cwd=source.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


def test_no_contract_has_an_exemption() -> None:
    settings = tomllib.loads(source.text(source.ROOT / "pyproject.toml"))["tool"]["importlinter"]
    excused = [contract["id"] for contract in settings["contracts"] if "ignore_imports" in contract]
    assert not excused, f"A rule with exemptions is a wish; move the code instead: {excused}"


def test_modules_hold_no_file_outside_the_closed_set() -> None:
    settings = tomllib.loads(source.text(source.ROOT / "pyproject.toml"))["tool"]["importlinter"]
    inside = next(contract for contract in settings["contracts"] if contract["id"] == "inside")
    allowed = set(re.findall(r"\w+", " ".join(inside["layers"]))) | set(inside["exhaustive_ignores"]) | {"__init__"}
    strange = [
        source.named(path)
        for path in source.python_files("shuren/spine", "shuren/modules")
        if len(path.relative_to(source.PRODUCT).parts) > 2
        and path.relative_to(source.PRODUCT).parts[2].removesuffix(".py") not in allowed
    ]
    assert not strange, f"Each file name means one thing (docs: ARCHITECTURE.md); these mean nothing yet: {strange}"


def test_every_module_says_what_it_is() -> None:
    silent = [
        source.named(path)
        for path in source.python_files("shuren")
        if path.name == "__init__.py"
        and path.parent.name != "management"  # Django's own way of finding commands
        and len(path.relative_to(source.PRODUCT).parts) == 3
        and not source.text(path).startswith('"""')
    ]
    assert not silent, f"__init__.py holds some lines of prose: what it is, its words, what it publishes: {silent}"
