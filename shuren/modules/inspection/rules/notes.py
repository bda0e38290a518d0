"""What the notes of one or several phones come to.

A note names the notes its writer had seen of the same item. Those it names are superseded; what nobody supersedes
stands. Phones' clocks decide nothing, and notes may arrive in any order, twice, or a week late.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

YES, NO, NONE = "yes", "no", "none"
LONGEST = 2_000  # characters of an answer or a remark


class Kind(StrEnum):
    """What an item is answered with."""

    YES_NO = "yes_no"
    FIGURE = "figure"
    TEXT = "text"
    PHOTO = "photo"


@dataclass(frozen=True)
class Note:
    """What somebody wrote of an item: an answer, a remark, and whether it is a problem."""

    key: str
    item: int
    answer: str = ""
    remark: str = ""
    is_problem: bool = False
    after: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, str, bool]:
        return self.answer, self.remark, self.is_problem


@dataclass(frozen=True)
class Asked:
    """An item as a check needs it answered; `photos` is how many pictures it needs at least."""

    item: int
    label: str
    kind: Kind
    expected: str = ""
    photos: int = 0
    is_required: bool = True


def standing(notes: Iterable[Note]) -> dict[int, list[Note]]:
    """Return by item the notes that nobody has superseded, those that say the same once."""
    known = {note.key: note for note in notes}
    seen = {key for note in known.values() for key in note.after if key in known and known[key].item == note.item}
    heads: dict[int, dict[tuple[str, str, bool], Note]] = {}
    for note in sorted(known.values(), key=lambda note: note.key):
        if note.key not in seen:
            heads.setdefault(note.item, {}).setdefault(note.said, note)
    return {item: list(said.values()) for item, said in heads.items()}


def disputed(heads: Mapping[int, Collection[Note]]) -> set[int]:
    """Return the items of which different things stand."""
    return {item for item, notes in heads.items() if len(notes) > 1}


def problem_with(kind: Kind, answer: str) -> str:
    """Return why an answer cannot be taken: "choice", "figure" or "long"; nothing where it can. Blank is no answer."""
    if len(answer) > LONGEST:
        return "long"
    if answer and kind is Kind.YES_NO and answer not in {YES, NO, NONE}:
        return "choice"
    if answer and kind is Kind.FIGURE and not _is_figure(answer):
        return "figure"
    return ""


def _is_figure(text: str) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    return abs(value) < 1e12 and "_" not in text  # noqa: PLR2004  no infinity, and nothing a register could not hold


def lacking(asked: Iterable[Asked], heads: Mapping[int, Collection[Note]], photos: Mapping[int, int]) -> list[str]:
    """Return the labels of items that still lack an answer or a picture, in order; `photos` counts those there are."""
    found = []
    for one in asked:
        answered = one.kind is Kind.PHOTO or any(note.answer.strip() for note in heads.get(one.item, ()))
        enough = photos.get(one.item, 0) >= max(one.photos, one.kind is Kind.PHOTO and one.is_required)
        is_none = any(note.answer == NONE for note in heads.get(one.item, ()))
        if (one.is_required and not answered) or not (enough or is_none):
            found.append(one.label)
    return found


def findings(asked: Iterable[Asked], heads: Mapping[int, Collection[Note]]) -> list[tuple[Asked, Note]]:
    """Return what was found wrong: not as expected, or marked as a problem by whoever looked."""
    return [
        (one, note)
        for one in asked
        for note in heads.get(one.item, ())
        if note.is_problem or (one.kind is Kind.YES_NO and one.expected and note.answer == _opposite(one.expected))
    ]


def _opposite(answer: str) -> str:
    return NO if answer == YES else YES
