"""What follows from a command: facts, or a refusal. Pure: who is asked and which conditions hold come in from outside.

Rights to act at all are checked by whoever calls (permissions, roles); here it is seats, turns and the own case.
"""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Protocol

from shuren.kernel.cases import commands, facts, refusals, route
from shuren.kernel.cases.commands import Command, Person
from shuren.kernel.cases.route import Route, Step
from shuren.kernel.cases.state import End, Mark, Outcome, Place, State, Task, Visit, fold


class World(Protocol):
    """What a case cannot know by itself."""

    def seats(self, step: Step) -> Iterable[str]:
        """Return who is asked at a step, at least one."""
        ...

    def draw(self, step: Step, lot: route.Lot, taken: AbstractSet[str]) -> facts.Drawn:
        """Draw among those who are asked at a step and are not taken already; fewer where there are no more."""
        ...

    def barred(self) -> AbstractSet[str]:
        """Return the persons whose own case it is by now, besides those it was when it began."""
        ...

    def holds(self, condition: str) -> bool:
        """Say whether a condition of the route holds for the form as it is now."""
        ...

    def superiors(self) -> Iterable[str]:
        """Return the seats to which a visit may be escalated."""
        ...

    def today(self) -> str:
        """Return the day as in 2026-11-22."""
        ...


def decide(way: Route, state: State, command: Command, by: Person, world: World) -> list[facts.Fact]:
    """Return the facts a command leaves, in their order. Raises what refusals.py lists."""
    return decided(way, state, command, by, world)[0]


def decided(way: Route, state: State, command: Command, by: Person, world: World) -> tuple[list[facts.Fact], State]:
    """Return the facts a command leaves, and the state that they lead to. Raises what refusals.py lists."""
    turn = _Turn(way, state, by, world)
    if state.outcome and not isinstance(command, commands.Reopen | commands.Copy | commands.Read):
        raise refusals.Ended
    _DO[type(command)](turn, command)
    return turn.told, turn.state


@dataclass
class _Turn:
    """One command under way: the facts told so far, and the state they lead to."""

    way: Route
    state: State
    by: Person
    world: World

    def __post_init__(self) -> None:
        self.steps = {step.code: step for step in route.steps(self.way)}
        self.applying = {code for code, step in self.steps.items() if step.applies}
        self.told: list[facts.Fact] = []

    def tell(self, *told: facts.Fact) -> None:
        self.told += told
        self.state = fold(self.state, told)

    # --- who may ---

    def own_task(self, number: int) -> Task:
        """Return an open task that this person may sign now."""
        task = self.open_task(number)
        visit = self.state.visits[task.visit]
        if not self.sits(task):
            raise refusals.NotByStandingIn if task.seat in self.by.lent else refusals.NotYours
        if not self.steps[visit.step].applies and self.is_own(self.by.key):
            raise refusals.OwnCase
        if self.steps[visit.step].apart and self.has_signed_but(visit.step):
            raise refusals.SecondPairOfEyes
        if visit.suspended:
            raise refusals.ClockStopped
        if task.mark == Mark.WAITING:
            raise refusals.NotYourTurn
        return task

    def has_signed_but(self, code: str) -> bool:
        """Say whether this person has signed another step than the one named."""
        others = (task for task in self.state.tasks.values() if self.state.visits[task.visit].step != code)
        return any(task.signed and task.by == self.by.key for task in others)

    def sits(self, task: Task) -> bool:
        """Say whether this person holds the task's seat, for themself or, within limits, for somebody absent.

        An application is handed in by the applicant; who stands in neither decides on an own application nor in a case
        that is their own or the absent one's.
        """
        if task.seat in self.by.seats:
            return True
        absent = self.by.lent.get(task.seat)
        if absent is None or self.steps[self.state.visits[task.visit].step].applies:
            return False
        return self.by.key != self.state.applicant and not self.is_own(self.by.key) and not self.is_own(absent)

    def is_own(self, key: str) -> bool:
        """Say whether a case is somebody's own: theirs, or that of a child of theirs."""
        return key in self.state.barred or key in self.world.barred()

    def open_task(self, number: int) -> Task:
        task = self.state.tasks.get(number)
        if task is None or task.mark not in {Mark.OPEN, Mark.WAITING}:
            raise refusals.NotOpen
        return task

    def own_visit(self, number: int) -> Visit:
        """Return an open visit in which this person has something to sign."""
        visit = self.open_visit(number)
        if not any(self.sits(task) and not task.signed for task in self.state.tasks_of(visit)):
            raise refusals.NotYours
        return visit

    def open_visit(self, number: int) -> Visit:
        visit = self.state.visits.get(number)
        if visit is None or visit.left:
            raise refusals.NotOpen
        return visit

    def refuse_outsider(self) -> None:
        """Raise NotInvolved unless this person has a part in the case, or stands above somebody who has."""
        seats = {task.seat for task in self.state.tasks.values()}
        if self.by.key != self.state.applicant and not seats & (self.by.seats | self.by.over):
            raise refusals.NotInvolved

    def is_applicant(self) -> bool:
        own = {task.seat for task in self.state.tasks.values() if self.state.visits[task.visit].step in self.applying}
        return self.by.key == self.state.applicant or bool(own & self.by.seats)

    # --- moving on ---

    def enter(self, code: str) -> None:
        seats = sorted(self.asked(self.steps[code]))
        if not seats:
            raise refusals.NobodyThere(step=self.steps[code].label)
        tasks = tuple(enumerate(seats, start=len(self.state.tasks) + 1))
        self.tell(facts.Entered(len(self.state.visits) + 1, code, str(self.steps[code].share), tasks))

    def asked(self, step: Step) -> AbstractSet[str]:
        """Return who is asked at a step; nobody is drawn twice, and a step returned to keeps those once drawn."""
        if step.lot is None:
            return set(self.world.seats(step))
        if step.lot.name not in self.state.drawn:
            drawn = self.world.draw(step, step.lot, frozenset().union(*self.state.drawn.values()))
            if len(drawn.seats) < step.lot.count:
                raise refusals.TooFewToDraw(step=step.label, count=step.lot.count, found=len(drawn.seats))
            self.tell(drawn)
        return self.state.drawn[step.lot.name]

    def leave(self, visits: Iterable[Visit], how: End) -> None:
        self.tell(*(facts.Left(visit.number, how) for visit in visits))

    def advance(self) -> None:
        """Enter what is ready now; end the case where nothing is left to do."""
        if route.finished(self.way, self.state.done, self.world.holds):
            self.end(Outcome.GRANTED)
            return
        ready = route.ready(self.way, self.state.done, self.world.holds)
        under_way = {visit.step for visit in self.state.open_visits}
        held = {step for step, until in self.state.held.items() if until & (ready | under_way)}
        for code in self.steps:
            if code in ready - under_way - held:
                self.enter(code)

    def end(self, outcome: Outcome) -> None:
        self.leave(self.state.open_visits, End.OVERTAKEN)
        self.tell(facts.Ended(outcome))

    def settle(self, visit: Visit) -> None:
        """See whether the signatures of a visit decide it, and go on."""
        opinion, step = opinion_of(self.state, visit), self.steps[visit.step]
        if step.objection and opinion is not True:
            if all(_said(self.state, task) is not None for task in self.state.tasks_of(visit) if task.of is None):
                self.back(visit, step.objection, again=True)
            return
        if opinion is None:
            return
        self.leave([visit], End.DONE if opinion else End.REJECTED)
        if opinion:
            self.advance()
        else:
            self.end(Outcome.REFUSED if step.accepts else Outcome.REJECTED)

    def back(self, visit: Visit, to: str, *, again: bool) -> None:
        """Leave a visit for a step done before it."""
        if to not in self.state.done - route.after(self.way, visit.step) or to == visit.step:
            raise refusals.NoWayBack
        behind = route.after(self.way, to)
        undone = {to} | (behind if again else set())
        self.leave([visit], End.RETURNED)
        self.leave([other for other in self.state.open_visits if other.step in undone], End.OVERTAKEN)
        self.tell(facts.Undone(tuple(sorted(undone & self.state.done))))
        if visit.step not in behind:
            self.tell(facts.Held(visit.step, tuple(sorted(undone))), *self.loosened(visit.step, undone))
        self.enter(to)

    def loosened(self, step: str, until: Iterable[str]) -> Iterator[facts.Held]:
        """Yield what earlier returns still hold back, where it would wait for a step that now waits for it.

        Without it two branches that return to each other would wait for ever.
        """
        ahead, found = set(until), set[str]()
        while ahead:
            found |= ahead
            ahead = set().union(*(self.state.held.get(code, frozenset()) for code in ahead)) - found
        for code in sorted(found):
            if step in self.state.held.get(code, frozenset()):
                yield facts.Held(code, tuple(sorted(self.state.held[code] - {step})))


def opinion_of(state: State, visit: Visit) -> bool | None:
    """Return what the signatures of a visit say: yes, no, or nothing yet.

    Yes as soon as the wanted share of those asked agrees, no as soon as it cannot be reached any more.
    """
    said = [_said(state, task) for task in state.tasks_of(visit) if task.of is None]
    wanted = max(1, -(-len(said) * visit.share // 1))
    if said.count(True) >= wanted:
        return True
    return False if len(said) - said.count(False) < wanted else None


def _said(state: State, task: Task) -> bool | None:
    """Return a signer's word, which those added after may turn to no and must confirm before it counts as yes."""
    if not task.signed:
        return None
    words = [task.mark == Mark.AGREED, *(_said(state, other) for other in state.added_to(task, Place.AFTER))]
    return False if False in words else None if None in words else True


# --- one function per command ---


def _open(turn: _Turn, command: commands.Open) -> None:
    turn.tell(facts.Opened(turn.by.key, tuple(sorted(command.barred))))
    turn.advance()


def _agree(turn: _Turn, command: commands.Agree) -> None:
    _sign(turn, command.task, agreed=True)


def _disagree(turn: _Turn, command: commands.Disagree) -> None:
    _sign(turn, command.task, agreed=False)


def _sign(turn: _Turn, number: int, *, agreed: bool) -> None:
    task = turn.own_task(number)
    turn.tell(facts.Signed(number, turn.by.key, agreed))
    turn.settle(turn.state.visits[task.visit])


def _return(turn: _Turn, command: commands.Return) -> None:
    task = turn.own_task(command.task)
    turn.back(turn.state.visits[task.visit], command.to, again=command.again)


def _ask_corrections(turn: _Turn, command: commands.AskCorrections) -> None:
    task = turn.own_task(command.task)
    visit = turn.state.visits[task.visit]
    if not turn.steps[visit.step].accepts:
        raise refusals.NotAccepting
    if turn.state.corrected:
        raise refusals.CorrectedOnce
    if not command.lacking:
        raise refusals.NothingLacking
    turn.tell(facts.Corrected(command.lacking))
    turn.back(visit, next(code for code, step in turn.steps.items() if step.applies), again=False)


def _withdraw(turn: _Turn, command: commands.Withdraw) -> None:
    task = turn.state.tasks.get(command.task)
    if task is None or not task.signed:
        raise refusals.NotOpen
    if task.by != turn.by.key:
        raise refusals.NotYours
    visit = turn.state.visits[task.visit]
    if visit.left is None:
        if any(other.signed for other in turn.state.added_to(task, Place.AFTER)):
            raise refusals.ActedUpon
        turn.tell(facts.Unsigned(task.number))
        return
    _take_back(turn, task, visit)


def _take_back(turn: _Turn, task: Task, visit: Visit) -> None:
    """Undo a step done where all that came of it lies untouched: those visits close, the step is entered again."""
    if visit.left != End.DONE or visit.step not in turn.state.done:
        raise refusals.NotOpen
    behind = route.after(turn.way, visit.step)
    later = [other for other in turn.state.visits.values() if other.entered > (visit.left_at or 0)]
    if any(other.step == visit.step for other in later):
        raise refusals.NotOpen
    followed = [other for other in later if other.step in behind]
    if any(_acted_upon(turn.state, other) for other in followed):
        raise refusals.ActedUpon
    turn.leave(followed, End.WITHDRAWN)
    turn.tell(facts.Undone((visit.step,)))
    turn.enter(visit.step)
    _carry_over(turn, visit, task)


def _carry_over(turn: _Turn, old: Visit, but: Task) -> None:
    """Let what the others had signed stand; only the one who withdrew is asked again."""
    now = {task.seat: task.number for task in turn.state.tasks_of(turn.state.open_visits[-1])}
    for task in turn.state.tasks_of(old):
        if task.signed and task.of is None and task is not but and task.seat in now:
            turn.tell(facts.Signed(now[task.seat], task.by, task.mark == Mark.AGREED))


def _acted_upon(state: State, visit: Visit) -> bool:
    tasks = state.tasks_of(visit)
    return visit.left is not None or any(task.signed or task.of is not None for task in tasks)


def _add_signer(turn: _Turn, command: commands.AddSigner) -> None:
    task = turn.own_task(command.task)
    _refuse_if_asked(turn, task, command.seat)
    added = facts.Added(len(turn.state.tasks) + 1, task.number, command.seat, command.place)
    turn.tell(added)
    if command.place == Place.AFTER:
        turn.tell(facts.Signed(task.number, turn.by.key, agreed=True))


def _hand_over(turn: _Turn, command: commands.HandOver) -> None:
    task = turn.open_task(command.task)
    if not (turn.sits(task) or turn.by.seats & turn.state.visits[task.visit].superiors):
        raise refusals.NotYours
    _refuse_if_asked(turn, task, command.seat)
    turn.tell(facts.HandedOver(task.number, command.seat))


def _refuse_if_asked(turn: _Turn, task: Task, seat: str) -> None:
    visit = turn.state.visits[task.visit]
    if any(other.seat == seat and other.mark != Mark.CLOSED for other in turn.state.tasks_of(visit)):
        raise refusals.AlreadyAsked


def _copy(turn: _Turn, command: commands.Copy) -> None:
    turn.refuse_outsider()
    asked = {task.seat for task in turn.state.tasks.values() if task.mark in {Mark.OPEN, Mark.WAITING}}
    new = command.seats - turn.state.copied - asked
    if not new:
        raise refusals.AlreadyCopied
    turn.tell(*(facts.Copied(seat) for seat in sorted(new)))


def _read(turn: _Turn, _: commands.Read) -> None:
    unread = turn.by.seats & turn.state.copied - turn.state.read
    if not unread:
        raise refusals.NothingToRead
    turn.tell(*(facts.Read(seat) for seat in sorted(unread)))


def _urge(turn: _Turn, command: commands.Urge) -> None:
    visit, today = turn.open_visit(command.visit), turn.world.today()
    asked = {task.seat for task in turn.state.tasks_of(visit) if not task.signed}
    if asked & turn.by.seats or not (turn.is_applicant() or asked & turn.by.over):
        raise refusals.NotYoursToUrge
    if visit.urged == today:
        raise refusals.UrgedToday
    turn.tell(facts.Urged(visit.number, today))


def _escalate(turn: _Turn, command: commands.Escalate) -> None:
    turn.refuse_outsider()
    visit = turn.open_visit(command.visit)
    if command.seat not in turn.world.superiors():
        raise refusals.NotASuperior
    if command.seat in turn.by.seats | visit.superiors | {task.seat for task in turn.state.tasks_of(visit)}:
        raise refusals.AlreadyAsked
    turn.tell(facts.Escalated(visit.number, command.seat))


def _suspend(turn: _Turn, command: commands.Suspend) -> None:
    visit = turn.own_visit(command.visit)
    if visit.suspended:
        raise refusals.ClockStopped
    turn.tell(facts.Suspended(visit.number))


def _resume(turn: _Turn, command: commands.Resume) -> None:
    visit = turn.own_visit(command.visit)
    if not visit.suspended:
        raise refusals.ClockRuns
    turn.tell(facts.Resumed(visit.number))


def _cancel(turn: _Turn, _: commands.Cancel) -> None:
    if not turn.is_applicant():
        raise refusals.NotApplicant
    turn.end(Outcome.CANCELLED)


def _reopen(turn: _Turn, command: commands.Reopen) -> None:
    if not turn.state.outcome:
        raise refusals.StillRunning
    if not turn.by.presides:
        raise refusals.NotASuperior
    if turn.is_own(turn.by.key):
        raise refusals.OwnCase
    if turn.state.outcome == Outcome.GRANTED:
        raise refusals.InEffect
    if command.to not in {visit.step for visit in turn.state.visits.values()} & set(turn.steps):
        raise refusals.NoWayBack
    undone = {command.to} | route.after(turn.way, command.to)
    turn.tell(facts.Reopened(), facts.Undone(tuple(sorted(undone & turn.state.done))))
    turn.advance()


def _migrate(turn: _Turn, command: commands.Migrate) -> None:
    """Go on under a new route: what is done stays done, steps that are no more close, new ones behind are passed."""
    called = dict(command.renamed)
    stands = {called.get(visit.step, visit.step) for visit in turn.state.open_visits}
    reached = {called.get(code, code) for code in turn.state.done} | stands
    before = {code for code in turn.steps if route.after(turn.way, code) & reached} - reached
    passed = tuple(sorted(before - command.anyway))
    turn.tell(facts.Migrated(command.version, tuple(sorted(called.items())), passed))
    back = set[str]().union(*(route.after(turn.way, code) for code in command.anyway))
    gone = [visit for visit in turn.state.open_visits if visit.step not in turn.steps or visit.step in back]
    turn.leave(gone, End.OVERTAKEN)
    if undone := tuple(sorted(turn.state.done & back | turn.state.done - set(turn.steps))):
        turn.tell(facts.Undone(undone))
    if route.finished(turn.way, turn.state.done, turn.world.holds):
        raise refusals.WouldBeDecided
    turn.advance()
    if not turn.state.open_visits:
        raise refusals.WouldStandStill


_DO: dict[type[Command], Callable[[_Turn, Any], None]] = {
    commands.Open: _open,
    commands.Agree: _agree,
    commands.Disagree: _disagree,
    commands.Return: _return,
    commands.AskCorrections: _ask_corrections,
    commands.Withdraw: _withdraw,
    commands.AddSigner: _add_signer,
    commands.HandOver: _hand_over,
    commands.Copy: _copy,
    commands.Read: _read,
    commands.Urge: _urge,
    commands.Escalate: _escalate,
    commands.Suspend: _suspend,
    commands.Resume: _resume,
    commands.Cancel: _cancel,
    commands.Reopen: _reopen,
    commands.Migrate: _migrate,
}
