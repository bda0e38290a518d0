"""What the documentation points to is there; the two READMEs say the same things."""

import re
from pathlib import Path

import pytest

from tests.architecture import source

pytestmark = pytest.mark.pure

LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^make ([\w-]+)", re.MULTILINE)
MADE_BY_TESTS = {"board.png"}

PAGES = [path for path in source.tracked() if path.suffix == ".md" and "requirements" not in path.parts]


@pytest.mark.parametrize("page", PAGES, ids=source.named)
def test_its_links_lead_somewhere(page: Path) -> None:
    lost = [
        link
        for link in LINK.findall(CODE.sub("", source.text(page)))
        if not (page.parent / link).exists() and Path(link).name not in MADE_BY_TESTS
    ]
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=source.named)
def test_the_targets_of_make_it_names_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", source.text(source.ROOT / "Makefile"), re.MULTILINE))
    assert set(COMMAND.findall(source.text(page))) <= targets


def test_both_readmes_have_the_same_sections_links_and_accounts() -> None:
    english, chinese = (source.text(source.ROOT / name) for name in ("README.md", "README.zh.md"))
    for pattern in (r"^(##) ", r"^(\d)\. ", r"^(\| `[^|]+)", r"\]\(((?!README)[^)]+)\)"):
        ours, theirs = (re.findall(pattern, text.replace("、", ", "), re.MULTILINE) for text in (english, chinese))
        assert sorted(ours) == sorted(theirs), pattern


def test_the_demo_accounts_it_names_are_those_that_are_made() -> None:
    from shuren.site.demo.accounts import DEMOS, PASSWORD

    text = source.text(source.ROOT / "README.md")
    assert PASSWORD in text
    assert not [demo.username for demo in DEMOS if f"`{demo.username}`" not in text]
