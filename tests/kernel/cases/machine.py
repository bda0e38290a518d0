"""A case in memory, for tests: people named by their seats act on it."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from shuren.kernel.cases import commands, facts
from shuren.kernel.cases.commands import Command, Person
from shuren.kernel.cases.decide import decide
from shuren.kernel.cases.draws import drawn
from shuren.kernel.cases.route import Lot, Route, Step
from shuren.kernel.cases.state import End, Mark, State, fold


class World:
    """Whoever a step names is asked, `by` holding seats divided by blanks; conditions hold as they are set."""

    def __init__(self, **conditions: bool) -> None:
        self.conditions = conditions
        self.day = "2026-11-23"
        self.close: frozenset[str] = frozenset()  # whose own case it has become

    def seats(self, step: Step) -> Iterable[str]:
        return step.by.split()

    def draw(self, step: Step, lot: Lot, taken: AbstractSet[str]) -> facts.Drawn:
        """Draw by a seed that does not change."""
        among = tuple(seat for seat in step.by.split() if seat not in taken)
        return facts.Drawn(lot.name, "seed", among, tuple(drawn(among, lot.count, "seed")))

    def barred(self) -> frozenset[str]:
        return self.close

    def holds(self, condition: str) -> bool:
        return self.conditions[condition]

    def superiors(self) -> Iterable[str]:
        return ["mayor"]

    def today(self) -> str:
        return self.day


class Case:
    """One case under way. `log` is what it would have stored."""

    def __init__(self, route: Route, *, barred: frozenset[str] = frozenset(), **conditions: bool) -> None:
        self.route, self.state, self.world = route, State(), World(**conditions)
        self.log: list[facts.Fact] = []
        self.do("parent", commands.Open(barred))

    def do(self, who: str, command: Command) -> None:
        told = decide(self.route, self.state, command, self.person(who), self.world)
        self.log += told
        self.state = fold(self.state, told)

    def person(self, who: str) -> Person:
        """The mayor stands above all."""
        over = frozenset(task.seat for task in self.state.tasks.values()) if who == "mayor" else frozenset()
        return Person(who, frozenset({who}), over, presides=who == "mayor")

    def task(self, step: str, seat: str = "") -> int:
        """Return the newest task at a step, of one seat where it is named."""
        visits = [visit.number for visit in self.state.visits.values() if visit.step == step]
        return max(
            task.number
            for task in self.state.tasks.values()
            if task.visit == max(visits) and (task.seat == seat or not seat)
        )

    def visit(self, step: str) -> int:
        return max(visit.number for visit in self.state.visits.values() if visit.step == step)

    def agree(self, *steps: str) -> None:
        """Let whoever is asked at each step agree."""
        for step in steps:
            for task in self._open_at(step):
                self.do(self.state.tasks[task].seat, commands.Agree(task))

    def _open_at(self, step: str) -> list[int]:
        number = self.visit(step)
        return [task.number for task in self.state.tasks.values() if task.visit == number and task.mark == Mark.OPEN]

    @property
    def at(self) -> set[str]:
        """The steps the case is at."""
        return {visit.step for visit in self.state.open_visits}

    def ends(self, step: str) -> list[End | None]:
        """Return how each visit of a step ended, in time."""
        return [visit.left for visit in self.state.visits.values() if visit.step == step]
