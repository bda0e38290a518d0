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
    from collections.abc import Mapping, Sequence

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
    """What one unit of an audience has to bear: seconds it is asked for this year already, and its ceiling.

    `seconds` is what each round of the request costs it, `asked` how many questions that are.
    """

    name: str
    before: int
    ceiling: int | None  # minutes a year
    asked: int = 0
    seconds: int = 0

    def after(self, rounds: int) -> int:
        """Return the seconds of its year with so many rounds of the request."""
        return self.before + self.seconds * rounds

    def is_over(self, rounds: int) -> bool:
        """Say whether the rounds of this year take it above its ceiling."""
        return self.ceiling is not None and self.seconds > 0 and self.after(rounds) > self.ceiling * MINUTE


@dataclass(frozen=True)
class Weight:
    """The burden of a request as it is drafted, on its units in one round, and on the year with all its rounds.

    `asked` counts the questions that every unit is asked, `filled` those that only units are asked of which nothing is
    known, `spared` the others; `asking` are the units that are asked anything at all, `times` the answers they give.
    `worst` is the unit nearest to or farthest above its ceiling, none where nobody is asked.
    """

    asked: int
    filled: int
    spared: int
    rounds: int
    units: int
    asking: int
    times: int
    seconds: int  # of all units
    most: int  # seconds of the unit that is asked most
    over: int
    worst: Unit | None
    mean_before: int

    @property
    def minutes(self) -> float:
        """Minutes for one unit and round, on average over those that are asked."""
        return self.seconds / self.asking / MINUTE if self.asking else 0.0

    @property
    def most_minutes(self) -> float:
        """Minutes for the unit that is asked most."""
        return self.most / MINUTE

    @property
    def is_even(self) -> bool:
        """Whether all units are asked the same."""
        return not self.filled

    @property
    def hours(self) -> float:
        """Hours of all units together in one round."""
        return self.seconds / 3600

    @property
    def most_after(self) -> float:
        """Minutes that the unit nearest to its ceiling is asked for this year, this request included."""
        return self.worst.after(self.rounds) / MINUTE if self.worst else 0.0


def weigh(units: Sequence[Unit], rounds: int, *, asked: int, filled: int, spared: int) -> Weight:
    """Return the burden of a request on its units, with `rounds` rounds this year."""
    worst = max(units, key=lambda unit: _strain(unit, rounds), default=None)
    return Weight(
        asked=asked,
        filled=filled,
        spared=spared,
        rounds=rounds,
        units=len(units),
        asking=sum(unit.asked > 0 for unit in units),
        times=sum(unit.asked for unit in units),
        seconds=sum(unit.seconds for unit in units),
        most=max((unit.seconds for unit in units), default=0),
        over=sum(unit.is_over(rounds) for unit in units),
        worst=worst,
        mean_before=sum(unit.before for unit in units) // len(units) if units else 0,
    )


def _strain(unit: Unit, rounds: int) -> tuple[float, int]:
    """Order units by how much of their ceiling is used; those without one come last, by what they are asked for."""
    if unit.ceiling is None:
        return -1.0, unit.after(rounds)
    return unit.after(rounds) / max(1, unit.ceiling * MINUTE), unit.after(rounds)
