from datetime import timedelta

import pytest
from django.utils import timezone

from shuren.kernel.audit import queries as audit
from shuren.kernel.notices import queries as notices
from shuren.kernel.refusals import Forbidden
from shuren.kernel.workflow.actions import NotNow, StepForbidden
from shuren.spine.orgs import actions, api
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.jobs import take_due
from shuren.spine.orgs.models import Change, ChangeState, Org
from shuren.spine.orgs.rules.orders import Close, Move, Paper, Rename
from tests.inline import queued, run_jobs
from tests.spine.orgs.factories import CLERK, DAY, Keeper, decide, fresh, opening
from tests.world import World, account

SOON = timezone.localdate() + timedelta(days=30)


def state_of(change: Change) -> str:
    found: Change = Change.objects.within("").get(pk=change.pk)
    return found.state


def test_a_future_change_takes_effect_on_its_day(world: World) -> None:
    change = decide(Rename(org_id=world.school.pk, name="甲小学"), on=SOON)
    assert (change.state, fresh(world.school).name) == (ChangeState.SCHEDULED, "东山小学")
    assert actions.take_due(today=SOON - timedelta(days=1)) == (0, 0)
    Change.objects.within("").filter(pk=change.pk).update(effective_on=timezone.localdate())
    take_due(timestamp=0)
    assert (state_of(change), fresh(world.school).name) == (ChangeState.EFFECTIVE, "甲小学")


def test_a_change_that_became_impossible_says_why(world: World) -> None:
    change = decide(Rename(org_id=world.school.pk, name="甲小学"), on=SOON)
    decide(Close(org_id=world.school.pk))
    Change.objects.within("").filter(pk=change.pk).update(effective_on=timezone.localdate())
    assert actions.take_due(today=timezone.localdate()) == (0, 1)
    failed = Change.objects.within("").get(pk=change.pk)
    assert failed.state == ChangeState.FAILED
    assert "已于 2018-09-01 撤销" in failed.note


def test_what_is_wrong_already_is_refused_when_it_is_ordered(world: World) -> None:
    with pytest.raises(no.CodeTaken):
        decide(opening(world.county, code=world.school.code), on=SOON)
    assert not Change.objects.within("").filter(effective_on=SOON).exists()


def test_a_change_is_not_carried_out_before_its_day(world: World) -> None:
    change = decide(Rename(org_id=world.school.pk, name="甲小学"), on=SOON)
    with pytest.raises(no.NotYet):
        actions.take_effect(actor=CLERK, change=change)


def test_a_scheduled_change_can_be_withdrawn(world: World) -> None:
    change = decide(Rename(org_id=world.school.pk, name="甲小学"), on=SOON)
    actions.withdraw(actor=CLERK, change=change, reason="取消")
    assert state_of(change) == ChangeState.WITHDRAWN
    with pytest.raises(NotNow):
        actions.withdraw(actor=CLERK, change=change, reason="取消")


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    Keeper(held=101).declare(monkeypatch)


@pytest.mark.usefixtures("crowded")
def test_a_change_that_moves_many_needs_a_second_person(world: World) -> None:
    first = world.actor("city_official")
    change = decide(Move(org_ids=[world.school.pk], parent_id=world.zone.pk), by=first)
    assert (change.state, change.outcome["persons"]) == (ChangeState.PROPOSED, 101)
    assert fresh(world.school).path == world.school.path
    with pytest.raises(StepForbidden):
        actions.confirm(actor=first, change=change)
    second_account = account("second", name="李二", role="city_official", org=world.city)
    world.accounts["second"] = second_account
    second = world.actor("second")
    assert [todo.subject_id for todo in notices.open_for(second)] == [str(change.pk)]
    assert not notices.open_for(first)
    with pytest.raises(Forbidden):
        actions.confirm(actor=world.actor("county_official"), change=change)
    assert actions.confirm(actor=second, change=change).state == ChangeState.EFFECTIVE
    assert fresh(world.school).path.startswith(world.zone.path)
    assert not notices.open_for(second)


@pytest.mark.usefixtures("crowded")
def test_a_confirmed_change_of_the_future_still_waits(world: World) -> None:
    change = decide(Move(org_ids=[world.school.pk], parent_id=world.zone.pk), by=world.actor("city_official"), on=SOON)
    assert actions.confirm(actor=CLERK, change=change).state == ChangeState.SCHEDULED


def test_a_preview_tells_what_would_happen_and_leaves_nothing(world: World) -> None:
    order = Move(org_ids=[world.sibling.pk], parent_id=world.zone.pk)
    outcome = api.preview(actor=world.actor("city_official"), order=order, paper=Paper(on=DAY))
    assert outcome.orgs == 2
    assert fresh(world.sibling).path == world.sibling.path
    assert not Change.objects.within("").exclude(document="").exists()
    assert "events.handle" not in queued()
    with pytest.raises(Forbidden):
        api.preview(actor=world.actor("registrar"), order=order, paper=Paper(on=DAY))


def test_a_change_is_announced_and_told(world: World) -> None:
    decide(Rename(org_id=world.school.pk, name="甲小学"), by=world.actor("county_official"), document="文〔2018〕3号")
    assert run_jobs() >= 1
    line = audit.about("orgs.org", world.school.pk)[0]
    assert line.sentence == "办理机构变动：更名（东山小学），2018-09-01 生效"
    assert line.actor_name == "陈县"


def test_the_door_tells_what_was_opened(world: World) -> None:
    change = api.decide(actor=CLERK, order=opening(world.county), paper=Paper(on=DAY))
    assert api.opened_by(change) == [Org.objects.within("").get(code="2134000009").pk]
