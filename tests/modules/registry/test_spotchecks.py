"""学籍抽查: one school drawn by lot is checked by another, also drawn."""

import pytest
from django.test import Client
from django.utils import translation

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions, queries
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.parties import Parties
from shuren.modules.registry.cases.own import NotAllowed
from shuren.modules.registry.cases.spotchecks import FindingsForm, SpotCheckForm
from shuren.spine.identity.models import Account
from shuren.spine.orgs.models import Org
from tests.modules.registry.walking import actor_at, applied, sign
from tests.spine.people import factories
from tests.world import World

pytestmark = pytest.mark.django_db
ARRANGED = {"stage": "primary", "classes": "2", "focus": "休学期满未复学"}
COUNTED = {"on_roster": "80", "met": "77", "excused": "2", "away": "1", "unknown": "0", "findings": "一人去向不明"}


@pytest.fixture
def schools(world: World) -> World:
    """Three schools with a primary class, two of them in the county."""
    for school in (world.school, world.sibling, world.far_school):
        factories.school_class(school)
    return world


def asked(case: Case) -> tuple[str, Org]:
    """Return the role and the org that a case is at."""
    state = queries.state_of(case)
    (task,) = [task for visit in state.open_visits for task in state.tasks_of(visit)]
    seat = Parties.of(case).seat(task.seat)
    return seat.role, Org.objects.within("").get(path=seat.path)


def party(case: Case) -> Actor:
    return actor_at(*asked(case))


def seen(case: Case, actor: Actor) -> str:
    """Return a case's page as an actor sees it."""
    browser = Client()
    browser.force_login(Account.objects.get(pk=int(actor.id.partition(":")[2])))
    return browser.get(f"/cases/{case.pk}/").content.decode()


def counted(**typed: str) -> FindingsForm:
    return FindingsForm(COUNTED | typed, actor=None, application=None)


def test_a_check_goes_from_the_authority_to_two_schools_drawn_and_back(schools: World) -> None:
    case = applied(schools.actor("county_official"), "registry.spotcheck", **ARRANGED)
    role, checked = asked(case)
    assert role == "principal"
    assert checked in {schools.school, schools.sibling}, "the zone's school is another authority's"
    head = party(case)
    assert "未复学" not in seen(case, head), "who is checked does not learn for what"
    case = sign(case, head, "ready")
    role, checker = asked(case)
    looks = party(case)
    assert "未复学" in seen(case, looks)
    assert (role, {checked, checker}) == ("registrar", {schools.school, schools.sibling})
    found = counted()
    assert found.is_valid(), found.errors
    case = sign(case, looks, "check", **found.cleaned_data)
    assert asked(case) == ("principal", checked)
    assert "一人去向不明" in seen(case, head)
    case = sign(case, head, "answer", answer="已联系家长，本周内复学。")
    assert "已联系家长" not in seen(case, looks), "what the school answers is for the authority"
    case = sign(case, schools.actor("county_official"), "close", conclusion="to_mend")
    assert case.outcome == "granted"
    page = schools.client("county_official").get(f"/cases/{case.pk}/").content.decode()
    assert "系统从 2 个单位中随机抽取：" in page
    assert "有差异，限期整改" in page


def test_one_school_alone_cannot_be_checked_by_another(world: World) -> None:
    factories.school_class(world.school)
    form = SpotCheckForm(ARRANGED, actor=world.actor("county_official"))
    assert form.is_valid(), form.errors
    with pytest.raises(NotAllowed, match="不足两所学校"):
        actions.apply(actor=world.actor("county_official"), type_code="registry.spotcheck", form=form.cleaned_data)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"met": "78"}, "on_roster", "应当等于"),
        ({"findings": ""}, "findings", "请写明情况"),
        ({"away": "-1"}, "away", "大于或等于"),
    ],
)
def test_findings_that_do_not_add_up_are_said_at_the_field(typed: dict[str, str], field: str, sentence: str) -> None:
    with translation.override("zh-hans"):
        form = counted(**typed)
        assert not form.is_valid()
        assert sentence in str(form.errors[field])


def test_a_school_begins_no_check(schools: World) -> None:
    assert schools.client("registrar").get("/cases/new/registry.spotcheck/").status_code == 403
