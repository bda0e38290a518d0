"""Notes of several phones, in any order, twice, late: nothing is lost and nobody's clock decides."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuren.modules.inspection.rules.notes import (
    Asked,
    Kind,
    Note,
    disputed,
    findings,
    lacking,
    problem_with,
    standing,
)

pytestmark = pytest.mark.pure
ITEM = 7


class Phone:
    """What one phone does: it writes having seen what stands on it, and sometimes hears of the others."""

    def __init__(self, name: str) -> None:
        self.name, self.notes = name, dict[str, Note]()

    def write(self, answer: str) -> Note:
        after = tuple(note.key for note in self.notes.values())
        made = Note(f"{self.name}{len(self.notes)}-{answer}", ITEM, answer, after=after)
        self.notes[made.key] = made
        return made

    def hear(self, notes: list[Note]) -> None:
        self.notes.update({note.key: note for note in notes})


DEEDS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["yes", "no", "hear"])), max_size=12)


@given(DEEDS, st.integers(0, 1_000))
def test_what_stands_does_not_depend_on_how_notes_arrive(deeds: list[tuple[str, str]], seed: int) -> None:
    phones, server = {"a": Phone("a"), "b": Phone("b")}, list[Note]()
    last: dict[str, str] = {}
    for name, deed in deeds:
        if deed == "hear":
            phones[name].hear(server)
        else:
            server.append(phones[name].write(deed))
            last[name] = deed
    shuffled = [*server, *server]
    random.Random(seed).shuffle(shuffled)  # noqa: S311  an order, no secret
    heads = standing(shuffled)
    assert heads == standing(server)
    said = {note.answer for note in heads.get(ITEM, [])}
    assert said <= set(last.values())
    if server:
        assert server[-1].answer in said  # what was written last was superseded by nobody
    for phone in phones.values():
        phone.hear(server)
    settled = phones["a"].write("yes")
    assert standing([*server, settled]) == {ITEM: [settled]}
    assert not disputed(standing([*server, settled]))


def test_two_phones_that_say_the_same_do_not_disagree() -> None:
    both = [Note("a", ITEM, "yes"), Note("b", ITEM, "yes")]
    assert not disputed(standing(both))
    assert disputed(standing([*both, Note("c", ITEM, "yes", remark="门锁着")])) == {ITEM}


def test_a_note_supersedes_only_notes_of_its_own_item() -> None:
    assert set(standing([Note("a", 1, "yes"), Note("b", 2, "no", after=("a",))])) == {1, 2}


@pytest.mark.parametrize(
    ("kind", "answer", "wrong"),
    [
        (Kind.YES_NO, "yes", ""), (Kind.YES_NO, "none", ""), (Kind.YES_NO, "maybe", "choice"),
        (Kind.FIGURE, "48", ""), (Kind.FIGURE, "3.5", ""), (Kind.FIGURE, "四十八", "figure"),
        (Kind.FIGURE, "inf", "figure"), (Kind.FIGURE, "nan", "figure"), (Kind.FIGURE, "1_000", "figure"),
        (Kind.TEXT, "好" * 2_000, ""), (Kind.TEXT, "好" * 2_001, "long"), (Kind.FIGURE, "", ""),
    ],
)  # fmt: skip
def test_answers_that_can_be_taken(kind: Kind, answer: str, wrong: str) -> None:
    assert problem_with(kind, answer) == wrong


WAY = Asked(1, "1. 消防通道", Kind.YES_NO, "yes", photos=1)
FACE = Asked(2, "2. 校门照片", Kind.PHOTO)
REST = Asked(3, "3. 其他", Kind.TEXT, is_required=False)


@pytest.mark.parametrize(
    ("answers", "photos", "missing"),
    [
        ({}, {}, ["1. 消防通道", "2. 校门照片"]),
        ({1: "yes"}, {2: 1}, ["1. 消防通道"]),
        ({1: "yes"}, {1: 1, 2: 1}, []),
        ({1: "none"}, {2: 1}, []),  # what does not apply needs no picture
        ({1: "", 3: "好"}, {1: 2, 2: 1}, ["1. 消防通道"]),
    ],
)
def test_what_is_missing(answers: dict[int, str], photos: dict[int, int], missing: list[str]) -> None:
    heads = {item: [Note(f"n{item}", item, answer)] for item, answer in answers.items()}
    assert lacking([WAY, FACE, REST], heads, photos) == missing


def test_a_finding_is_what_is_not_as_expected_or_was_marked() -> None:
    heads = standing([Note("a", 1, "no"), Note("b", 3, "栏杆松动", is_problem=True)])
    assert [asked.item for asked, _note in findings([WAY, FACE, REST], heads)] == [1, 3]
    assert not findings([WAY], standing([Note("a", 1, "none")]))
