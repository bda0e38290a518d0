"""The nodes that take part in a case, by number, and what seats are called in its log.

A seat is written as `role@number`, or as the key of one account: a path would be wrong as soon as the node moved.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from shuren.kernel.actors import Absent, Actor
from shuren.kernel.cases import commands
from shuren.kernel.cases.commands import Command, Person
from shuren.kernel.cases.declare import Seat
from shuren.kernel.cases.models import Case, Party
from shuren.kernel.cases.state import State


@dataclass
class Parties:
    """Paths by number as they are now; `added` are numbers given out and not stored yet."""

    paths: dict[int, str]
    added: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case) -> "Parties":
        """Read the parties of a case."""
        rows = Party.objects.within("").filter(case=case)
        return cls(dict(rows.values_list("number", "org_path")))

    def key(self, seat: Seat) -> str:
        """Return what a seat is called in the log; its node becomes a party where it is none yet."""
        return seat.account or f"{seat.role}@{self.number(seat.path)}"

    def number(self, path: str) -> int:
        known = next((number for number, own in (self.paths | self.added).items() if own == path), None)
        if known is None:
            known = max([*self.paths, *self.added], default=0) + 1
            self.added[known] = path
        return known

    def seat(self, key: str) -> Seat:
        """Return the seat that the log calls by this key, at its node's present place."""
        role, at, number = key.partition("@")
        return Seat(role, (self.paths | self.added)[int(number)]) if at else Seat(account=key)

    def seats_of(self, actor: Actor) -> frozenset[str]:
        """Return the keys of the seats that an actor holds."""
        return frozenset({actor.id, *self._at(actor.path, actor.role)})

    def lent_to(self, actor: Actor) -> dict[str, str]:
        """Return the seats of absent colleagues that an actor fills, with whose account each belongs to.

        What an absent colleague alone is asked is lent where the case is in the actor's sight.
        """
        lent: dict[str, str] = {}
        in_sight = any(actor.covers(path) for path in self.paths.values())
        for absent in actor.stands_in_for:
            keys = {absent.id, *self._at(actor.path, absent.role)} if in_sight else set()
            lent |= dict.fromkeys(keys - self.seats_of(actor) - set(lent), absent.id)
        return lent

    def _at(self, path: str, role: str) -> list[str]:
        return [f"{role}@{number}" for number, own in self.paths.items() if own == path]

    def seats_below(self, actor: Actor, keys: Iterable[str], case_path: str) -> frozenset[str]:
        """Return which of the seats belong to nodes below the actor's own; a single account counts with the case."""
        paths = {key: self.seat(key).path or case_path for key in keys}
        return frozenset(key for key, path in paths.items() if path != actor.path and actor.covers(path))

    def join(self, case: Case, keys: Iterable[str]) -> list[Party]:
        """Take in the parties that have been added and that these seats are of; the others were only thought of.

        Returns the rows that are to be written.
        """
        used = {int(number) for _, at, number in (key.partition("@") for key in keys) if at} if self.added else set()
        new = {number: path for number, path in self.added.items() if number in used}
        self.paths, self.added = self.paths | new, {}
        return [Party(case=case, number=number, org_path=path) for number, path in new.items()]


def absent_in(actor: Actor, person: Person, state: State, command: Command) -> Absent | None:
    """Return the absent one in whose place a command is given; None where the actor's own seat is meant."""
    seats: set[str] = set()
    if isinstance(command, commands.Suspend | commands.Resume) and command.visit in state.visits:
        seats = {task.seat for task in state.tasks_of(state.visits[command.visit])}
    elif (task := state.tasks.get(getattr(command, "task", 0))) is not None:
        seats = {task.seat}
    keys = set() if seats & person.seats else {person.lent[seat] for seat in seats & set(person.lent)}
    return next((absent for absent in actor.stands_in_for if absent.id in keys), None)
