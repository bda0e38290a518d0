"""The words by which questions are read: which of them cover a text best, for one register or for none. Pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from shuren.modules.collection.rules.dictionary import Word

WHAT, WHERE, SUM, LABEL = "what", "where", "sum", "label"  # of one register
AGE = "周岁"  # the label by which registers declare a column of ages
HOW, STOP, PER, LEVEL, OTHER, SAME = "how", "stop", "per", "level", "other", "same"  # of every question
CONTENT = frozenset({WHAT, WHERE, SUM})
UNREAD = 2.0  # what a character that no word explains weighs against one that is explained
LONGEST = 16
REMEMBERED = 20_000  # texts whose pieces are not looked for again
OLDEST = 99
_AGES = re.compile(r"(?:(\d{1,2})-)?(\d{1,2})(?:周岁|岁)(及以上|及以下|以上|以下)?")


@dataclass(frozen=True)
class Token:
    """A piece of a text: what a word explains, or one character that none does."""

    text: str
    word: Word | None = None

    @property
    def role(self) -> str:
        return self.word.role if self.word else ""

    @property
    def cost(self) -> float:
        if self.word is None:
            return UNREAD * (0.5 if self.text.isascii() else 1.0)
        return UNREAD * len(self.text) if self.role == OTHER else 0.0


class Lexicon:
    """Every word by its text, found in a question once and chosen from for each register."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._senses: dict[str, list[Word]] = defaultdict(list)
        for word in words:
            self._senses[word.word].append(word)
        self._read = lru_cache(maxsize=REMEMBERED)(lambda text: tuple(_cheapest(text, self.spans(text), self._any)))

    @cached_property
    def tables(self) -> Mapping[str, frozenset[str]]:
        """The words that name or narrow the rows of each register."""
        found: dict[str, set[str]] = defaultdict(set)
        for text, senses in self._senses.items():
            for sense in senses:
                if sense.role in {WHAT, WHERE}:
                    found[sense.table].add(text)
        return {table: frozenset(words) for table, words in found.items()}

    def ages(self, text: str) -> "Lexicon":
        """Return a lexicon that also knows the ages a text names; 以上 and 以下 include the number itself."""
        found = list(_AGES.finditer(text))
        if not found:
            return self
        aged = sorted({sense.table for sense in self._senses.get(AGE, ())})
        more = Lexicon(())
        more._senses = defaultdict(list, self._senses)
        for one in found:
            first = int(one[1] or (0 if one[3] in {"以下", "及以下"} else one[2]))
            last = OLDEST if one[3] in {"以上", "及以上"} else int(one[2])
            codes = {"age": tuple(str(age) for age in range(first, last + 1))}
            more._senses[one[0]] = [Word(one[0], WHERE, table, "age", codes) for table in aged]
        return more

    def spans(self, text: str) -> list[list[str]]:
        """Return, for each place in a text, the words that begin there."""
        ends = range(1, LONGEST + 1)
        return [
            [word for size in ends if (word := text[at : at + size]) in self._senses and at + size <= len(text)]
            for at in range(len(text))
        ]

    def cover(self, text: str, spans: Sequence[Sequence[str]], table: str) -> list[Token]:
        """Return the pieces that explain most of a text by the words of one register and those of all."""
        return _cheapest(text, spans, lambda word: self._sense(word, table))

    def pieces(self, text: str) -> list[Token]:
        """Return the pieces of a text by any word at all, for comparing two texts."""
        return list(self._read(text))

    def _sense(self, text: str, table: str) -> Word | None:
        found = [word for word in self._senses[text] if word.table in {table, ""} and word.role != SAME]
        return max(found, key=lambda word: bool(word.table), default=None)

    def _any(self, text: str) -> Word | None:
        senses = self._senses[text]
        return next((word for word in senses if word.role == SAME), None) or next(
            (word for word in senses if not word.table), senses[0]
        )


def _cheapest(text: str, spans: Sequence[Sequence[str]], sense: "Callable[[str], Word | None]") -> list[Token]:
    """Choose the words that leave least unexplained, then the fewest."""
    best: list[tuple[float, list[Token]]] = [(0.0, [])] * (len(text) + 1)
    for at in range(len(text) - 1, -1, -1):
        alone = Token(text[at])
        choices = [(alone.cost + 0.01 + best[at + 1][0], alone, at + 1)]
        for span in spans[at]:
            word = sense(span)
            if word is not None:
                token = Token(span, word)
                choices.append((token.cost + 0.01 + best[at + len(span)][0], token, at + len(span)))
        cost, token, to = min(choices, key=lambda choice: (choice[0], -len(choice[1].text)))
        best[at] = (cost, [token, *best[to][1]])
    return best[0][1]
