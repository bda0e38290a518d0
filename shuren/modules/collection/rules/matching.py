"""Matching a question to the dictionary: what is known already, what can be computed, who else keeps it. Pure.

Two readings are scored from 0 to 1 and laid together. By *name*: the words of the question against those of each entry
and its synonyms; what either says and the other does not, counts against it, for 女教师数 is not 教师数. By *columns*:
the question as rows of a register, narrowed and added up (`matching_compose`). Then unit, values to choose from, level
and time must agree: each that does not, lowers the score so far that nobody is spared an answer by it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shuren.kernel.messages import Message
from shuren.modules.collection.rules.dictionary import CERTAIN, Asked, Known, Match, Shape, Word
from shuren.modules.collection.rules.kinds import Finding, Kind
from shuren.modules.collection.rules.matching_compose import compose
from shuren.modules.collection.rules.matching_text import Text, dimension, factor, how_of, read
from shuren.modules.collection.rules.matching_words import (
    HOW,
    LABEL,
    LEVEL,
    SAME,
    STOP,
    SUM,
    WHAT,
    WHERE,
    Lexicon,
    Token,
)

_ = str  # marks sentences for translation; they are translated where they are shown

MOST = 5  # matches told of one question
WORTH_TELLING = 0.35
SAID_MORE, KNOWN_MORE = 2.0, 1.2  # what only the question says, and what only the entry says, against what both say
OTHER_UNIT, OTHER_KIND, OTHER_HOW, OTHER_VALUES, OTHER_LEVEL, OTHER_TIME = 0.5, 0.6, 0.6, 0.7, 0.5, 0.7
SAME_VALUES = 0.5
STILL = 180  # days for which what units said is not asked again
ORDER = {Finding.HELD: 0, Finding.DERIVABLE: 1, Finding.ELSEWHERE: 2, Finding.NEW: 3}
KINDS = {Kind.NUMBER: {Kind.NUMBER}, Kind.YES_NO: {Kind.YES_NO, Kind.CHOICE}, Kind.CHOICE: {Kind.CHOICE, Kind.YES_NO}}
ABOVE = frozenset({"county", "zone", "city", "province"})
_NUMBER = re.compile(r"(?:总人数|人数|总数|数)$")
NAMED = _("与“{label}”同义。")
NAMED_ALIKE = _("与“{label}”相近。")
KEPT_BY = _("由{holder}掌握，可通过数据共享取得。")


@dataclass(frozen=True)
class _Name:
    """One way to call an entry, as counted pieces."""

    at: int
    pieces: Counter[str]
    weight: float


class Dictionary:
    """Everything that is known, indexed by the pieces of its names. Made once, asked many times.

    `lexicon` is that of another dictionary, where entries are read by the same words.
    """

    def __init__(
        self,
        known: Sequence[Known],
        shapes: Iterable[Shape] = (),
        words: Iterable[Word] = (),
        lexicon: Lexicon | None = None,
    ) -> None:
        self.known = tuple(known)
        self.shapes = {shape.table: shape for shape in shapes}
        self.lexicon = lexicon or Lexicon([*words, *_words_of(self.shapes.values())])
        self._names: list[_Name] = []
        self._by_piece: dict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(self.known):
            for name in {entry.label, *entry.synonyms}:
                self._add(at, self.pieces(read(name).words))

    def pieces(self, words: str) -> Counter[str]:
        """Return what a text says, each word by the one it stands for; numbers, fillers and signs say nothing."""
        found = [_piece(token) for token in self.lexicon.pieces(words)]
        return Counter(piece for piece in found if piece)

    def _add(self, at: int, pieces: Counter[str]) -> None:
        if not pieces:
            return
        for piece in pieces:
            self._by_piece[piece].append(len(self._names))
        self._names.append(_Name(at, pieces, _weight(pieces)))

    def named(self, pieces: Counter[str]) -> dict[int, float]:
        """Return the entries that share pieces with a text, each with how much of both is shared."""
        shared: dict[int, float] = defaultdict(float)
        for piece, times in pieces.items():
            for place in self._by_piece.get(piece, ()):
                shared[place] += min(times, self._names[place].pieces[piece]) * len(piece)
        own = _weight(pieces)
        best: dict[int, float] = {}
        for place, common in shared.items():
            name = self._names[place]
            score = common / (common + SAID_MORE * (own - common) + KNOWN_MORE * (name.weight - common))
            best[name.at] = max(score, best.get(name.at, 0.0))
        return best


def match(asked: Asked, known: Dictionary) -> list[Match]:
    """Return what answers a question, best first; empty where nothing comes near."""
    text = read(asked.label, unit=asked.unit, options=asked.options, as_of=asked.as_of)
    if asked.within and asked.label.lstrip("（( 0-9.、").startswith("其中"):
        above = read(asked.within, unit=asked.unit, as_of=asked.as_of)
        text = Text(above.words + text.words.removeprefix("其中").lstrip(":"), text.unit or above.unit, text.moved)
    found = [*_by_name(asked, text, known), *compose(asked, text, known.lexicon, known.shapes)]
    level = level_of(text.words, known.lexicon)
    best: dict[tuple[str, str], Match] = {}
    for one in found:
        score = one.score if level in {"", asked.level} or asked.level in ABOVE else one.score * OTHER_LEVEL
        if score < WORTH_TELLING:
            continue
        key = (one.source, str(one.derivation))
        if key not in best or score > best[key].score:
            best[key] = Match(one.source, one.finding, one.label, round(score, 3), one.derivation, one.why, one.holder)
    return sorted(best.values(), key=_rank)[:MOST]


def _rank(one: Match) -> tuple[float, int, int]:
    """Best score first, then what is known before what is computed, then the reading that narrows least.

    多媒体教室 is the register of that name before it is rooms of that kind.
    """
    return -one.score, ORDER[one.finding], len(one.derivation.get("where", ()))


def _by_name(asked: Asked, text: Text, known: Dictionary) -> Iterable[Match]:
    pieces = known.pieces(text.words)
    how = how_of(text.words, unit=text.unit, kind=asked.kind)
    for at, score in known.named(pieces).items():
        entry = known.known[at]
        fit = score * _fits(asked, text, entry)
        said_how = how_of(entry.label, unit=entry.unit, kind=entry.kind)
        if how is not said_how and entry.finding is not Finding.ELSEWHERE:
            fit *= OTHER_HOW
        if fit < WORTH_TELLING:
            continue
        said: dict[str, Any] = dict(entry.derivation)
        if entry.finding is not Finding.ELSEWHERE and (entry.period != "flow" or "on" in text.moved):
            said |= text.moved
        if text.unit and (times := factor(entry.unit, text.unit)) != 1.0:
            said["factor"] = times
        yield Match(entry.source, entry.finding, entry.label, round(fit, 3), said, _why(entry, fit), entry.holder)


def _fits(asked: Asked, text: Text, entry: Known) -> float:
    """Return by what disagreement of kind, unit, values and level lowers a score."""
    if entry.finding is Finding.ELSEWHERE:  # who keeps a thing keeps its number, share and amount alike
        return 1.0
    fit = 1.0
    if entry.level == "row":
        counts = asked.kind == Kind.NUMBER and entry.kind != Kind.NUMBER
        return OTHER_LEVEL if counts or asked.kind == Kind.YES_NO else 1.0
    if entry.kind not in KINDS.get(Kind(asked.kind), {Kind(asked.kind)}):
        fit *= OTHER_KIND
    if text.unit and entry.unit and dimension(text.unit) != dimension(entry.unit):
        fit *= OTHER_UNIT
    if asked.options and entry.codes and not _same_values(asked.options, entry.codes):
        fit *= OTHER_VALUES
    if entry.last_on and asked.as_of and (asked.as_of - entry.last_on).days > STILL:
        fit *= OTHER_TIME
    return fit


def _same_values(options: Sequence[str], codes: Mapping[str, str]) -> bool:
    names = {_spelt(name) for name in codes.values()} | {_spelt(code) for code in codes}
    found = sum(any(_spelt(option) in name or name in _spelt(option) for name in names) for option in options)
    return found >= SAME_VALUES * len(options)


def _spelt(text: str) -> str:
    return read(text).words


def _why(entry: Known, score: float) -> Message:
    if entry.finding is Finding.ELSEWHERE:
        return Message(KEPT_BY, {"holder": Message(entry.holder)})
    return Message(NAMED if score >= CERTAIN else NAMED_ALIKE, {"label": Message(entry.label)})


def level_of(words: str, lexicon: Lexicon) -> str:
    """Return the level of which a question speaks outright: 全县, 每名学生."""
    return next((token.word.means for token in lexicon.pieces(words) if token.word and token.role == LEVEL), "")


def _piece(token: Token) -> str:
    if token.role in {STOP, HOW, LEVEL}:
        return ""
    if token.role == SAME and token.word:
        return token.word.means
    if token.role == WHAT:
        return _NUMBER.sub("", token.text) or token.text
    return token.text


def _weight(pieces: Counter[str]) -> float:
    return float(sum(times * len(piece) for piece, times in pieces.items()))


def _words_of(shapes: Iterable[Shape]) -> Iterable[Word]:
    """Yield the words that the declarations of registers bring along: names of rows, columns and values."""
    for shape in shapes:
        yield Word(shape.label, WHAT, shape.table)
        for column, trait in shape.traits.items():
            if trait.unit:
                yield Word(trait.label, SUM, shape.table, column)
                continue
            yield Word(trait.label, LABEL, shape.table, column)
            for code, name in trait.codes.items():
                if len(name) > 1 and not name.startswith("其他"):
                    yield Word(name, WHERE, shape.table, column, {column: trait.under.get(code, (code,))})
