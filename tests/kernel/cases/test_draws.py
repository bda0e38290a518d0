"""Steps whose signers are drawn by lot."""

from collections import Counter

import pytest

from shuren.kernel.cases import facts, refusals
from shuren.kernel.cases.commands import Return
from shuren.kernel.cases.draws import drawn
from shuren.kernel.cases.route import Lot, Sequence, Step
from tests.kernel.cases.machine import Case

POOL = "east west north south"
FIRST, SECOND = Lot("first"), Lot("second")
APPLY = Step("apply", "发起", "bureau", applies=True)


def case(*steps: Step) -> Case:
    made = Case(Sequence((APPLY, *steps)))
    made.agree("apply")
    return made


def seats(of: Case, step: str) -> set[str]:
    return {task.seat for task in of.state.tasks_of(of.state.visits[of.visit(step)])}


def test_so_many_are_asked_as_the_lot_says() -> None:
    assert len(seats(case(Step("visit", "到校核对", POOL, lot=Lot("visitors", 3))), "visit")) == 3


def test_the_log_lets_anybody_draw_again() -> None:
    told = next(fact for fact in case(Step("visit", "到校核对", POOL, lot=FIRST)).log if isinstance(fact, facts.Drawn))
    assert tuple(drawn(told.among, 1, told.seed)) == told.seats
    assert set(told.among) == set(POOL.split())


def test_nobody_is_drawn_twice_in_a_case() -> None:
    steps = [Step(f"s{at}", "核对", POOL, lot=Lot(f"lot{at}")) for at in range(4)]
    walked = case(*steps)
    asked = list[str]()
    for step in steps:
        asked += seats(walked, step.code)
        walked.agree(step.code)
    assert sorted(asked) == sorted(POOL.split())


def test_the_same_lot_asks_the_same_at_a_later_step() -> None:
    walked = case(Step("visit", "到校核对", POOL, lot=FIRST), Step("report", "报告", POOL, lot=FIRST))
    before = seats(walked, "visit")
    walked.agree("visit")
    assert seats(walked, "report") == before


def test_a_return_does_not_draw_anew() -> None:
    walked = case(Step("visit", "到校核对", POOL, lot=FIRST), Step("close", "认定", "bureau"))
    before = seats(walked, "visit")
    walked.agree("visit")
    walked.do("bureau", Return(walked.task("close"), "visit", again=True))
    assert seats(walked, "visit") == before
    assert sum(isinstance(fact, facts.Drawn) for fact in walked.log) == 1


def test_too_few_to_draw_from_is_said() -> None:
    with pytest.raises(refusals.TooFewToDraw, match="抽取 2 个，现在只有 1 个"):
        case(Step("visit", "到校核对", "east", lot=Lot("visitors", 2)))


def test_every_one_comes_up_as_often() -> None:
    often = Counter(drawn(POOL.split(), 1, f"{seed:032x}")[0] for seed in range(4_000))
    assert set(often) == set(POOL.split())
    assert all(900 < count < 1_100 for count in often.values())
