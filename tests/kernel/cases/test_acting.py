"""Cases in the database: one log, one truth, whoever acts at once."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from shuren.kernel.cases import actions, commands, queries, refusals
from shuren.kernel.cases.models import Case, Entry, Stay
from shuren.kernel.cases.successors import hand_over, open_at, take_back
from shuren.kernel.holdings import Handover
from shuren.kernel.notices.queries import open_for
from shuren.kernel.refusals import Forbidden
from shuren.spine.identity import queries as identity
from shuren.spine.orgs import api as orgs
from tests.kernel.cases.leave import Full, Leave
from tests.world import World, account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_granted_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Leave, "granted", [])


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock by which people act."""
    return lambda moment: monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def applied(world: World, **form: object) -> Case:
    return actions.apply(actor=world.actor("registrar"), type_code="tests.leave", form={"days": 3} | form)


def task_at(case: Case, step: str) -> int:
    state = queries.state_of(case)
    visit = next(visit for visit in state.open_visits if visit.step == step)
    return state.tasks_of(visit)[0].number


def agree(world: World, role: str, case: Case, step: str) -> Case:
    return actions.act(actor=world.actor(role), case_id=case.pk, command=commands.Agree(task_at(case, step)))


def test_applying_signs_the_own_step_and_asks_the_next(world: World) -> None:
    case = applied(world)
    assert [notice.sentence for notice in open_for(world.actor("principal"))] == ["测试请假：请假 3 天（校长审批）"]
    assert not open_for(world.actor("registrar"))
    assert case.number.startswith("CS")


def test_only_who_may_apply_does(world: World) -> None:
    with pytest.raises(Forbidden):
        actions.apply(actor=world.actor("principal"), type_code="tests.leave", form={"days": 3})


def test_the_last_signature_does_what_was_asked_for(world: World) -> None:
    case = agree(world, "principal", applied(world), "principal")
    assert case.outcome == "granted"
    assert Leave.granted == [case.number]
    assert not open_for(world.actor("principal"))


def test_what_cannot_be_done_takes_the_last_signature_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = applied(world)
    monkeypatch.setattr(Leave, "full", True)
    with pytest.raises(Full), transaction.atomic():
        agree(world, "principal", case, "principal")
    case.refresh_from_db(from_queryset=Case.objects.within(""))
    assert case.outcome == ""
    assert queries.state_of(case).open_visits[0].step == "principal"


def test_a_condition_brings_the_county_in(world: World) -> None:
    case = applied(world, days=9)
    assert open_for(world.actor("county_official"))
    agree(world, "principal", case, "principal")
    assert agree(world, "county_official", case, "county").outcome == "granted"


def test_the_second_of_two_who_sign_at_once_is_told(world: World) -> None:
    case = applied(world)
    task = task_at(case, "principal")
    agree(world, "principal", case, "principal")
    with pytest.raises(refusals.Ended):
        actions.act(actor=world.actor("principal"), case_id=case.pk, command=commands.Agree(task))


def test_the_same_thing_is_not_applied_for_twice(world: World) -> None:
    case = applied(world, who="person:1")
    with pytest.raises(refusals.AlreadyRunning, match=case.number):
        applied(world, who="person:1")
    agree(world, "principal", case, "principal")
    assert applied(world, who="person:1").outcome == ""


def test_a_return_asks_the_applicant_again(world: World) -> None:
    case = applied(world)
    back = commands.Return(task_at(case, "principal"), "apply", again=False)
    actions.act(actor=world.actor("principal"), case_id=case.pk, command=back, comment="请补充事由")
    assert open_for(world.actor("registrar"))
    assert not open_for(world.actor("principal"))
    assert Entry.objects.filter(case=case).order_by("number").last().comment == "请补充事由"


def test_what_the_applicant_changed_after_a_return_counts(world: World) -> None:
    case = applied(world)
    actions.act(
        actor=world.actor("principal"),
        case_id=case.pk,
        command=commands.Return(task_at(case, "principal"), "apply", again=False),
    )
    signed = commands.Agree(task_at(case, "apply"))
    actions.act(actor=world.actor("registrar"), case_id=case.pk, command=signed, form={"days": 30})
    assert {visit.step for visit in queries.state_of(case).open_visits} == {"principal", "county"}


def test_a_case_is_seen_by_those_who_were_asked(world: World) -> None:
    from tests.kernel.cases.leave import ask_leave

    case = applied(world, days=9)
    assert queries.case_for(world.actor("registrar"), ask_leave, case.pk) == case
    with pytest.raises(Forbidden):
        queries.case_for(world.actor("auditor"), ask_leave, case.pk)


def test_the_log_cannot_be_changed(world: World) -> None:
    case = applied(world)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_entry SET comment = '' WHERE case_id = %s", [case.pk])


def test_a_stay_tells_how_long_a_step_took(world: World, now: Callable[[datetime], None]) -> None:
    now(datetime(2026, 9, 29, 2, tzinfo=UTC))  # a Tuesday; 1 to 7 October are holidays
    case = applied(world)
    stay = Stay.objects.within("").get(case=case, step="principal")
    assert str(stay.due_on) == "2026-10-09", "30 September, 8 and 9 October are the three working days"
    now(datetime(2026, 9, 30, 2, tzinfo=UTC))
    agree(world, "principal", case, "principal")
    stay.refresh_from_db(from_queryset=Stay.objects.within(""))
    assert (stay.how, str(stay.left_at)[:10]) == ("done", "2026-09-30")


def test_days_of_suspension_do_not_count(world: World, now: Callable[[datetime], None]) -> None:
    now(datetime(2026, 3, 2, 2, tzinfo=UTC))
    case = applied(world)
    visit = queries.state_of(case).open_visits[0].number
    actions.act(actor=world.actor("principal"), case_id=case.pk, command=commands.Suspend(visit))
    now(datetime(2026, 3, 9, 2, tzinfo=UTC))
    actions.act(actor=world.actor("principal"), case_id=case.pk, command=commands.Resume(visit))
    stay = Stay.objects.within("").get(case=case, step="principal")
    assert (stay.paused_days, str(stay.due_on)) == (5, "2026-03-12")


def test_a_school_that_moves_takes_its_tasks_along(world: World) -> None:
    case = applied(world)
    decide_move(world)
    moved = world.accounts["principal"]
    grant = identity.grants_of(moved)[0]
    actor = identity.actor_for(moved, grant)
    assert actor.path != world.school.path, "the world's own copy is the old one"
    assert [notice.subject_id for notice in open_for(actor)] == [f"{case.pk}.{task_at(case, 'principal')}"]
    done = actions.act(actor=actor, case_id=case.pk, command=commands.Agree(task_at(case, "principal")))
    assert done.outcome == "granted"


def decide_move(world: World) -> None:
    """Move the school under the development zone."""
    order = orgs.Move(org_ids=[world.school.pk], parent_id=world.zone.pk)
    orgs.decide(actor=world.actor("city_official"), order=order, paper=orgs.Paper(on=date(2026, 11, 1)))


@pytest.mark.parametrize("signed_there", [False, True])
def test_a_merger_taken_back_gives_the_tasks_back(world: World, signed_there: bool) -> None:
    case, boss = applied(world, days=9), world.actor("city_official")
    order = Handover(7, world.school.pk, world.school.path, world.sibling.pk, world.sibling.path, date(2026, 11, 1))
    hand_over(order, boss)
    if signed_there:
        head = account("head", name="赵首", org=world.sibling, role="principal")
        other = identity.actor_for(head, identity.grants_of(head)[0])
        actions.act(actor=other, case_id=case.pk, command=commands.Agree(task_at(case, "principal")))
        actions.act(
            actor=world.actor("county_official"), case_id=case.pk,
            command=commands.Return(task_at(case, "county"), "principal", again=False), comment="请核对",
        )  # fmt: skip
    assert take_back(7, boss) == 1
    assert take_back(7, boss) == 0, "once"
    assert (open_at(world.sibling.path, date(2026, 11, 1)), open_at(world.school.path, date(2026, 11, 1))) == (0, 1)
    assert [row.role for row in open_for(world.actor("principal"))] == ["principal"]
    actions.act(actor=world.actor("principal"), case_id=case.pk, command=commands.Agree(task_at(case, "principal")))


def test_a_school_that_is_merged_leaves_its_tasks_to_the_other(world: World) -> None:
    case = applied(world)
    order = Handover(0, world.school.pk, world.school.path, world.sibling.pk, world.sibling.path, date(2026, 11, 1))
    assert open_at(world.school.path, date(2026, 11, 1)) == 1
    assert hand_over(order, world.actor("city_official")) == 1
    head = account("head", name="赵首", org=world.sibling, role="principal")
    other = identity.actor_for(head, identity.grants_of(head)[0])
    done = actions.act(actor=other, case_id=case.pk, command=commands.Agree(task_at(case, "principal")))
    assert done.outcome == "granted"
