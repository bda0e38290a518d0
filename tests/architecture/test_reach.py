"""What an import linter cannot see: tables reached by name instead of by import."""

import re

import pytest

from tests.architecture import source

pytestmark = pytest.mark.pure

BY_NAME = re.compile(r"\bget_model\(|ContentType\.objects\.(?!clear_cache)|GenericForeignKey")


def test_tables_are_reached_by_import_not_by_name() -> None:
    wrong = [
        f"{source.named(path)}:{number}"
        for path in source.python_files("shuren")
        if (source.PRODUCT / "kernel") not in path.parents
        for number, line in enumerate(source.text(path).splitlines(), start=1)
        if BY_NAME.search(line)
    ]
    assert not wrong, f"Import the model (own or spine) or call the module's api; names escape the contracts: {wrong}"


def test_no_signal_carries_domain_flow() -> None:
    wrong = [
        source.named(path)
        for path in source.python_files("shuren")
        if re.search(r"django\.db\.models\.signals|@receiver\(", source.text(path))
    ]
    assert not wrong, f"Announce an event in the action and handle it; a signal hides who does what: {wrong}"


def test_scope_is_compared_as_a_range() -> None:
    wrong = [
        f"{source.named(path)}:{number}"
        for path in source.python_files("shuren")
        for number, line in enumerate(source.text(path).splitlines(), start=1)
        if re.search(r"(org_)?path__startswith", line)
    ]
    assert not wrong, f"Use kernel.actors.range_of: LIKE with a run-time pattern reads the whole index: {wrong}"
