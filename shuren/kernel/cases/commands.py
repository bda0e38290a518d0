"""What people do to a case."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from shuren.kernel.cases.state import Place


@dataclass(frozen=True)
class Person:
    """Who acts: one account in one role, and the seats they hold.

    `lent` are further seats, those of absent colleagues, and whose account each belongs to. `over` are the seats below
    them in the tree; `presides` says that the type names them as a superior of this case.
    """

    key: str
    seats: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    presides: bool = False
    lent: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Open:
    """Begin. `barred` are the persons whose own case it is: they must not decide."""

    barred: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Agree:
    """Sign a task with yes: submit, accept, approve, countersign, as the step has it."""

    task: int


@dataclass(frozen=True)
class Disagree:
    """Sign a task with no."""

    task: int


@dataclass(frozen=True)
class Return:
    """Send the case back to a step done before; `again`: all between are walked anew, else it comes straight back."""

    task: int
    to: str
    again: bool


@dataclass(frozen=True)
class AskCorrections:
    """Tell the applicant at once all that is lacking; once in a case's life."""

    task: int
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Withdraw:
    """Take the own signature back while nobody has acted on it."""

    task: int


@dataclass(frozen=True)
class AddSigner:
    """Ask somebody to sign before oneself, as advice, or after, with the same weight."""

    task: int
    seat: str
    place: Place


@dataclass(frozen=True)
class HandOver:
    task: int
    seat: str


@dataclass(frozen=True)
class Copy:
    seats: frozenset[str]


@dataclass(frozen=True)
class Read:
    """Confirm that a copy has been read."""


@dataclass(frozen=True)
class Urge:
    visit: int


@dataclass(frozen=True)
class Escalate:
    visit: int
    seat: str


@dataclass(frozen=True)
class Suspend:
    """Stop the clock of a visit: what is waited for is not in the signer's hands."""

    visit: int


@dataclass(frozen=True)
class Resume:
    visit: int


@dataclass(frozen=True)
class Cancel:
    """The applicant takes the whole case back."""


@dataclass(frozen=True)
class Reopen:
    """A superior has an ended case taken up again at a step; all behind it is walked once more."""

    to: str


@dataclass(frozen=True)
class Migrate:
    """Go on under the next version: `renamed` maps steps, `anyway` are new ones walked even where it is past them."""

    version: int
    renamed: Mapping[str, str] = field(default_factory=dict)
    anyway: frozenset[str] = frozenset()


Command: TypeAlias = (
    Open | Agree | Disagree | Return | AskCorrections | Withdraw | AddSigner | HandOver | Copy | Read | Urge | Escalate
    | Suspend | Resume | Cancel | Reopen | Migrate
)  # fmt: skip
