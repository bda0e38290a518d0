"""Deadlines follow the calendar of whoever is asked; what is overdue goes to superiors."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from shuren.kernel.cases import actions, commands, overdue, reckoning
from shuren.kernel.cases.jobs import CLOCK
from shuren.kernel.cases.models import Case, Entry, Stay
from shuren.kernel.notices.models import Notice
from shuren.kernel.notices.queries import open_for
from shuren.kernel.periods import WorkCalendar
from shuren.kernel.workdays.actions import NotAPeriod, TooLong, clear_days, set_days
from tests.kernel.cases.leave import Leave
from tests.kernel.cases.test_acting import applied, task_at
from tests.world import World

pytestmark = pytest.mark.django_db


def waiting(case: Case) -> Stay:
    stay: Stay = Stay.objects.within("").get(case=case, left_at=None)
    return stay


def closed(world: World, role: str, first: date, days: int) -> None:
    actor = world.actor(role)
    set_days(actor=actor, first=first, last=first + timedelta(days=days - 1), works=False, note="放假")


def test_days_closed_later_move_the_due_day_and_the_to_do(world: World) -> None:
    stay = waiting(applied(world))
    given = stay.due_on
    closed(world, "county_official", given, 14)
    reckoning.reckon(world.actor("county_official").path)
    stay.refresh_from_db(from_queryset=Stay.objects.within(""))
    assert stay.due_on >= given + timedelta(days=14)
    assert [notice.due_at.date() for notice in open_for(world.actor("principal"))] == [stay.due_on]


def test_a_new_step_is_counted_by_the_calendar_of_who_is_asked(world: World) -> None:
    usual = waiting(applied(world)).due_on
    closed(world, "county_official", usual, 14)
    assert waiting(applied(world)).due_on >= usual + timedelta(days=14)


def test_the_nearest_calendar_counts(world: World) -> None:
    stay = waiting(applied(world))
    given = stay.due_on
    closed(world, "city_official", given, 14)
    school = world.actor("registrar")
    set_days(actor=school, first=given, last=given, works=True, note="值班")
    assert reckoning.reckon() == 0
    assert waiting(stay.case).due_on == given


def test_another_countys_calendar_changes_nothing(world: World) -> None:
    stay = waiting(applied(world))
    elsewhere = replace(world.actor("county_official"), path=world.zone.path)
    set_days(actor=elsewhere, first=stay.due_on, last=stay.due_on, works=False, note="放假")
    assert reckoning.reckon() == 0


def test_a_day_given_back_to_the_public_calendar_moves_the_due_day_back(world: World) -> None:
    stay = waiting(applied(world))
    given = stay.due_on
    closed(world, "county_official", given, 14)
    reckoning.reckon()
    clear_days(actor=world.actor("county_official"), first=given, last=given + timedelta(days=13))
    reckoning.reckon()
    assert waiting(stay.case).due_on == given


def test_a_suspended_step_has_no_due_day_to_move(world: World) -> None:
    case = applied(world)
    visit = waiting(case).visit
    actions.act(actor=world.actor("principal"), case_id=case.pk, command=commands.Suspend(visit))
    closed(world, "county_official", timezone.localdate(), 14)
    assert reckoning.reckon() == 0
    assert waiting(case).due_on is None


@pytest.mark.parametrize(("days", "refusal"), [(-1, NotAPeriod), (93, TooLong)])
def test_a_period_is_one(world: World, days: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        closed(world, "county_official", date(2026, 7, 1), days + 1)


def test_what_is_overdue_is_put_before_superiors_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Leave, "superiors", ("county",))
    case = applied(world)
    Stay.objects.within("").update(due_on=F("due_on") - timedelta(days=60))
    assert overdue.escalate(actor=CLOCK) == 1
    assert overdue.escalate(actor=CLOCK) == 0
    assert "提请督办" in open_for(world.actor("county_official"))[0].sentence
    assert Entry.objects.filter(case=case, verb="Escalate", actor_name="办件时限督办").count() == 1
    superior = world.actor("county_official")
    other = commands.HandOver(task_at(case, "principal"), "account:7")
    actions.act(actor=superior, case_id=case.pk, command=other)
    assert not open_for(world.actor("principal"))


def test_what_is_in_time_stays_with_its_signer(world: World) -> None:
    applied(world)
    assert overdue.escalate(actor=CLOCK) == 0
    assert Notice.objects.filter(settled_at=None).count() == 1


def test_the_public_calendar_holds_where_nothing_was_entered(world: World) -> None:
    stay = waiting(applied(world))
    assert stay.due_on == WorkCalendar().after(timezone.localdate(), 3)
