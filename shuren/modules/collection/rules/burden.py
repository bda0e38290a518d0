"""Burden (填报负担): questions x units x minutes, held against a ceiling. Pure.

What one answer costs is this platform's own estimate: a figure has to be looked up or counted, a choice is known, prose
has to be written. Whoever drafts a request sees it, and cannot change it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from shuren.modules.collection.rules.kinds import Frequency, Kind
from shuren.modules.collection.rules.rounds import Dates, beginning_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SECONDS: Mapping[Kind, int] = {
    Kind.NUMBER: 60,
    Kind.YES_NO: 15,
    Kind.CHOICE: 20,
    Kind.DAY: 30,
    Kind.TEXT: 150,
}
MINUTE = 60


def seconds_of(kind: Kind, options: Sequence[str] = ()) -> int:
    """Return what one answer costs, in seconds; long lists of options take longer to read."""
    return SECONDS[kind] + max(0, len(options) - 6) * 2


def rounds_in(year: int, opens_on: date, ends_on: date, frequency: Frequency) -> int:
    """Return how many rounds of a request open in a calendar year."""
    opened = beginning_by(Dates(opens_on, opens_on, opens_on), frequency, ends_on, date(year, 12, 31), 0)
    return sum(1 for each in opened if each.opens_on.year == year)


@dataclass(frozen=True)
class Unit:
    """What one unit of an audience has to bear: seconds it is asked for this year already, and its ceiling."""

    name: str
    before: int
    ceiling: int | None  # minutes a year

    def after(self, added: int) -> int:
        return self.before + added

    def is_over(self, added: int) -> bool:
        """Say whether `added` seconds take it above its ceiling."""
        return self.ceiling is not None and added > 0 and self.after(added) > self.ceiling * MINUTE


@dataclass(frozen=True)
class Weight:
    """The burden of a request as it is drafted: seconds for one unit and round, rounds this year, and its units.

    `worst` is the unit nearest to or farthest above its ceiling, none where nobody is asked.
    """

    asked: int
    spared: int
    seconds: int
    rounds: int
    units: int
    over: int
    worst: Unit | None
    mean_before: int

    @property
    def a_year(self) -> int:
        """Seconds that it adds to a unit's year."""
        return self.seconds * self.rounds

    @property
    def minutes(self) -> float:
        """Minutes for one unit and round."""
        return self.seconds / MINUTE

    @property
    def hours(self) -> float:
        """Hours of all units together in one round."""
        return self.seconds * self.units / 3600

    @property
    def most_after(self) -> float:
        """Minutes that the unit nearest to its ceiling is asked for this year, this request included."""
        return self.worst.after(self.a_year) / MINUTE if self.worst else 0.0


def weigh(asked: Iterable[int], spared: int, rounds: int, units: Sequence[Unit]) -> Weight:
    """Return the burden of questions that cost `asked` seconds each, on units in `rounds` rounds this year."""
    costs = list(asked)
    seconds = sum(costs)
    added = seconds * rounds
    worst = max(units, key=lambda unit: _strain(unit, added), default=None)
    return Weight(
        asked=len(costs),
        spared=spared,
        seconds=seconds,
        rounds=rounds,
        units=len(units),
        over=sum(unit.is_over(added) for unit in units),
        worst=worst,
        mean_before=sum(unit.before for unit in units) // len(units) if units else 0,
    )


def _strain(unit: Unit, added: int) -> tuple[float, int]:
    """Order units by how much of their ceiling is used; those without one come last, by what they are asked for."""
    if unit.ceiling is None:
        return -1.0, unit.after(added)
    return unit.after(added) / max(1, unit.ceiling * MINUTE), unit.after(added)
