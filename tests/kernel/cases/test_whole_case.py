"""What happens to a case as a whole: clocks, cancelling, reopening, copies, conditions, empty seats."""

import pytest

from shuren.kernel.cases import commands, refusals
from shuren.kernel.cases.commands import Agree, Disagree, Return, Withdraw
from shuren.kernel.cases.route import ONE, Sequence, Step, When
from shuren.kernel.cases.state import End
from tests.kernel.cases.machine import Case
from tests.kernel.cases.routes import APPLY, ROUTE, SEAL


@pytest.fixture
def split() -> Case:
    """A case where both branches are open."""
    case = Case(ROUTE)
    case.agree("apply", "accept")
    return case


# --- the clock ---


def test_a_stopped_clock_stops_the_step_alone(split: Case) -> None:
    split.do("principal", commands.Suspend(split.visit("school")))
    with pytest.raises(refusals.ClockStopped):
        split.do("principal", Agree(split.task("school")))
    split.agree("panel")
    split.do("principal", commands.Resume(split.visit("school")))
    split.agree("school")
    assert split.at == {"bureau"}


def test_only_a_stopped_clock_is_started(split: Case) -> None:
    with pytest.raises(refusals.ClockRuns):
        split.do("principal", commands.Resume(split.visit("school")))


def test_only_who_has_the_step_stops_its_clock(split: Case) -> None:
    with pytest.raises(refusals.NotYours):
        split.do("county", commands.Suspend(split.visit("school")))


# --- the whole case ---


def test_the_applicant_cancels_everything_under_way(split: Case) -> None:
    split.do("parent", commands.Cancel())
    assert split.state.outcome == "cancelled"
    assert split.ends("school") == split.ends("panel") == [End.OVERTAKEN]


def test_nobody_else_cancels(split: Case) -> None:
    with pytest.raises(refusals.NotApplicant):
        split.do("principal", commands.Cancel())


def test_an_ended_case_takes_no_signature_and_no_withdrawal(split: Case) -> None:
    split.agree("school", "bureau", "panel", "seal")
    for command in (Withdraw(split.task("seal")), commands.Cancel(), commands.Urge(split.visit("seal"))):
        with pytest.raises(refusals.Ended):
            split.do("office", command)


def test_a_superior_reopens_a_rejected_case_at_a_step(split: Case) -> None:
    split.agree("school")
    split.do("county", Disagree(split.task("bureau")))
    split.do("mayor", commands.Reopen("school"))
    assert split.state.outcome == ""
    assert split.at == {"school", "panel"}


def test_a_running_case_is_not_reopened(split: Case) -> None:
    with pytest.raises(refusals.StillRunning):
        split.do("mayor", commands.Reopen("school"))


def test_copies_are_read_by_those_who_got_them(split: Case) -> None:
    split.do("clerk", commands.Copy(frozenset({"archive", "mayor"})))
    split.do("mayor", commands.Read())
    for nobody in ("mayor", "principal"):
        with pytest.raises(refusals.NothingToRead):
            split.do(nobody, commands.Read())
    assert split.state.read == {"mayor"}


def test_only_who_takes_part_copies_and_escalates(split: Case) -> None:
    for command in (commands.Copy(frozenset({"archive"})), commands.Escalate(split.visit("school"), "mayor")):
        with pytest.raises(refusals.NotInvolved):
            split.do("stranger", command)


def test_nobody_is_copied_twice_or_besides_being_asked(split: Case) -> None:
    split.do("clerk", commands.Copy(frozenset({"archive"})))
    with pytest.raises(refusals.AlreadyCopied):
        split.do("clerk", commands.Copy(frozenset({"archive", "principal"})))


def test_a_visit_is_urged_once_a_day_by_the_applicant_and_superiors(split: Case) -> None:
    urge = commands.Urge(split.visit("school"))
    split.do("parent", urge)
    with pytest.raises(refusals.UrgedToday):
        split.do("mayor", urge)
    split.do("mayor", commands.Urge(split.visit("panel")))
    split.world.day = "2026-11-24"
    split.do("mayor", urge)


@pytest.mark.parametrize("who", ["clerk", "principal", "first"])
def test_nobody_else_urges_and_nobody_urges_themselves(split: Case, who: str) -> None:
    with pytest.raises(refusals.NotYoursToUrge):
        split.do(who, commands.Urge(split.visit("school")))


def test_a_visit_is_escalated_to_a_superior_once(split: Case) -> None:
    visit = split.visit("school")
    with pytest.raises(refusals.NotASuperior):
        split.do("parent", commands.Escalate(visit, "archive"))
    split.do("parent", commands.Escalate(visit, "mayor"))
    with pytest.raises(refusals.AlreadyAsked):
        split.do("clerk", commands.Escalate(visit, "mayor"))


def test_nobody_but_a_superior_reopens(split: Case) -> None:
    split.do("parent", commands.Cancel())
    for who in ("parent", "principal", "clerk"):
        with pytest.raises(refusals.NotASuperior):
            split.do(who, commands.Reopen("school"))


def test_what_has_taken_effect_is_not_reopened(split: Case) -> None:
    split.agree("school", "bureau", "panel", "seal")
    with pytest.raises(refusals.InEffect):
        split.do("mayor", commands.Reopen("seal"))


def test_a_condition_is_asked_when_its_turn_comes() -> None:
    route = Sequence((APPLY, When("far", Step("county", "县级", "county")), SEAL))
    near, far = Case(route, far=False), Case(route, far=True)
    near.agree("apply")
    far.agree("apply")
    assert (near.at, far.at) == ({"seal"}, {"county"})


def test_a_condition_that_changed_after_a_return_brings_the_step_in() -> None:
    route = Sequence((APPLY, When("far", Step("county", "县级", "county")), SEAL))
    case = Case(route, far=False)
    case.agree("apply")
    case.do("office", Return(case.task("seal"), "apply", again=False))
    case.world.conditions["far"] = True
    case.agree("apply")
    assert case.at == {"county"}


def test_a_step_for_which_nobody_is_there_is_not_entered_and_the_signature_not_taken() -> None:
    case = Case(Sequence((APPLY, Step("empty", "无人", ""), SEAL)))
    with pytest.raises(refusals.NobodyThere):
        case.agree("apply")
    assert case.at == {"apply"}


def test_one_of_several_at_a_step_is_enough_where_so_declared() -> None:
    case = Case(Sequence((APPLY, Step("any", "任一", "a b", share=ONE), SEAL)))
    case.agree("apply")
    case.do("b", Agree(case.task("any", "b")))
    assert case.at == {"seal"}
