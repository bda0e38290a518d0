"""The way a case goes: steps one after another, side by side, or under a condition. Pure.

A route is a tree. Where a case stands is the set of steps done; which are ready follows from the tree and that set
alone, so that returning is nothing but taking steps out of the set.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Holds: TypeAlias = Callable[[str], bool]  # whether a condition holds, by its name

ONE = Fraction(0)  # of those asked, the first who agrees is enough
ALL = Fraction(1)


@dataclass(frozen=True)
class Lot:
    """A draw among those whom a step's `by` names: `count` of them are asked, at every step with this name."""

    name: str
    count: int = 1


@dataclass(frozen=True)
class Step:
    """One party's part. `by` names who is asked; where several are, `share` of them must agree.

    `days` are working days promised, None for no promise, `basis` the clause they come from. `accepts` marks the step
    that decides whether a case is taken up (受理): it alone may ask for corrections, and what it turns down is refused,
    not rejected. `applies` marks the applicant's own steps. `optional` ones a bureau may switch off. `apart` ones are
    for somebody who has signed no other step of the case. `batch` ones may be signed for many cases at once, unopened.
    `help` is what its signer is told, set by bureaus. A no ends the case, unless `objection` names a step before: then
    everybody who is asked is heard, and the case goes back there to be walked anew. Where there is a
    `lot`, some of those whom `by` names are drawn.
    """

    code: str
    label: str
    by: str
    share: Fraction = ALL
    days: int | None = None
    basis: str = ""
    accepts: bool = False
    applies: bool = False
    optional: bool = False
    apart: bool = False
    batch: bool = False
    objection: str = ""
    help: str = ""
    lot: Lot | None = None


@dataclass(frozen=True)
class Sequence:
    """One after another."""

    parts: "tuple[Route, ...]"


@dataclass(frozen=True)
class Parallel:
    """Side by side; what follows waits for all of them."""

    parts: "tuple[Route, ...]"


@dataclass(frozen=True)
class When:
    """Walked only where a condition holds; asked anew each time somebody acts, for the form may have changed."""

    condition: str
    part: "Route"


Route: TypeAlias = Step | Sequence | Parallel | When


def lanes(route: Route) -> list[list[list[Step]]]:
    """Return a route as rows of lanes of steps: one lane where it goes straight, several where it divides."""
    match route:
        case Step():
            return [[[route]]]
        case When(_condition, part):
            return lanes(part)
        case Sequence(parts):
            return [row for part in parts for row in lanes(part)]
        case Parallel(parts):
            return [[list(steps(part)) for part in parts]]


def steps(route: Route) -> Iterator[Step]:
    """Yield the steps in the order of the declaration."""
    match route:
        case Step():
            yield route
        case Sequence(parts) | Parallel(parts):
            for part in parts:
                yield from steps(part)
        case When(_, part):
            yield from steps(part)


def promised(route: Route) -> int:
    """Return the working days promised for all of it: of what goes side by side, the longest counts."""
    match route:
        case Step():
            return route.days or 0
        case Sequence(parts):
            return sum(map(promised, parts))
        case Parallel(parts):
            return max(map(promised, parts))
        case When(_, part):
            return promised(part)


def codes(route: Route) -> set[str]:
    return {step.code for step in steps(route)}


def finished(route: Route, done: AbstractSet[str], holds: Holds) -> bool:
    """Say whether nothing is left to do."""
    match route:
        case Step(code):
            return code in done
        case Sequence(parts) | Parallel(parts):
            return all(finished(part, done, holds) for part in parts)
        case When(condition, part):
            return not holds(condition) or finished(part, done, holds)


def ready(route: Route, done: AbstractSet[str], holds: Holds) -> set[str]:
    """Return the steps whose turn it is, open or about to be."""
    match route:
        case Step(code):
            return {code} - done
        case Sequence(parts):
            waiting = next((part for part in parts if not finished(part, done, holds)), None)
            return ready(waiting, done, holds) if waiting else set()
        case Parallel(parts):
            return set().union(*(ready(part, done, holds) for part in parts))
        case When(condition, part):
            return ready(part, done, holds) if holds(condition) else set()


def after(route: Route, code: str) -> set[str]:
    """Return the steps that come behind a step; those side by side with it do not. Raises KeyError where it is not."""
    found = _after(route, code)
    if found is None:
        raise KeyError(code)
    return found


def _after(route: Route, code: str) -> set[str] | None:
    match route:
        case Step():
            return set() if route.code == code else None
        case When(_, part):
            return _after(part, code)
        case Sequence(parts) | Parallel(parts):
            for at, part in enumerate(parts):
                found = _after(part, code)
                if found is not None:
                    later = parts[at + 1 :] if isinstance(route, Sequence) else ()
                    return found.union(*map(codes, later))
    return None


def without(route: Route, switched_off: AbstractSet[str]) -> Route | None:
    """Leave optional steps out that a bureau has switched off; None where nothing remains."""
    match route:
        case Step():
            return None if route.optional and route.code in switched_off else route
        case When(condition, part):
            kept = without(part, switched_off)
            return kept and When(condition, kept)
        case Sequence(parts) | Parallel(parts):
            left = tuple(kept for part in parts if (kept := without(part, switched_off)))
            return type(route)(left) if left else None


def changed(route: Route, change: Callable[[Step], Step]) -> Route:
    """Return the same tree with every step as `change` gives it back."""
    match route:
        case Step():
            return change(route)
        case When(condition, part):
            return When(condition, changed(part, change))
        case Sequence(parts) | Parallel(parts):
            return type(route)(tuple(changed(part, change) for part in parts))
