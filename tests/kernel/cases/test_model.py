"""Random routes and random deeds against a short model, and what must hold whatever happens.

The model knows no tree: it flattens the route to "comes directly or later behind" and keeps three sets.
"""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from shuren.kernel.cases import facts, route
from shuren.kernel.cases.commands import Agree, Disagree, Reopen, Return, Withdraw
from shuren.kernel.cases.route import Parallel, Route, Sequence, Step
from shuren.kernel.cases.state import Mark, State, fold
from shuren.kernel.refusals import Refused
from tests.kernel.cases.machine import Case

APPLY = Step("apply", "申请", "parent", applies=True)


def numbered(shape: object, count: list[int]) -> Route:
    """Make a route of a shape: None a step, a pair of a word and parts a sequence or branches."""
    if shape is None:
        count[0] += 1
        return Step(f"s{count[0]}", f"第{count[0]}步", f"seat{count[0]}")
    word, parts = shape  # type: ignore[misc]
    made = tuple(numbered(part, count) for part in parts)
    return Sequence(made) if word == "sequence" else Parallel(made)


shapes = st.recursive(
    st.none(),
    lambda inner: st.tuples(st.sampled_from(["sequence", "parallel"]), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=7,
)
routes = shapes.map(lambda shape: Sequence((APPLY, numbered(shape, [0]))))
deeds = st.lists(
    st.tuples(
        st.sampled_from(["agree", "agree", "agree", "straight", "again", "withdraw", "disagree"]),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    max_size=25,
)


class Model:
    """Steps behind and before each step; which are done or open, since when, and what waits for what."""

    def __init__(self, way: Route) -> None:
        self.codes = [step.code for step in route.steps(way)]
        self.behind = {code: route.after(way, code) for code in self.codes}
        self.before = {code: {other for other in self.codes if code in self.behind[other]} for code in self.codes}
        self.done: set[str] = set()
        self.open: set[str] = set()
        self.time, self.since = 0, dict[str, int]()
        self.waits: dict[str, set[str]] = {}
        self.been: set[str] = set()
        self.enter()

    def enter(self) -> None:
        ready = {code for code in self.codes if code not in self.done and self.before[code] <= self.done}
        for code in ready:
            if not self.waits.get(code, set()) & (ready | self.open):
                self.waits.pop(code, None)
                self._open(code)

    def _open(self, code: str) -> None:
        if code not in self.open:
            self.time += 1
            self.since[code] = self.time
        self.open.add(code)
        self.been.add(code)

    def agree(self, code: str) -> None:
        self.open.remove(code)
        self.done.add(code)
        self.time += 1
        self.since[code] = self.time
        self.enter()

    def back(self, code: str, to: str, *, again: bool) -> None:
        undone = {to} | (self.behind[to] if again else set())
        self.open -= {code} | undone
        self.done -= undone
        if code not in self.behind[to]:
            self.waits[code] = undone
            self.break_ring(code)
        self.waits.pop(to, None)
        self._open(to)

    def break_ring(self, code: str) -> None:
        """Let nobody for whom a step waits wait for it, directly or by others."""
        seen, look = set[str](), [code]
        while look:
            for other in self.waits.get(look.pop(), set()) - seen:
                seen.add(other)
                look.append(other)
        for other in seen & set(self.waits):
            self.waits[other] = self.waits[other] - {code}

    def withdraw(self, code: str) -> None:
        self.done.remove(code)
        self.open -= {other for other in self.behind[code] & self.open if self.since[other] > self.since[code]}
        self._open(code)

    def reopen(self, to: str) -> None:
        self.done -= {to} | self.behind[to]
        self.open = set()
        self.enter()

    def may_return(self, code: str) -> list[str]:
        return [other for other in self.codes if other in self.done - self.behind[code] and other != code]


def play(way: Route, done: list[tuple[str, int, int]]) -> tuple[Case, Model]:
    """Do what the deeds say wherever it is possible, to the case and to the model."""
    case, model = Case(way), Model(way)
    for verb, one, other in done:
        if not model.open:
            break
        code = sorted(model.open)[one % len(model.open)]
        seat = case.state.tasks[case.task(code)].seat
        if verb == "agree":
            case.do(seat, Agree(case.task(code)))
            model.agree(code)
        elif verb in {"straight", "again"} and (targets := model.may_return(code)):
            to = targets[other % len(targets)]
            case.do(seat, Return(case.task(code), to, again=verb == "again"))
            model.back(code, to, again=verb == "again")
        elif verb == "disagree":
            to = sorted(model.been)[other % len(model.been)]
            case.do(seat, Disagree(case.task(code)))
            case.do("mayor", Reopen(to))
            model.reopen(to)
        elif verb == "withdraw":
            withdrawn(case, model, other)
        assert case.at == model.open
        assert case.state.done == model.done
    return case, model


def withdrawn(case: Case, model: Model, which: int) -> None:
    """Withdraw one of the signatures, if the case lets it: what came of it closes."""
    signed = [task for task in case.state.tasks.values() if task.signed]
    if not signed or case.state.outcome:
        return
    task = signed[which % len(signed)]
    code = case.state.visits[task.visit].step
    try:
        case.do(task.by, Withdraw(task.number))
    except Refused:
        return
    model.withdraw(code)


@settings(max_examples=400, deadline=None)
@given(routes, deeds)
def test_the_case_goes_as_the_model_does(way: Route, done: list[tuple[str, int, int]]) -> None:
    case, model = play(way, done)
    assert bool(case.state.outcome) == (not model.open), "a case never gets stuck"
    assert (case.state.outcome == "granted") == (model.done == set(model.codes))


@settings(max_examples=150, deadline=None)
@given(routes, deeds)
def test_whatever_was_done_everyone_agreeing_brings_the_case_to_its_end(
    way: Route, done: list[tuple[str, int, int]]
) -> None:
    case, _ = play(way, done)
    for _ in range(100):
        case.agree(*sorted(case.at)[:1])
    assert case.state.outcome == "granted"


@settings(max_examples=150, deadline=None)
@given(routes, deeds)
def test_the_log_alone_gives_the_state_back(way: Route, done: list[tuple[str, int, int]]) -> None:
    case, _ = play(way, done)
    kept = json.loads(json.dumps([facts.to_json(fact) for fact in case.log]))
    assert fold(State(), [facts.from_json(fact) for fact in kept]) == case.state


@settings(max_examples=150, deadline=None)
@given(routes, deeds)
def test_a_step_is_visited_by_one_visit_at_a_time(way: Route, done: list[tuple[str, int, int]]) -> None:
    case, _ = play(way, done)
    at = [visit.step for visit in case.state.open_visits]
    assert len(at) == len(set(at))
    for task in case.state.tasks.values():
        assert case.state.visits[task.visit].left is None or task.mark not in {Mark.OPEN, Mark.WAITING}
