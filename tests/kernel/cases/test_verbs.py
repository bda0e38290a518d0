"""Each verb at each position: in sequence, side by side, inside a countersignature, after a return."""

import pytest

from shuren.kernel.cases import commands, refusals
from shuren.kernel.cases.commands import AddSigner, Agree, AskCorrections, Disagree, HandOver, Return, Withdraw
from shuren.kernel.cases.route import Sequence, Step
from shuren.kernel.cases.state import End, Mark, Place
from tests.kernel.cases.machine import Case
from tests.kernel.cases.routes import APPLY, ROUTE, SEAL


@pytest.fixture
def case() -> Case:
    return Case(ROUTE)


@pytest.fixture
def split(case: Case) -> Case:
    """The case where both branches are open."""
    case.agree("apply", "accept")
    return case


# --- agree ---


def test_agreeing_in_sequence_enters_the_next_step(case: Case) -> None:
    case.agree("apply")
    assert case.at == {"accept"}


def test_agreeing_before_branches_enters_all_of_them(split: Case) -> None:
    assert split.at == {"school", "panel"}


def test_agreeing_in_one_branch_leaves_the_other_alone(split: Case) -> None:
    split.agree("school")
    assert split.at == {"bureau", "panel"}


def test_what_follows_branches_waits_for_the_last(split: Case) -> None:
    split.agree("school", "bureau")
    assert split.at == {"panel"}
    split.agree("panel")
    assert split.at == {"seal"}


def test_agreeing_in_a_countersignature_waits_for_the_others(split: Case) -> None:
    split.do("first", Agree(split.task("panel", "first")))
    assert split.at == {"school", "panel"}


def test_agreeing_at_the_last_step_grants(split: Case) -> None:
    split.agree("school", "bureau", "panel", "seal")
    assert split.state.outcome == "granted"
    assert split.at == set()


def test_agreeing_after_a_straight_return_comes_back_to_who_returned(split: Case) -> None:
    split.agree("school")
    split.do("county", Return(split.task("bureau"), "accept", again=False))
    assert split.at == {"accept", "panel"}
    split.agree("accept")
    assert split.at == {"bureau", "panel"}


def test_agreeing_after_a_full_return_walks_every_step_once_more(split: Case) -> None:
    split.agree("school")
    split.do("county", Return(split.task("bureau"), "accept", again=True))
    assert split.at == {"accept"}
    split.agree("accept")
    assert split.at == {"school", "panel"}


def test_a_task_is_signed_once(case: Case) -> None:
    task = case.task("apply")
    case.do("parent", Agree(task))
    with pytest.raises(refusals.NotOpen):
        case.do("parent", Agree(task))


def test_nobody_signs_for_another(case: Case) -> None:
    with pytest.raises(refusals.NotYours):
        case.do("clerk", Agree(case.task("apply")))


# --- disagree ---


def test_disagreeing_at_acceptance_refuses(case: Case) -> None:
    case.agree("apply")
    case.do("clerk", Disagree(case.task("accept")))
    assert case.state.outcome == "refused"


def test_disagreeing_in_a_branch_ends_the_other_too(split: Case) -> None:
    split.do("principal", Disagree(split.task("school")))
    assert split.state.outcome == "rejected"
    assert split.ends("panel") == [End.OVERTAKEN]


def test_disagreeing_in_a_countersignature_of_all_ends_it_at_once(split: Case) -> None:
    split.do("second", Disagree(split.task("panel", "second")))
    assert split.state.outcome == "rejected"


def test_an_objection_goes_back_when_all_have_been_heard() -> None:
    draft, sign = Step("draft", "拟稿", "parent", applies=True), Step("sign", "签发", "mayor")
    hear = Step("hear", "会签", "first second", objection="draft")
    case = Case(Sequence((draft, hear, sign)))
    case.agree("draft")
    case.do("first", commands.Disagree(case.task("hear", "first")))
    assert case.at == {"hear"}
    case.do("second", commands.Agree(case.task("hear", "second")))
    assert (case.at, case.ends("hear"), case.state.outcome) == ({"draft"}, [End.RETURNED], "")
    case.agree("draft", "hear", "sign")
    assert case.state.outcome == "granted"


def test_disagreeing_after_a_return_ends_the_case(split: Case) -> None:
    split.do("principal", Return(split.task("school"), "accept", again=True))
    split.do("clerk", Disagree(split.task("accept")))
    assert split.state.outcome == "refused"


# --- countersignatures by share ---


def countersigned(share: str) -> Case:
    from fractions import Fraction

    case = Case(Sequence((APPLY, Step("panel", "会签", "first second third", share=Fraction(share)), SEAL)))
    case.agree("apply")
    return case


@pytest.mark.parametrize(
    ("share", "agreed", "disagreed", "comes_to"),
    [
        ("0", 1, 0, {"seal"}),
        ("0", 0, 2, {"panel"}),
        ("0", 0, 3, set()),
        ("2/3", 1, 0, {"panel"}),
        ("2/3", 1, 1, {"panel"}),
        ("2/3", 2, 0, {"seal"}),
        ("2/3", 2, 1, {"seal"}),
        ("2/3", 0, 2, set()),
        ("1/2", 1, 0, {"panel"}),
        ("1/2", 2, 0, {"seal"}),
        ("1", 2, 0, {"panel"}),
        ("1", 3, 0, {"seal"}),
        ("1", 0, 1, set()),
    ],
)
def test_a_countersignature_is_decided_by_its_share(
    share: str, agreed: int, disagreed: int, comes_to: set[str]
) -> None:
    case = countersigned(share)
    signers = iter(["first", "second", "third"])
    words = [Disagree] * disagreed + [Agree] * agreed
    for word in words:
        if case.at == {"panel"}:
            signer = next(signers)
            case.do(signer, word(case.task("panel", signer)))
    assert case.at == comes_to


def test_who_is_no_longer_needed_in_a_countersignature_need_not_sign(case: Case) -> None:
    case = countersigned("0")
    third = case.task("panel", "third")
    case.do("first", Agree(case.task("panel", "first")))
    assert case.state.tasks[third].mark == Mark.CLOSED
    with pytest.raises(refusals.NotOpen):
        case.do("third", Agree(third))


# --- return ---


def test_returning_in_sequence(case: Case) -> None:
    case.agree("apply")
    case.do("clerk", Return(case.task("accept"), "apply", again=True))
    assert case.at == {"apply"}
    assert case.ends("accept") == [End.RETURNED]


def test_returning_inside_a_branch_leaves_the_other_branch_alone(split: Case) -> None:
    split.agree("school")
    split.do("county", Return(split.task("bureau"), "school", again=True))
    assert split.at == {"school", "panel"}


def test_returning_out_of_a_branch_while_the_other_acts_closes_the_other(split: Case) -> None:
    split.agree("school")
    split.do("first", Agree(split.task("panel", "first")))
    late = split.task("panel", "second")
    split.do("county", Return(split.task("bureau"), "accept", again=True))
    with pytest.raises(refusals.NotOpen):
        split.do("second", Agree(late))
    split.agree("accept")
    assert split.state.tasks[split.task("panel", "first")].mark == Mark.OPEN, "all sign anew"


def test_returning_out_of_a_branch_and_straight_back_lets_the_other_go_on(split: Case) -> None:
    split.do("principal", Return(split.task("school"), "apply", again=False))
    split.agree("panel")
    assert split.at == {"apply"}
    split.agree("apply")
    assert split.at == {"school"}


def test_returning_to_a_step_in_the_other_branch_waits_for_it(split: Case) -> None:
    split.agree("school")
    split.do("second", Return(split.task("panel", "second"), "school", again=False))
    assert split.at == {"bureau", "school"}
    split.agree("school")
    assert split.at == {"bureau", "panel"}


def test_returning_to_the_other_branch_and_walking_it_again_waits_for_its_end(split: Case) -> None:
    split.agree("school")
    split.do("second", Return(split.task("panel", "second"), "school", again=True))
    assert split.at == {"school"}
    split.agree("school")
    assert split.at == {"bureau"}
    split.agree("bureau")
    assert split.at == {"panel"}


def test_returns_to_and_fro_between_branches_do_not_wait_for_each_other(split: Case) -> None:
    split.agree("school", "panel")
    split.do("county", commands.Return(split.task("bureau"), "panel", again=False))
    split.do("first", commands.Return(split.task("panel", "first"), "school", again=True))
    split.agree("school")
    assert split.at == {"bureau"}, "the newest return goes first"
    split.agree("bureau")
    assert split.at == {"panel"}
    split.agree("panel", "seal")
    assert split.state.outcome == "granted"


def test_returning_from_behind_the_branches_into_one_keeps_the_other(split: Case) -> None:
    split.agree("school", "bureau", "panel")
    split.do("office", Return(split.task("seal"), "school", again=True))
    assert split.at == {"school"}
    split.agree("school", "bureau")
    assert split.at == {"seal"}, "the panel has signed and nothing it signed has changed its step"


def test_returning_after_a_return(split: Case) -> None:
    split.agree("school")
    split.do("county", Return(split.task("bureau"), "school", again=False))
    split.do("principal", Return(split.task("school"), "apply", again=False))
    split.agree("apply")
    assert split.at == {"school", "panel"}
    split.agree("school")
    assert split.at == {"bureau", "panel"}


@pytest.mark.parametrize("to", ["bureau", "seal", "school", "", "elsewhere"])
def test_there_is_no_way_back_to_what_is_ahead_not_done_or_no_step_at_all(split: Case, to: str) -> None:
    with pytest.raises(refusals.NoWayBack):
        split.do("principal", Return(split.task("school"), to, again=True))


# --- one request for corrections ---


def test_corrections_come_straight_back(case: Case) -> None:
    case.agree("apply")
    case.do("clerk", AskCorrections(case.task("accept"), ("户口簿",)))
    assert case.at == {"apply"}
    case.agree("apply")
    assert case.at == {"accept"}


def test_corrections_are_asked_for_once(case: Case) -> None:
    case.agree("apply")
    case.do("clerk", AskCorrections(case.task("accept"), ("户口簿",)))
    case.agree("apply")
    with pytest.raises(refusals.CorrectedOnce):
        case.do("clerk", AskCorrections(case.task("accept"), ("居住证",)))


def test_corrections_are_asked_for_at_acceptance_alone(split: Case) -> None:
    with pytest.raises(refusals.NotAccepting):
        split.do("principal", AskCorrections(split.task("school"), ("户口簿",)))


def test_corrections_say_what_is_lacking(case: Case) -> None:
    case.agree("apply")
    with pytest.raises(refusals.NothingLacking):
        case.do("clerk", AskCorrections(case.task("accept"), ()))


# --- withdraw ---


def test_withdrawing_in_sequence_takes_the_next_step_back(case: Case) -> None:
    case.agree("apply")
    case.do("parent", Withdraw(case.task("apply")))
    assert case.at == {"apply"}
    assert case.ends("accept") == [End.WITHDRAWN]


def test_withdrawing_before_branches_takes_all_of_them_back(split: Case) -> None:
    split.do("clerk", Withdraw(split.task("accept")))
    assert split.at == {"accept"}


def test_withdrawing_is_too_late_once_a_branch_has_acted(split: Case) -> None:
    split.agree("school")
    with pytest.raises(refusals.ActedUpon):
        split.do("clerk", Withdraw(split.task("accept")))


def test_withdrawing_is_too_late_once_one_countersigner_has_signed(split: Case) -> None:
    split.do("third", Agree(split.task("panel", "third")))
    with pytest.raises(refusals.ActedUpon):
        split.do("clerk", Withdraw(split.task("accept")))


def test_withdrawing_from_a_branch_that_waits_for_the_other(split: Case) -> None:
    split.agree("school", "bureau")
    split.do("county", Withdraw(split.task("bureau")))
    assert split.at == {"bureau", "panel"}


def test_withdrawing_from_a_branch_takes_back_what_follows_both(split: Case) -> None:
    split.agree("school", "bureau", "panel")
    split.do("county", Withdraw(split.task("bureau")))
    assert split.at == {"bureau"}


def test_withdrawing_inside_a_countersignature_opens_the_own_task_alone(split: Case) -> None:
    for signer in ("first", "second"):
        split.do(signer, Agree(split.task("panel", signer)))
    split.do("first", Withdraw(split.task("panel", "first")))
    marks = {seat: split.state.tasks[split.task("panel", seat)].mark for seat in ("first", "second", "third")}
    assert marks == {"first": Mark.OPEN, "second": Mark.AGREED, "third": Mark.OPEN}


def test_withdrawing_from_a_finished_countersignature_keeps_what_the_others_signed(split: Case) -> None:
    split.agree("school", "bureau", "panel")
    split.do("second", Withdraw(split.task("panel", "second")))
    assert split.at == {"panel"}
    split.agree("panel")
    assert split.at == {"seal"}


def test_withdrawing_after_a_return(split: Case) -> None:
    split.agree("school")
    split.do("county", Return(split.task("bureau"), "school", again=False))
    split.agree("school")
    split.do("principal", Withdraw(split.task("school")))
    assert split.at == {"school", "panel"}


def test_nobody_withdraws_for_another(case: Case) -> None:
    case.agree("apply")
    with pytest.raises(refusals.NotYours):
        case.do("clerk", Withdraw(case.task("apply")))


# --- add a signer ---


def test_a_signer_added_before_is_heard_first(split: Case) -> None:
    split.do("principal", AddSigner(split.task("school"), "expert", Place.BEFORE))
    with pytest.raises(refusals.NotYourTurn):
        split.do("principal", Agree(split.task("school", "principal")))
    split.do("expert", Agree(split.task("school", "expert")))
    split.do("principal", Agree(split.task("school", "principal")))
    assert split.at == {"bureau", "panel"}


def test_a_signer_added_before_only_advises(split: Case) -> None:
    split.do("principal", AddSigner(split.task("school"), "expert", Place.BEFORE))
    split.do("expert", Disagree(split.task("school", "expert")))
    split.do("principal", Agree(split.task("school", "principal")))
    assert split.at == {"bureau", "panel"}


def test_a_signer_added_after_must_agree_too(split: Case) -> None:
    split.do("principal", AddSigner(split.task("school"), "deputy", Place.AFTER))
    assert split.at == {"school", "panel"}
    split.do("deputy", Agree(split.task("school", "deputy")))
    assert split.at == {"bureau", "panel"}


def test_a_signer_added_after_may_turn_the_case_down(split: Case) -> None:
    split.do("principal", AddSigner(split.task("school"), "deputy", Place.AFTER))
    split.do("deputy", Disagree(split.task("school", "deputy")))
    assert split.state.outcome == "rejected"


def test_a_signer_added_inside_a_countersignature(split: Case) -> None:
    split.agree("school", "bureau")
    split.do("first", AddSigner(split.task("panel", "first"), "deputy", Place.AFTER))
    for signer in ("second", "third"):
        split.do(signer, Agree(split.task("panel", signer)))
    assert split.at == {"panel"}
    split.do("deputy", Agree(split.task("panel", "deputy")))
    assert split.at == {"seal"}


def test_an_added_signer_may_add_another(split: Case) -> None:
    split.do("principal", AddSigner(split.task("school"), "deputy", Place.AFTER))
    split.do("deputy", AddSigner(split.task("school", "deputy"), "expert", Place.BEFORE))
    split.do("expert", Agree(split.task("school", "expert")))
    split.do("deputy", Agree(split.task("school", "deputy")))
    assert split.at == {"bureau", "panel"}


def test_withdrawing_after_adding_asks_the_added_one_again_later(split: Case) -> None:
    split.do("principal", AddSigner(split.task("school"), "deputy", Place.AFTER))
    split.do("principal", Withdraw(split.task("school", "principal")))
    assert split.state.tasks[split.task("school", "deputy")].mark == Mark.WAITING


def test_who_is_asked_already_is_not_added(split: Case) -> None:
    with pytest.raises(refusals.AlreadyAsked):
        split.do("first", AddSigner(split.task("panel", "first"), "second", Place.AFTER))


# --- hand over, escalate, own case ---


def test_what_was_handed_over_is_signed_by_the_other(split: Case) -> None:
    task = split.task("school")
    split.do("principal", HandOver(task, "deputy"))
    with pytest.raises(refusals.NotYours):
        split.do("principal", Agree(task))
    split.do("deputy", Agree(task))
    assert split.at == {"bureau", "panel"}


def test_a_task_in_a_countersignature_is_handed_over_alone(split: Case) -> None:
    split.do("first", HandOver(split.task("panel", "first"), "deputy"))
    split.agree("panel")
    assert split.at == {"school"}


def test_a_superior_to_whom_a_late_step_was_escalated_hands_it_over(split: Case) -> None:
    task = split.task("school")
    with pytest.raises(refusals.NotYours):
        split.do("mayor", HandOver(task, "deputy"))
    split.do("parent", commands.Escalate(split.visit("school"), "mayor"))
    split.do("mayor", HandOver(task, "deputy"))
    split.do("deputy", Agree(task))
    assert split.at == {"bureau", "panel"}


def test_nobody_decides_the_own_case_but_may_hand_it_over() -> None:
    case = Case(ROUTE, barred=frozenset({"parent", "principal"}))
    case.agree("apply", "accept")
    with pytest.raises(refusals.OwnCase):
        case.do("principal", Agree(case.task("school")))
    case.do("principal", HandOver(case.task("school"), "deputy"))
    case.agree("school")
    assert case.at == {"bureau", "panel"}
