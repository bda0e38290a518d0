"""Why somebody can open a page is answered by the page itself."""

import pytest
from django.urls import reverse

from shuren.kernel.actors import system_actor
from shuren.kernel.audit.models import Entry
from shuren.kernel.refusals import Forbidden
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.identity.actions import explaining
from shuren.spine.identity.actions.explaining import Explanation
from tests.spine.people.factories import enrolment
from tests.world import World, grant

pytestmark = pytest.mark.django_db


def asked(world: World, of: str, address: str, by: str = "system_admin") -> Explanation:
    return explaining.explain(
        actor=world.actor(by), account=world.accounts[of], address=address, host="shuren.example.org"
    )


@pytest.fixture
def pupil(world: World) -> str:
    with scope_of(system_actor("tests", "测试")):
        return reverse("people:person", args=(enrolment(world.school).person_id,))


def test_by_which_role_a_page_opens(world: World, pupil: str) -> None:
    told = asked(world, "registrar", f"https://shuren.example.org{pupil}?x=1")
    (ground,) = told.grounds
    assert (told.opens, ground.permits, ground.opens) == (True, True, True)
    assert ground.grant
    assert ground.grant.org == world.school
    assert told.needed
    assert told.needed.code == "people.view_person"


def test_of_two_roles_the_one_that_reaches_it(world: World, pupil: str) -> None:
    grant(world.accounts["principal"], "principal", world.sibling)
    told = asked(world, "principal", pupil)
    assert [(ground.permits, ground.opens) for ground in told.grounds] == [(True, True), (True, False)]


def test_without_the_permission_and_out_of_reach(world: World, pupil: str) -> None:
    assert [(ground.permits, ground.opens) for ground in asked(world, "auditor", pupil).grounds] == [(False, False)]
    with scope_of(system_actor("tests", "测试")):
        far = reverse("people:person", args=(enrolment(world.far_school, "高远").person_id,))
    told = asked(world, "registrar", far)
    assert (told.opens, told.grounds[0].permits) == (False, True)


def test_asking_leaves_no_look_behind_but_the_question(world: World, pupil: str) -> None:
    before = set(Entry.objects.within("").values_list("pk", flat=True))
    asked(world, "registrar", pupil)
    left = Entry.objects.within("").exclude(pk__in=before)
    assert [entry.label for entry in left] == ["identity.account.explained"]


@pytest.mark.parametrize(
    ("address", "refusal"),
    [("/no/such/page", explaining.NoSuchPage), ("nonsense", explaining.NoSuchPage), ("/sign-out", explaining.ActsOnly)],
)
def test_what_is_no_page_is_said(world: World, address: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        asked(world, "registrar", address)


def test_public_pages_open_to_all(world: World) -> None:
    told = asked(world, "teacher", "/news/")
    assert told.is_public
    assert told.opens


def test_who_looks_after_no_accounts_is_not_told(world: World, pupil: str) -> None:
    with pytest.raises(Forbidden):
        asked(world, "registrar", pupil, by="county_official")


def test_the_page(world: World, pupil: str) -> None:
    client = world.client("security_admin")
    url = f"/accounts/{world.accounts['registrar'].pk}/why"
    assert "页面网址" in client.get(url).content.decode()
    assert "可以打开这个页面" in client.post(url, {"address": pupil}).content.decode()
    assert client.post(url, {"address": "/no"}).status_code == 422
