"""Both halves of the labelled questions, answered by the dictionary and by its peers."""

import time
from collections.abc import Callable, Sequence
from datetime import date

from bench.matching.labelled import FINDINGS, Labelled, is_right, labelled
from bench.matching.peers import DIFFLIB, TFIDF, Peer
from shuren.modules.collection.queries import known
from shuren.modules.collection.rules.dictionary import CERTAIN, LIKELY, Asked, Match, finding_of
from shuren.modules.collection.rules.matching import Dictionary, match
from shuren.modules.collection.rules.twins import Worded, alike, is_same

AS_OF = date(2026, 9, 1)
REQUEST = 200  # questions of a large request


def main(*, misses: bool) -> None:
    rows = labelled(AS_OF)
    dictionary = known.declared()
    started = time.perf_counter()
    found = [match(row.asked, dictionary) for row in rows]
    took = time.perf_counter() - started
    print(f"{len(rows)} questions, {len(dictionary.known)} entries, {len(dictionary.shapes)} registers")
    print(f"{took / len(rows) * REQUEST:.3f} s for a request of {REQUEST} questions")
    halves = {"tuning": [row.is_tuning for row in rows], "held out": [not row.is_tuning for row in rows]}
    for name, chosen in halves.items():
        kept = [(row, one) for row, one, is_in in zip(rows, found, chosen, strict=True) if is_in]
        print(f"\n{name} half, {len(kept)} questions (certain from {CERTAIN}, likely from {LIKELY})")
        _table("shuren", [row for row, _ in kept], [_decided(one) for _, one in kept])
        likely = sum(any(is_right(row, match) for match in one[:3]) for row, one in kept if row.finding != "new")
        known_rows = sum(row.finding != "new" for row, _ in kept)
        print(f"  right one among the first three: {likely} of {known_rows}")
        for peer in (DIFFLIB, TFIDF):
            _table(peer.label, [row for row, _ in kept], _by(peer, dictionary.known, rows, [row for row, _ in kept]))
    _twins(rows, found, dictionary)
    if misses:
        _tell([(row, one) for row, one in zip(rows, found, strict=True) if row.is_tuning])


def _twins(rows: Sequence[Labelled], found: Sequence[Sequence[Match]], dictionary: Dictionary) -> None:
    """Hold every question against every other, as two offices' requests are: same label, same question."""
    best = [one[0] if one and one[0].is_certain else None for one in found]
    asked = [
        Worded(row.asked, one.source, one.derivation) if one else Worded(row.asked)
        for row, one in zip(rows, best, strict=True)
    ]
    started = time.perf_counter()
    near = alike(asked, asked, dictionary.lexicon)
    took = time.perf_counter() - started
    told = {(at, other) for at, others in enumerate(near) for other, score in others if other > at and is_same(score)}
    true = {
        (at, other)
        for at, row in enumerate(rows)
        for other in range(at + 1, len(rows))
        if row.finding != "new" and _label(row) == _label(rows[other])
    }
    print(f"\ntwins: {len(told & true)} of {len(told)} told as the same are, of {len(true)} pairs; {took:.2f} s")


def _label(row: Labelled) -> tuple[object, ...]:
    return row.finding, row.source, row.where, row.asked.kind


def _decided(found: Sequence[Match]) -> tuple[str, Match | None]:
    finding = finding_of(list(found))
    return finding.value, found[0] if finding != "new" else None


def _by(
    peer: Peer, entries: Sequence[known.Known], rows: Sequence[Labelled], kept: Sequence[Labelled]
) -> list[tuple[str, Match | None]]:
    """Let a peer answer, at the threshold that serves it best on the tuning half."""
    ask = peer.over(entries)
    threshold = peer.threshold or _best_threshold(ask, [row for row in rows if row.is_tuning])
    peer.threshold = threshold
    return [_above(ask(row.asked), threshold) for row in kept]


def _above(best: Match, threshold: float) -> tuple[str, Match | None]:
    return (best.finding.value, best) if best.score >= threshold else ("new", None)


def _best_threshold(ask: Callable[[Asked], Match], rows: Sequence[Labelled]) -> float:
    best = [(row, ask(row.asked)) for row in rows]

    def right(threshold: float) -> int:
        return sum(_is_right(row, *_above(one, threshold)) for row, one in best)

    return max((step / 20 for step in range(4, 20)), key=right)


def _is_right(row: Labelled, finding: str, chosen: Match | None) -> bool:
    return finding == "new" if row.finding == "new" else chosen is not None and is_right(row, chosen)


def _table(label: str, rows: Sequence[Labelled], told: Sequence[tuple[str, Match | None]]) -> None:
    right = sum(_is_right(row, *one) for row, one in zip(rows, told, strict=True))
    print(f"  {label}: {right / len(rows):.1%} right, source and all")
    for finding in FINDINGS:
        said = [(row, one) for row, one in zip(rows, told, strict=True) if one[0] == finding]
        true = sum(row.finding == finding and _is_right(row, *one) for row, one in said)
        wanted = sum(row.finding == finding for row in rows)
        precision = f"{true / len(said):.3f}" if said else "  -  "
        print(f"    {finding:<10} precision {precision}  recall {true / wanted:.3f}  ({true} of {wanted})")
    traps = [(row, one) for row, one in zip(rows, told, strict=True) if row.trap]
    caught = sum(_is_right(row, *one) for row, one in traps)
    print(f"    traps      {caught} of {len(traps)}")


def _tell(found: Sequence[tuple[Labelled, list[Match]]]) -> None:
    for row, matches in found:
        if not _is_right(row, *_decided(matches)):
            print(f"\n{row.asked.label} [{row.asked.unit}] {row.asked.within}: {row.finding} {row.source} {row.where}")
            for one in matches[:3]:
                print(f"   {one.score:.2f} {one.finding.value} {one.source} {one.label} {dict(one.derivation)}"[:220])
