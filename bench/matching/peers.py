"""Peers: the same dictionary, compared as text. The nearest name wins where it is near enough."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from shuren.kernel.messages import Message
from shuren.modules.collection.rules.dictionary import Asked, Known, Match

Ask = Callable[[Asked], Match]


@dataclass
class Peer:
    """A way to compare texts; `threshold` is found on the tuning half."""

    label: str
    over: Callable[[Sequence[Known]], Ask]
    threshold: float = 0.0


def _names(entries: Sequence[Known]) -> list[tuple[str, Known]]:
    return [(name, entry) for entry in entries for name in (entry.label, *entry.synonyms)]


def _match(entry: Known, score: float) -> Match:
    return Match(entry.source, entry.finding, entry.label, score, {}, Message(""))


def _difflib(entries: Sequence[Known]) -> Ask:
    names = _names(entries)

    def ask(asked: Asked) -> Match:
        matcher = SequenceMatcher(b=asked.label, autojunk=False)
        best, found = -1.0, names[0][1]
        for name, entry in names:
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() > best and (ratio := matcher.ratio()) > best:
                best, found = ratio, entry
        return _match(found, best)

    return ask


def _tfidf(entries: Sequence[Known]) -> Ask:
    names = _names(entries)
    texts = [_grams(name) for name, _ in names]
    seen = Counter(gram for text in texts for gram in text)
    idf = {gram: math.log((1 + len(texts)) / (1 + times)) + 1 for gram, times in seen.items()}
    vectors = [_unit(text, idf) for text in texts]

    def ask(asked: Asked) -> Match:
        own = _unit(_grams(asked.label), idf)
        scores = [sum(weight * vector.get(gram, 0.0) for gram, weight in own.items()) for vector in vectors]
        at = max(range(len(scores)), key=scores.__getitem__)
        return _match(names[at][1], scores[at])

    return ask


def _grams(text: str) -> Counter[str]:
    return Counter([*text, *(text[at : at + 2] for at in range(len(text) - 1))])


def _unit(grams: Counter[str], idf: dict[str, float]) -> dict[str, float]:
    rare = max(idf.values())
    weights = {gram: times * idf.get(gram, rare) for gram, times in grams.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {gram: weight / length for gram, weight in weights.items()}


DIFFLIB = Peer("difflib ratio", _difflib)
TFIDF = Peer("TF-IDF of characters and pairs", _tfidf)
