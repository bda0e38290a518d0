"""What the log of a case holds: plain values, written once. A command leaves one or several.

Their names and fields are stored: a field may be added with a default, none renamed or taken away.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Opened:
    """An applicant began a case. `barred` are persons whose own case it is."""

    applicant: str
    barred: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entered:
    """A step was reached; `tasks` are pairs of number and seat, `share` a fraction as text."""

    visit: int
    step: str
    share: str
    tasks: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Drawn:
    """Who is asked was drawn by lot: `seats` are those that draws.drawn(among, how many, seed) gives."""

    lot: str
    seed: str
    among: tuple[str, ...]
    seats: tuple[str, ...]


@dataclass(frozen=True)
class Signed:
    task: int
    by: str
    agreed: bool


@dataclass(frozen=True)
class Unsigned:
    """A signer took the own signature back."""

    task: int


@dataclass(frozen=True)
class Left:
    """A visit ended; `how` is one of state.End."""

    visit: int
    how: str


@dataclass(frozen=True)
class Undone:
    """Steps that were done are to be done again."""

    steps: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A step is entered again when others are done."""

    step: str
    until: tuple[str, ...]


@dataclass(frozen=True)
class Added:
    """The signer of task `of` asked somebody else to sign, `place` before or after."""

    task: int
    of: int
    seat: str
    place: str


@dataclass(frozen=True)
class HandedOver:
    task: int
    seat: str


@dataclass(frozen=True)
class Copied:
    seat: str


@dataclass(frozen=True)
class Read:
    seat: str


@dataclass(frozen=True)
class Urged:
    """`day` is written as in 2026-11-22."""

    visit: int
    day: str = ""


@dataclass(frozen=True)
class Escalated:
    """A visit is late, or somebody says so: a superior sees the case and may hand its tasks over."""

    visit: int
    seat: str


@dataclass(frozen=True)
class Suspended:
    visit: int


@dataclass(frozen=True)
class Resumed:
    visit: int


@dataclass(frozen=True)
class Corrected:
    """The one request for corrections has been made."""

    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Ended:
    outcome: str


@dataclass(frozen=True)
class Reopened:
    """A superior had an ended case taken up again."""


@dataclass(frozen=True)
class Migrated:
    """The case goes on under another version: steps `renamed` (old and new), and `passed`, new ones it is past."""

    version: int
    renamed: tuple[tuple[str, str], ...] = ()
    passed: tuple[str, ...] = ()


Fact: TypeAlias = (
    Opened | Entered | Drawn | Signed | Unsigned | Left | Undone | Held | Added | HandedOver | Copied | Read | Urged
    | Escalated | Suspended | Resumed | Corrected | Ended | Reopened | Migrated
)  # fmt: skip
KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in Fact.__args__}


def to_json(fact: Fact) -> list[Any]:
    """Return the fact as its name and its fields."""
    return [type(fact).__name__, dict(vars(fact))]


def from_json(stored: list[Any]) -> Fact:
    """Read what `to_json` gave, as JSON has kept it."""
    name, fields = stored
    return KINDS[name](**{key: _tuples(value) for key, value in fields.items()})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
