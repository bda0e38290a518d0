"""Random cases taken over to a changed route: nothing is lost, somebody is asked, and the case can be ended."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shuren.kernel.cases import facts, refusals, route
from shuren.kernel.cases.commands import Agree, Migrate, Return, Withdraw
from shuren.kernel.cases.decide import decide
from shuren.kernel.cases.route import Parallel, Route, Sequence, Step
from shuren.kernel.cases.state import Mark, State, fold
from shuren.kernel.refusals import Refused
from tests.kernel.cases.machine import Case
from tests.kernel.cases.test_model import APPLY, deeds, routes

NEW = Step("new", "新环节", "newcomer")
STRAIGHT = Sequence((APPLY, Step("a", "甲", "ann"), Step("b", "乙", "bob"), Step("c", "丙", "cat")))


def walked(case: Case, told: list[tuple[str, int, int]]) -> None:
    """Do what can be done of random deeds, and leave the case running."""
    for verb, which, to in told:
        tasks = [task for task in case.state.tasks.values() if task.mark == Mark.OPEN]
        signed = [task for task in case.state.tasks.values() if task.signed]
        done = sorted(case.state.done)
        try:
            if verb == "withdraw" and signed:
                task = signed[which % len(signed)]
                case.do(task.by, Withdraw(task.number))
            elif verb == "agree" and tasks:
                ends = len(case.state.done) + 1 >= len(list(route.steps(case.route)))
                task = tasks[which % len(tasks)]
                if not ends:
                    case.do(task.seat, Agree(task.number))
            elif tasks and done:
                task = tasks[which % len(tasks)]
                case.do(task.seat, Return(task.number, done[to % len(done)], again=verb == "again"))
        except Refused:
            continue


def added(way: Route, at: int) -> Route:
    """Put a new step before the `at`-th step of a route."""
    return _changed(way, [at], lambda step: Sequence((NEW, step)))


def without(way: Route, at: int) -> Route:
    codes = [step.code for step in route.steps(way) if not step.applies]
    kept = route.without(
        _changed(way, [at], lambda step: Step(step.code, step.label, step.by, optional=True)), {*codes[at : at + 1]}
    )
    return kept or way


def renamed(way: Route, at: int) -> Route:
    return _changed(way, [at], lambda step: Step("other", step.label, step.by))


def _changed(way: Route, count: list[int], change) -> Route:  # type: ignore[no-untyped-def]
    match way:
        case Step():
            if way.applies:
                return way
            count[0] -= 1
            return change(way) if count[0] == -1 else way
        case Sequence(parts) | Parallel(parts):
            return type(way)(tuple(_changed(part, count, change) for part in parts))
    return way


def over(case: Case, way: Route, command: Migrate) -> None:
    told = decide(way, case.state, command, case.person("clerk"), case.world)
    case.log += told
    case.state, case.route = fold(case.state, told), way


@settings(max_examples=300)
@given(routes, deeds, st.integers(0, 9), st.sampled_from(["added", "anyway", "without", "renamed"]))
def test_whatever_was_done_a_case_that_goes_over_can_be_ended(
    way: Route, told: list[tuple[str, int, int]], at: int, how: str
) -> None:
    case = Case(way)
    walked(case, told)
    plain = [step.code for step in route.steps(way) if not step.applies]
    at %= len(plain)
    new = {"added": added, "anyway": added, "without": without, "renamed": renamed}[how](way, at)
    names = {plain[at]: "other"} if how == "renamed" else {}
    before = dict(case.state.tasks)
    try:
        over(case, new, Migrate(2, names, frozenset({"new"}) if how == "anyway" else frozenset()))
    except (refusals.WouldBeDecided, refusals.WouldStandStill):
        assume(False)
    stored = [facts.from_json(facts.to_json(fact)) for fact in case.log]
    assert fold(State(), stored) == case.state, "the log still adds up"
    assert set(before) <= set(case.state.tasks), "nothing that anybody did is lost"
    codes = route.codes(new)
    for visit in case.state.open_visits:
        assert visit.step in codes
        assert all(task.seat for task in case.state.tasks_of(visit))
    for _ in range(3 * len(codes)):
        if case.state.outcome:
            break
        assert case.at, "somebody is asked"
        case.agree(*sorted(case.at))
    assert case.state.outcome == "granted"


def at(case: Case) -> set[str]:
    return case.at


def test_a_new_step_ahead_is_walked() -> None:
    case = Case(STRAIGHT)
    case.agree("apply")
    over(case, added(STRAIGHT, 1), Migrate(2))
    assert at(case) == {"a"}
    case.agree("a")
    assert at(case) == {"new"}


def test_a_new_step_that_it_is_past_is_passed_over() -> None:
    case = Case(STRAIGHT)
    case.agree("apply", "a")
    over(case, added(STRAIGHT, 1), Migrate(2))
    assert at(case) == {"b"}
    assert "new" in case.state.done


def test_unless_it_is_to_be_walked_anyway() -> None:
    case = Case(STRAIGHT)
    case.agree("apply", "a", "b")
    over(case, added(STRAIGHT, 1), Migrate(2, anyway=frozenset({"new"})))
    assert at(case) == {"new"}
    case.agree("new")
    assert at(case) == {"b"}, "what comes after it is walked again"


def test_a_step_that_is_no_more_closes_and_the_next_is_asked() -> None:
    case = Case(STRAIGHT)
    case.agree("apply", "a")
    over(case, without(STRAIGHT, 1), Migrate(2))
    assert at(case) == {"c"}


def test_nothing_is_decided_by_going_over() -> None:
    case = Case(STRAIGHT)
    case.agree("apply", "a", "b")
    try:
        over(case, without(STRAIGHT, 2), Migrate(2))
    except refusals.WouldBeDecided:
        assert at(case) == {"c"}
    else:
        raise AssertionError("the case was granted without a signature")


def test_a_signature_is_taken_back_at_a_step_that_was_renamed() -> None:
    case = Case(STRAIGHT)
    case.agree("apply", "a")
    task = case.task("a")
    over(case, renamed(STRAIGHT, 0), Migrate(2, {"a": "other"}))
    case.do("ann", Withdraw(task))
    assert at(case) == {"other"}
