"""Which counts a published table withholds: those of few, and one more where a sum would tell the only one withheld."""

from collections.abc import Sequence

FEWEST = 10  # persons; no cell under that is published
FEW, WITHHELD = "不足 10", "*"


def published(counts: Sequence[float | None]) -> list[str | float | None]:
    """Return counts that add up (parts, and their sum where that is told) as they may be published.

    Where exactly one is of few, the smallest other part is withheld as well: otherwise the sum less the other parts
    would tell it. A nought tells of nobody and stays.
    """
    shown: list[str | float | None] = [FEW if _is_few(count) else count for count in counts]
    if shown.count(FEW) == 1:
        others = [(count, at) for at, count in enumerate(counts) if count and shown[at] != FEW]
        if others:
            shown[min(others)[1]] = WITHHELD
    return shown


def _is_few(count: float | None) -> bool:
    return count is not None and 0 < count < FEWEST
