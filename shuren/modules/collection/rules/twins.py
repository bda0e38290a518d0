"""Which questions of two offices ask the same. Pure.

Each is read as an entry of a dictionary and the other held against it, both ways: 足球队数 counts what 校园足球特色队数
does and more, so neither answers the other. Two that the same source answers ask the same, however they are worded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shuren.modules.collection.rules.dictionary import CERTAIN, LIKELY, Asked, Known
from shuren.modules.collection.rules.kinds import Finding
from shuren.modules.collection.rules.matching import OTHER_TIME, Dictionary, level_of, match
from shuren.modules.collection.rules.matching_text import read
from shuren.modules.collection.rules.matching_words import Lexicon

OF_WHOM = "county"  # the level of which a question says nothing outright; both are asked of the same units


@dataclass(frozen=True)
class Worded:
    """A question as it stands in a request, and the source that the dictionary found for it, if any."""

    asked: Asked
    source: str = ""
    derivation: Mapping[str, Any] = field(default_factory=dict)


def alike(one: Sequence[Worded], others: Sequence[Worded], lexicon: Lexicon) -> list[list[tuple[int, float]]]:
    """Return for each question the places of those that ask the same or nearly, with how much; the nearest first."""
    there = Dictionary([_entry(str(at), other) for at, other in enumerate(others)], lexicon=lexicon)
    return [sorted(_of(each, others, there), key=lambda found: (-found[1], found[0])) for each in one]


def _of(one: Worded, others: Sequence[Worded], there: Dictionary) -> Iterator[tuple[int, float]]:
    near = {int(found.source): found.score for found in match(_asked(one), there)}
    for at, other in enumerate(others):
        if one.source and (one.source, one.derivation) == (other.source, other.derivation):
            yield at, 1.0
        elif near.get(at, 0.0) >= LIKELY and (score := min(near[at], _back(one, other, there.lexicon))) >= LIKELY:
            yield at, score


def _back(one: Worded, other: Worded, lexicon: Lexicon) -> float:
    """Return how far the other is answered by the one; another year or day is another question, so is another whole."""
    if _whole(one, lexicon) != _whole(other, lexicon):
        return 0.0
    here = Dictionary([_entry("0", one)], lexicon=lexicon)
    found = match(_asked(other), here)
    times = 1.0 if _when(one) == _when(other) else OTHER_TIME
    return found[0].score * times if found else 0.0


def _whole(one: Worded, lexicon: Lexicon) -> str:
    """Return the whole of which a question speaks, 全镇 or 全区; nothing where that is the unit asked."""
    level = level_of(read(one.asked.label).words, lexicon)
    return "" if level == one.asked.level else level


def _when(one: Worded) -> Mapping[str, Any]:
    return read(one.asked.label, as_of=one.asked.as_of).moved


def _asked(one: Worded) -> Asked:
    return replace(one.asked, level=OF_WHOM)


def _entry(source: str, one: Worded) -> Known:
    told = one.asked
    label = f"{told.within}{told.label.removeprefix('其中').lstrip('：:')}" if told.within else told.label
    return Known(
        source, Finding.HELD, label, unit=told.unit, kind=told.kind, codes={each: each for each in told.options}
    )


def is_same(score: float) -> bool:
    """Say whether two questions are told as one and the same, and not only as alike."""
    return score >= CERTAIN
