"""What the pupil's page says of the registry's cases."""

from typing import Any

import pytest
from django.urls import reverse

from shuren.modules.registry.queries.events import about
from shuren.spine.people.models import Enrolment
from tests.modules.registry.walking import actor_at, applied, granted, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db
NUMBER = "20240301"
LEAVE = {"pupil": NUMBER, "reason": "19", "on": "2026-11-23", "until": "2027-09-01"}


@pytest.fixture
def pupil(wall_open: World) -> Enrolment:  # noqa: F811
    return factories.enrolment(wall_open.school, "李小雨", school_no=NUMBER, entry_year=2024)


def page(world: World, role: str, person_id: int) -> str:
    return world.client(role).get(reverse("people:person", args=(person_id,))).content.decode()


def test_what_may_be_applied_for_stands_at_the_pupil(world: World, pupil: Enrolment) -> None:
    way = reverse("registry:events", args=(pupil.person_id,))
    assert way in page(world, "registrar", pupil.person_id)
    assert way not in page(world, "principal", pupil.person_id)
    offered = world.client("registrar").get(way).content.decode()
    assert f"/cases/new/registry.suspension/?pupil={NUMBER}" in offered
    form = world.client("registrar").get(f"/cases/new/registry.suspension/?pupil={NUMBER}").content.decode()
    assert f'value="{NUMBER}"' in form


def test_what_cannot_be_applied_for_is_explained(world: World, pupil: Enrolment) -> None:
    shown = world.client("registrar").get(reverse("registry:events", args=(pupil.person_id,))).content.decode()
    assert "registry.withdrawal" not in shown
    assert "义务教育阶段的学生不能退学" in shown
    assert "该生现在没有休学" in shown
    granted(world, "registry.suspension", **LEAVE)
    shown = world.client("registrar").get(reverse("registry:events", args=(pupil.person_id,))).content.decode()
    assert "/cases/new/registry.resumption/" in shown
    assert "/cases/new/registry.skipping/" not in shown


def test_another_schools_pupil_is_not_offered(world: World, pupil: Enrolment) -> None:
    other = factories.enrolment(world.far_school, "赵高新")
    assert world.client("registrar").get(reverse("registry:events", args=(other.person_id,))).status_code == 404


def test_a_teacher_has_no_registration(wall_open: World) -> None:  # noqa: F811
    teacher = factories.post(wall_open.school)
    assert "学籍业务" not in page(wall_open, "registrar", teacher.person_id)


def test_cases_under_way_and_done_lead_to_their_pages(world: World, pupil: Enrolment) -> None:
    done = granted(world, "registry.suspension", **LEAVE)
    running = applied(world.actor("registrar"), "registry.death", pupil=NUMBER, reason="70", on="2026-11-20")
    shown = page(world, "county_official", pupil.person_id)
    for case in (done, running):
        assert f'href="/cases/{case.pk}/"' in shown
        assert case.number in shown


def test_the_cases_of_a_pupil_cost_few_queries(
    world: World, pupil: Enrolment, django_assert_max_num_queries: Any
) -> None:
    granted(world, "registry.suspension", **LEAVE)
    registrar = world.actor("registrar")
    with django_assert_max_num_queries(6):  # two of them open and close the wall
        assert len(about(registrar, pupil.person_id)) == 2


def test_the_packet_is_seen_where_the_pupil_has_come_to(wall_open: World) -> None:  # noqa: F811
    from tests.modules.registry.test_transfer import PACKET, RECEIPT

    world = wall_open
    factories.school_class(world.school)
    child = factories.enrolment(world.far_school, "郑小树")
    typed = {"national_no": child.national_no.reveal(), "name": "郑小树", "school_no": "9", "reason": "moved"}
    case = applied(world.actor("registrar"), "registry.transfer", entered_on="2026-11-23", **typed)
    case = sign(case, world.actor("principal"), "receiving_school")
    case = sign(case, world.actor("county_official"), "receiving_authority")
    case = sign(case, actor_at("registrar", world.far_school), "sending_school", **PACKET)
    case = sign(case, actor_at("county_official", world.zone), "sending_authority")
    lacking = RECEIPT | {"receipt_marks": "missing", "receipt_note": "缺三年级下学期"}
    sign(case, world.actor("registrar"), "receipt", **lacking)
    assert "随转材料缺 1 项" in page(world, "registrar", child.person_id)
