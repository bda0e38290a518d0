"""Whoever heads a pupil's class is heard before the school decides."""

import pytest

from shuren.kernel.cases import queries
from shuren.kernel.cases.models import Case
from shuren.spine.people.models import Enrolment, Person, PersonAccount
from tests.modules.registry.walking import applied, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db
NUMBER = "20240301"
LEAVE = {"pupil": NUMBER, "reason": "19", "on": "2026-11-23", "until": "2027-09-01"}


@pytest.fixture
def pupil(wall_open: World) -> Enrolment:  # noqa: F811
    """A pupil whose class is headed by the world's teacher."""
    group = factories.school_class(wall_open.school, homeroom_teacher="宋教")
    child = factories.enrolment(wall_open.school, "李小雨", school_no=NUMBER, entry_year=2024, school_class=group)
    PersonAccount.objects.create(account=wall_open.accounts["teacher"], person=teacher(wall_open, "T001"))
    return child


def teacher(world: World, staff_no: str) -> Person:
    person: Person = factories.post(world.school, "宋教", staff_no=staff_no).person
    return person


def at(case: Case) -> set[str]:
    return {visit.step for visit in queries.state_of(case).open_visits}


@pytest.mark.usefixtures("pupil")
def test_the_class_is_heard_before_the_principal_decides(world: World) -> None:
    case = applied(world.actor("registrar"), "registry.suspension", **LEAVE)
    assert at(case) == {"homeroom"}
    assert case.title in world.client("teacher").get("/cases/desk/").content.decode()
    case = sign(case, world.actor("teacher"), "homeroom")
    assert at(case) == {"school"}


@pytest.mark.usefixtures("pupil")
def test_where_two_bear_the_name_the_principal_is_asked_at_once(world: World) -> None:
    other = teacher(world, "T002")
    PersonAccount.objects.create(account=world.accounts["registrar"], person=other)
    assert at(applied(world.actor("registrar"), "registry.suspension", **LEAVE)) == {"school"}


@pytest.mark.usefixtures("pupil")
def test_without_an_account_the_principal_is_asked_at_once(world: World) -> None:
    PersonAccount.objects.all().delete()
    assert at(applied(world.actor("registrar"), "registry.suspension", **LEAVE)) == {"school"}


@pytest.mark.usefixtures("pupil")
def test_a_teacher_sees_nothing_but_what_they_are_asked(world: World) -> None:
    client = world.client("teacher")
    assert client.get("/people/students/").status_code == 403
    assert client.get("/cases/new/registry.suspension/").status_code == 403
