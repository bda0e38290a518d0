"""The kernel is mechanism: it would serve hospitals as well."""

import re

import pytest

from tests.architecture import source

pytestmark = pytest.mark.pure

WORDS = (
    "student|pupil|school|exam(?!pl|in)|teacher|principal|registrar|county|classroom|homeroom|enrol|curriculum|semester"
    "|学校|学生|教师|考试|校长|班级|学籍|课程|教育|县"
)
SPOKEN = re.compile(rf"(?<![a-z])({WORDS})", re.IGNORECASE)
ALLOWED: dict[str, set[str]] = {}  # file -> words; empty, and meant to stay so


def test_the_kernel_speaks_no_domain_word() -> None:
    spoken = {
        f"{source.named(path)}:{number}: {found.group(0)}"
        for path in source.tracked()
        if (source.PRODUCT / "kernel") in path.parents and path.suffix in {".py", ".html", ".sql"}
        for number, line in enumerate(source.text(path).splitlines(), start=1)
        for found in SPOKEN.finditer(line)
        if found.group(0).lower() not in ALLOWED.get(source.named(path), set())
    }
    assert not spoken, "\n".join(
        ["Name the mechanism, not its first user (node, row, subject, role), or move the code up:", *sorted(spoken)]
    )


def test_the_allow_list_is_needed() -> None:
    for name, words in ALLOWED.items():
        said = source.text(source.ROOT / name).lower()
        assert any(word in said for word in words), f"{name} no longer needs its exemption; delete it."
