"""What bureaus set for steps: the nearest wins, from a day on, and running cases keep what they began with."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shuren.kernel.cases import actions, adjustments, queries
from shuren.kernel.cases.adjustments import Setting
from shuren.kernel.cases.materials import Given
from shuren.kernel.cases.models import Adjustment, Case, Stay
from shuren.kernel.cases.route import steps
from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.site.cases.permissions import adjust_steps
from tests.kernel.cases.papers import Papers
from tests.world import World

pytestmark = pytest.mark.django_db


def adjust(world: World, role: str, step: str = "room", since: date | None = None, **told: Any) -> None:
    adjustments.adjust(
        actor=world.actor(role), needed=adjust_steps, kind=Papers, step=step,
        setting=Setting(**told), basis="测试", since=since or timezone.localdate(),
    )  # fmt: skip


def applied(world: World, reason: str = "迁居") -> Case:
    from tests.kernel.cases.test_revising import letter

    given = {"letter": letter(world), "address": Given(promised=True)}
    form = {"reason": reason, "far": False}
    return actions.apply(actor=world.actor("registrar"), type_code="tests.papers", form=form, materials=given)


def days_of(case: Case, step: str = "room") -> int | None:
    return next(each.days for each in steps(queries.route_of(case)) if each.code == step)


def test_the_nearest_node_that_has_set_something_wins(world: World) -> None:
    adjust(world, "city_official", days=4)
    assert days_of(applied(world)) == 4
    adjust(world, "county_official", days=2)
    assert days_of(applied(world, "另一")) == 2
    assert adjustments.in_force(Papers, world.far_school.path, timezone.localdate())["room"].days == 4


def test_a_running_case_keeps_what_it_began_with(world: World) -> None:
    adjust(world, "county_official", days=3, label="分配房间")
    case = applied(world)
    adjust(world, "county_official", left_out=True)
    case.refresh_from_db(from_queryset=Case.objects.within(""))
    assert [(each.label, each.days) for each in steps(queries.route_of(case))][-1] == ("分配房间", 3)
    assert [each.code for each in steps(queries.route_of(applied(world, "另一")))] == ["apply", "principal"]


def test_days_that_are_set_are_those_a_stay_counts(world: World) -> None:
    adjust(world, "county_official", step="principal", days=1)
    case = applied(world)
    assert Stay.objects.within("").get(case=case, step="principal").days == 1


def test_what_is_set_for_later_does_not_hold_yet(world: World) -> None:
    later = timezone.localdate() + timedelta(days=10)
    adjust(world, "county_official", days=3)
    adjust(world, "county_official", since=later, days=1)
    path = world.school.path
    assert adjustments.in_force(Papers, path, later - timedelta(days=1))["room"].days == 3
    assert adjustments.in_force(Papers, path, later)["room"].days == 1


def test_what_was_planned_never_begins_where_something_else_is_set_before(world: World) -> None:
    later = timezone.localdate() + timedelta(days=10)
    adjust(world, "county_official", since=later, days=1)
    adjust(world, "county_official", days=3)
    assert adjustments.in_force(Papers, world.school.path, later)["room"].days == 3
    assert [row.days for row in adjustments.around(Papers, world.county.path)] == [3]


def test_setting_nothing_goes_back_to_what_holds_above(world: World) -> None:
    adjust(world, "city_official", days=4)
    adjust(world, "county_official", days=2)
    adjust(world, "county_official")
    assert days_of(applied(world)) == 4
    adjust(world, "city_official")
    assert days_of(applied(world, "另一")) == 5


def test_a_step_that_must_be_walked_is_not_left_out(world: World) -> None:
    with pytest.raises(adjustments.NotOptional, match="校长受理"):
        adjust(world, "county_official", step="principal", left_out=True)


def test_a_limit_is_made_shorter_and_never_longer(world: World) -> None:
    with pytest.raises(adjustments.LongerThanDeclared, match="5 个工作日"):
        adjust(world, "county_official", days=6)


def test_nothing_is_set_for_a_day_that_is_past(world: World) -> None:
    with pytest.raises(adjustments.DayPast):
        adjust(world, "county_official", days=3, since=timezone.localdate() - timedelta(days=1))


def test_only_bureaus_set_and_only_steps_there_are(world: World) -> None:
    with pytest.raises(Forbidden):
        adjust(world, "principal", days=3)
    with pytest.raises(NotFoundHere):
        adjust(world, "county_official", step="nowhere", days=3)
    assert not Adjustment.objects.within("").exists()
