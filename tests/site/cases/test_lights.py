"""The lights of deadlines follow the calendar of whoever has to act, as their due days do."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.cases.models import Case, Stay
from shuren.kernel.notices.models import Notice
from shuren.kernel.workdays import queries as workdays
from shuren.kernel.workdays.actions import set_days
from tests.kernel.cases.test_acting import applied
from tests.world import World

pytestmark = pytest.mark.django_db
DESK = reverse("cases:desk")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    workdays._remembered.cache_clear()
    yield
    workdays._remembered.cache_clear()


@pytest.fixture
def case(world: World) -> Case:
    """A case due in ten days."""
    made = applied(world)
    Notice.objects.update(due_at=timezone.now() + timedelta(days=10))
    Stay.objects.within("").update(due_on=timezone.localdate() + timedelta(days=10))
    return made


def lights(world: World, case: Case) -> tuple[str, str]:
    """Return the light of the case on the principal's desk and that on its page."""
    client = world.client("principal")
    desks = {light: client.get(DESK, {"light": light}).content.decode() for light in ("amber", "green")}
    page = client.get(f"/cases/{case.pk}/").content.decode()
    there = "".join(light for light, desk in desks.items() if case.title in desk)
    return there, "".join(light for light in desks if f"light-{light}" in page)


def closed(world: World, role: str) -> None:
    first = timezone.localdate() + timedelta(days=1)
    set_days(actor=world.actor(role), first=first, last=first + timedelta(days=10), works=False, note="放假")


def test_without_days_of_its_own_the_public_calendar_counts(world: World, case: Case) -> None:
    assert lights(world, case) == ("green", "green")


def test_days_on_which_the_authority_is_closed_bring_the_deadline_near(world: World, case: Case) -> None:
    closed(world, "county_official")
    assert lights(world, case) == ("amber", "amber")


def test_what_a_node_below_is_closed_for_concerns_nobody_above(world: World, case: Case) -> None:
    closed(world, "registrar")
    county = world.actor("county_official").path
    assert workdays.calendar_lately(county) == workdays.calendar_at("")


def test_a_calendar_is_asked_for_once_in_a_minute(world: World, django_assert_num_queries: object) -> None:
    path = world.school.path
    workdays.calendar_lately(path)
    with django_assert_num_queries(0):  # type: ignore[operator]
        workdays.calendar_lately(path)
