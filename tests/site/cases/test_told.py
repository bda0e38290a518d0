"""What people are told after they have acted, and when a case comes back to them."""

import pytest
from django.urls import reverse

from shuren.kernel.cases.models import Case
from tests.kernel.cases.test_acting import applied
from tests.world import World

pytestmark = pytest.mark.django_db
DESK = reverse("cases:desk")


@pytest.fixture
def case(world: World) -> Case:
    return applied(world, days=30)


def after(world: World, role: str, case: Case, verb: str, **told: str) -> str:
    address = reverse("cases:act", args=(case.pk, verb, 2))
    return world.client(role).post(address, {"reason": "请补充。", **told}, follow=True).content.decode()


def test_who_signs_is_told_where_the_case_stands_now(world: World, case: Case) -> None:
    assert "“同意”已办理。当前环节：" in after(world, "principal", case, "Agree")


def test_it_is_told_once(world: World, case: Case) -> None:
    client = world.client("principal")
    client.post(reverse("cases:act", args=(case.pk, "Agree", 2)), {"reason": ""})
    page = reverse("cases:case", args=(case.pk,))
    assert ["已办理。当前环节" in client.get(page).content.decode() for _ in range(2)] == [True, False]


def test_who_ends_a_case_is_told_how(world: World, case: Case) -> None:
    assert "办件已办结：未同意。" in after(world, "principal", case, "Disagree")


def test_what_was_refused_is_not_told_as_done(world: World, case: Case) -> None:
    page = after(world, "principal", case, "Return", to="")
    assert "已办理" not in page


def test_a_case_that_comes_back_to_the_applicant_says_so(world: World, case: Case) -> None:
    after(world, "principal", case, "Return", to="apply")
    assert "退回补正" in world.client("registrar").get(DESK).content.decode()
    assert "退回补正" not in world.client("principal").get(DESK).content.decode()
