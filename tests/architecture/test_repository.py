"""The tree of files: twins, numbers, names, and what must not be in it."""

import re
from collections import Counter

import pytest

from tests.architecture import source

pytestmark = pytest.mark.pure

TWINLESS = {"architecture", "matrix", "journeys", "browser", "front", "tools", "bench", "docs"}
READABLE = {".py", ".html", ".js", ".json", ".toml", ".txt", ".md", ".sh", ".yml", ".yaml", ".cfg", ".in", ""}
OWN_WORDS = {"test_repository.py"}


def test_every_test_folder_has_a_twin() -> None:
    folders = {
        path.parent.relative_to(source.ROOT / "tests")
        for path in source.python_files("tests")
        if path.parent != source.ROOT / "tests"
    }
    lost = [
        str(folder)
        for folder in folders
        if folder.parts[0] not in TWINLESS
        and not any((source.PRODUCT / folder).with_suffix(end).exists() for end in ("", ".py"))
    ]
    assert not lost, f"tests/ mirrors shuren/: these test folders stand for nothing: {lost}"


def test_test_names_say_behaviour() -> None:
    vague = re.compile(r"test_(it_works|ok|basic|simple|main|\d+)$")
    wrong = [
        f"{source.named(path)}: {function.name}"
        for path in source.python_files("tests")
        for function in source.functions(path)
        if vague.fullmatch(function.name)
    ]
    assert not wrong


def test_decision_numbers_are_unique() -> None:
    found = [path.name[:4] for path in source.tracked() if path.parent == source.ROOT / "docs" / "decisions"]
    numbers = Counter(number for number in found if number.isdecimal())
    assert all(count == 1 for count in numbers.values()), f"Two decisions share a number: {numbers}"
    assert sorted(map(int, numbers)) == list(range(1, len(numbers) + 1)), "Decisions are numbered without gaps."


def test_migrations_have_human_names() -> None:
    migrations = [path for path in source.tracked() if path.parent.name == "migrations" and path.suffix == ".py"]
    wrong = [
        source.named(path)
        for path in migrations
        if path.stem != "__init__" and not re.fullmatch(r"\d{4}_(?!auto_)[a-z][a-z_]+", path.stem)
    ]
    assert not wrong, f"Name the migration: makemigrations -n what_it_does: {wrong}"


def test_migration_numbers_are_unique() -> None:
    numbers = Counter(
        (path.parent, path.stem[:4])
        for path in source.tracked()
        if path.parent.name == "migrations" and path.suffix == ".py" and path.stem != "__init__"
    )
    assert all(count == 1 for count in numbers.values())


def test_nothing_is_put_off() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    wrong = [
        f"{source.named(path)}:{number}"
        for path in source.tracked()
        if path.suffix in {".py", ".html", ".js", ".css", ".sql"} and path.name not in OWN_WORDS
        for number, line in enumerate(source.text(path).splitlines(), start=1)
        if marks.search(line)
    ]
    assert not wrong, f"Do it now, or say so in docs/in-progress.md: {wrong}"


def test_nobody_says_we_in_code() -> None:
    wrong = [
        f"{source.named(path)}:{number}"
        for path in source.python_files("shuren", "tests", "tools", "bench")
        if path.name not in OWN_WORDS
        for number, line in enumerate(source.text(path).splitlines(), start=1)
        if re.search(r"(?<![\w\"'])([Ww]e)\s(?=[a-z])", line) and re.search(r'#|"""|^\s+[A-Z`]', line)
    ]
    assert not wrong, f"State facts; the reader is not in the room: {wrong}"


def test_no_machine_leaves_its_mark() -> None:
    paths = r"/(?:root|home/\w+|work|Users/\w+)/"
    hosts = r"(?:pypi|npm|registry|mirror)s?[\w-]*\.[\w.-]+\.(?:com|cn|internal|local|net)\b"
    marks = re.compile(f"{paths}|{hosts}")
    public = re.compile(r"registry\.npmjs\.org|files\.pythonhosted\.org|pypi\.org")
    wrong = [
        f"{source.named(path)}:{number}: {found.group(0)}"
        for path in source.tracked()
        if path.suffix in READABLE and path.name not in OWN_WORDS
        for number, line in enumerate(source.text(path).splitlines(), start=1)
        if (found := marks.search(public.sub("", line)))
    ]
    assert not wrong, f"Paths and hosts of one machine mean nothing on another: {wrong[:20]}"


def test_only_documented_environment_is_read() -> None:
    read = {
        name
        for path in source.python_files("shuren")
        for name in re.findall(r"""environ(?:\.get\(|\[)["'](SHUREN_\w+|DATABASE_URL)["']""", source.text(path))
    }
    told = "\n".join(source.text(path) for path in source.tracked() if path.suffix == ".md")
    assert not (silent := {name for name in read if name not in told}), f"docs/operations does not tell of {silent}"
