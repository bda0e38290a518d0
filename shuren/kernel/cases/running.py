"""Cases in hand: what each has come to, read together, and the world as each finds it."""

import json
import secrets
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils import timezone

from shuren.kernel import bulk
from shuren.kernel.actors import Actor
from shuren.kernel.cases.commands import Person
from shuren.kernel.cases.declare import Application, CaseType, Seat
from shuren.kernel.cases.draws import drawn
from shuren.kernel.cases.facts import Drawn
from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.cases.parties import Parties
from shuren.kernel.cases.queries import added_up, application_of, route_of, type_of
from shuren.kernel.cases.route import Lot, Route, Step, steps
from shuren.kernel.cases.state import State

LOGS = "SELECT case_id, facts FROM cases_entry WHERE case_id = ANY(%s) ORDER BY number"
PARTIES = "SELECT case_id, number, org_path FROM cases_party WHERE case_id = ANY(%s) ORDER BY number"


@dataclass(frozen=True)
class Live:
    """The world as one application finds it."""

    kind: type[CaseType]
    application: Application
    parties: Parties

    def seats(self, step: Step) -> Iterable[str]:
        return [self.parties.key(seat) for seat in self.kind.who[step.by](self.application)]

    def draw(self, step: Step, lot: Lot, taken: AbstractSet[str]) -> Drawn:
        gone = {seat.path or seat.account for seat in map(self.parties.seat, taken)}
        asked = [seat for seat in self.kind.who[step.by](self.application) if (seat.path or seat.account) not in gone]
        pool = {seat.account or f"{seat.role}@{seat.path}": seat for seat in asked}
        seed = secrets.token_hex(16)
        found = [self.parties.key(pool[name]) for name in drawn(pool, lot.count, seed)]
        return Drawn(lot.name, seed, tuple(sorted(pool)), tuple(found))

    def barred(self) -> AbstractSet[str]:
        return self.kind.barred(self.application)

    def holds(self, condition: str) -> bool:
        return self.kind.conditions[condition](self.application)

    def superiors(self) -> Iterable[str]:
        return [self.parties.key(seat) for seat in self._above()]

    def today(self) -> str:
        return timezone.localdate().isoformat()

    def person(self, actor: Actor, state: State) -> Person:
        """Return an actor as the case knows them."""
        seats = {task.seat for task in state.tasks.values()}
        return Person(
            key=actor.id,
            seats=self.parties.seats_of(actor),
            lent=self.parties.lent_to(actor),
            over=self.parties.seats_below(actor, seats, self.application.org_path),
            presides=bool(state.outcome)
            and any(
                seat.account == actor.id or (seat.role, seat.path) == (actor.role, actor.path) for seat in self._above()
            ),
        )

    def _above(self) -> list[Seat]:
        return [seat for word in self.kind.superiors for seat in self.kind.who[word](self.application)]


@dataclass
class Running:
    """One case in hand; `stays` are those that are not over, by visit."""

    case: Case
    state: State
    parties: Parties
    stays: dict[int, Stay] = field(default_factory=dict)

    @cached_property
    def kind(self) -> type[CaseType]:
        return type_of(self.case)

    @cached_property
    def route(self) -> Route:
        return route_of(self.case)

    @cached_property
    def steps(self) -> dict[str, Step]:
        return {step.code: step for step in steps(self.route)}

    @property
    def live(self) -> Live:
        return Live(self.kind, application_of(self.case), self.parties)


def take(case_ids: Iterable[int]) -> dict[int, Running]:
    """Lock cases, in the order of their ids so that nobody waits in a circle, and read what they have come to.

    Who else acts on one of them at the same moment waits, and then meets the case as it is.
    """
    cases = bulk.read(Case, "id = ANY(%s) ORDER BY id FOR UPDATE", list(set(case_ids)))
    taken = {case.pk: Running(case, State(), Parties({})) for case in cases}
    ids = list(taken)
    for stay in bulk.read(Stay, "case_id = ANY(%s) AND left_at IS NULL", ids):
        taken[stay.case_id].stays[stay.visit] = stay
    logs: dict[int, list[list[Any]]] = {pk: [] for pk in ids}
    with connection.cursor() as cursor:
        cursor.execute(PARTIES, [ids])
        for pk, number, path in cursor.fetchall():
            taken[pk].parties.paths[number] = path
        cursor.execute(LOGS, [ids])
        for pk, facts in cursor.fetchall():
            logs[pk].append(json.loads(facts))
    for pk, one in taken.items():
        one.state = added_up(logs[pk])
    return taken
