"""Of how many units what was found says something, and of which it does not. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from shuren.modules.collection.rules.derivations import How

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_BACK = 10  # years before the one asked about that a value may be of


@dataclass(frozen=True)
class Held:
    """How many units there are, and of how many a value is known that is so many years old: none, one, two, ..."""

    units: int
    ages: tuple[int, ...]

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Held | None:
        """Read what `kept` wrote; nothing where it was not counted yet."""
        return cls(kept["units"], tuple(kept["ages"])) if kept else None

    @classmethod
    def of(cls, units: int, ages: Iterable[int]) -> Held:
        """Count the ages of the values that are known of some units."""
        counts = [0] * (MOST_BACK + 1)
        for age in ages:
            counts[age] += 1
        return cls(units, tuple(counts))

    def shared(self, ages: Iterable[int | None]) -> Held:
        """Return it where units whose value was so old, or was not known at all, will tell what is asked for."""
        counts = list(self.ages)
        for age in ages:
            counts[0] += 1
            if age is not None:
                counts[age] -= 1
        return Held(self.units, tuple(counts))

    def kept(self, mark: str) -> dict[str, Any]:
        """Return what is kept of it; `mark` says what was counted."""
        return {"mark": mark, "units": self.units, "ages": list(self.ages)}

    @property
    def now(self) -> int:
        """The units of which a value of the year asked about is known."""
        return self.ages[0]

    def older(self, back: int) -> int:
        """Return of how many units an older value does, where it may be `back` years old."""
        return sum(self.ages[1 : back + 1])

    def missing(self, back: int) -> int:
        """Return how many units have to be asked."""
        return self.units - self.now - self.older(back)


def is_ratio(source: str, derivation: Mapping[str, Any]) -> bool:
    """Say whether a figure is divided by another: nobody is asked it, for it is computed from what is asked."""
    divided = derivation.get("how") in {How.SHARE, How.MEAN} or "per" in derivation
    return divided or source.startswith("indicator:")


def name_of(source: str, derivation: Mapping[str, Any]) -> str:
    """Return the name under which what units say instead of a source is kept."""
    if not derivation:
        return source
    said = json.dumps(derivation, sort_keys=True, ensure_ascii=False)
    return f"{source} {sha256(said.encode()).hexdigest()[:16]}"
