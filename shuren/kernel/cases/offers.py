"""What a person may do to a case now: every verb is tried, and those that are not refused are offered. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from shuren.kernel.cases import commands
from shuren.kernel.cases.commands import Command, Person
from shuren.kernel.cases.decide import World, decide
from shuren.kernel.cases.route import Route, Step, after, steps
from shuren.kernel.cases.state import Mark, Place, State
from shuren.kernel.refusals import Refused

May: TypeAlias = Callable[[Command], bool]
SOMEBODY = "somebody"  # stands for whoever will be chosen


@dataclass(frozen=True)
class Offer:
    """A verb and what it would be done to: a task, a visit, or, as 0, the whole case.

    `back_to` lists steps, `seats` the superiors to choose from.
    """

    verb: str
    number: int = 0
    back_to: tuple[Step, ...] = ()
    seats: tuple[str, ...] = ()


class Once:
    """A world that is asked each question once, however many verbs are tried."""

    def __init__(self, world: World) -> None:
        self.seats, self.draw = cache(lambda step: tuple(world.seats(step))), world.draw
        self.holds, self.barred = cache(world.holds), cache(world.barred)
        self.superiors = cache(lambda: tuple(world.superiors()))
        self.today = world.today


def offers(way: Route, state: State, by: Person, world: World) -> list[Offer]:
    """Return what this person may do now, the most usual first."""

    def may(command: Command) -> bool:
        try:
            decide(way, state, command, by, world)
        except Refused:
            return False
        return True

    return [
        *_on_tasks(way, state, may),
        *_on_visits(way, state, may, tuple(world.superiors()) if state.open_visits else ()),
        *_on_case(way, state, may),
    ]


def _on_tasks(way: Route, state: State, may: May) -> Iterator[Offer]:
    for task in state.tasks.values():
        number = task.number
        if task.signed and may(commands.Withdraw(number)):
            yield Offer("Withdraw", number)
        if task.mark != Mark.OPEN:
            continue
        if may(commands.Agree(number)):
            yield Offer("Agree", number)
            yield Offer("Disagree", number)
        if may(commands.AskCorrections(number, ("",))):
            yield Offer("AskCorrections", number)
        here = state.visits[task.visit].step
        back = [step for step in steps(way) if step.code in state.done - after(way, here)]
        if back and may(commands.Return(number, back[-1].code, again=False)):
            yield Offer("Return", number, tuple(back))
        if may(commands.AddSigner(number, SOMEBODY, Place.BEFORE)):
            yield Offer("AddSigner", number)
        if may(commands.HandOver(number, SOMEBODY)):
            yield Offer("HandOver", number)


def _on_visits(way: Route, state: State, may: May, superiors: tuple[str, ...]) -> Iterator[Offer]:
    named = {step.code: step for step in steps(way)}
    for visit in state.open_visits:
        step = named[visit.step]
        if may(commands.Urge(visit.number)):
            yield Offer("Urge", visit.number)
        above = tuple(seat for seat in superiors if may(commands.Escalate(visit.number, seat)))
        if above and not step.applies:
            yield Offer("Escalate", visit.number, seats=above)
        if step.days and may(commands.Suspend(visit.number)):
            yield Offer("Suspend", visit.number)
        if may(commands.Resume(visit.number)):
            yield Offer("Resume", visit.number)


def _on_case(way: Route, state: State, may: May) -> Iterator[Offer]:
    if may(commands.Read()):
        yield Offer("Read")
    if may(commands.Copy(frozenset({SOMEBODY}))):
        yield Offer("Copy")
    walked = {visit.step for visit in state.visits.values()}
    back = tuple(step for step in steps(way) if step.code in walked)
    if back and may(commands.Reopen(back[-1].code)):
        yield Offer("Reopen", back_to=back)
    if may(commands.Cancel()):
        yield Offer("Cancel")
