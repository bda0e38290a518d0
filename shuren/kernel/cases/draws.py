"""Drawing by lot so that anybody can draw again from what the log holds. Pure."""

from collections.abc import Iterable
from hashlib import sha256


def drawn(among: Iterable[str], count: int, seed: str) -> list[str]:
    """Return so many of these, fewer where there are no more: those whose SHA-256 of "seed name" comes first.

    The seed is made when the draw is due and written down with those among whom it chose, so that nobody can turn it.
    """
    return sorted(set(among), key=lambda name: sha256(f"{seed} {name}".encode()).hexdigest())[:count]
