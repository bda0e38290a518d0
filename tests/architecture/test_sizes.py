"""Nothing grows too large to hold in the head."""

import pytest

from tests.architecture import source

pytestmark = pytest.mark.pure

FILE, FUNCTION, TEMPLATE = 500, 60, 120


def test_python_files_stay_short() -> None:
    long = {
        source.named(path): lines
        for path in source.python_files("shuren", "tests", "tools", "bench")
        if (lines := source.text(path).count("\n")) > FILE
    }
    assert not long, f"More than {FILE} lines: make it a package of the same name, one file per subject: {long}"


def test_functions_stay_short() -> None:
    long = {
        f"{source.named(path)}:{function.lineno} {function.name}": length
        for path in source.python_files("shuren", "tests", "tools", "bench")
        for function in source.functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION
    }
    assert not long, f"A function of more than {FUNCTION} lines holds several ideas; name them: {long}"


def test_templates_stay_short() -> None:
    long = {
        source.named(path): lines for path in source.templates() if (lines := source.text(path).count("\n")) > TEMPLATE
    }
    assert not long, f"A template of more than {TEMPLATE} lines wants a partial or a component: {long}"
