"""A guardian asks for a transfer: sees the own children and the own cases, and nothing else of any school."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shuren.kernel.actors import Actor
from shuren.kernel.audit.models import Entry
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.refusals import AlreadyRunning, OwnCase
from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.identity.models import Account, Grant
from shuren.spine.people import api as people
from shuren.spine.people.actions import guardians
from shuren.spine.people.models import Enrolment, Guardianship, Person, PersonAccount
from tests.modules.registry.test_transfer import PACKET, RECEIPT
from tests.modules.registry.walking import PDF, actor_at, applied, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World, account

pytestmark = pytest.mark.django_db
APPLY = reverse("cases:apply", args=("registry.child_transfer",))


@pytest.fixture
def child(wall_open: World) -> Enrolment:  # noqa: F811
    """The guardian's child, in the third grade in the development zone; the county's school has such a class."""
    factories.school_class(wall_open.school)
    pupil = factories.enrolment(wall_open.far_school, "郑小树")
    tie = factories.guardianship(pupil, "郑家")
    factories.enrolment(wall_open.far_school, "别家孩子")
    PersonAccount.objects.create(account=wall_open.accounts["guardian"], person=tie.guardian)
    return pupil


def asked(world: World, child: Enrolment, **typed: Any) -> Case:
    told = {"child": str(child.pk), "to_school": "东山小学", "reason": "work"} | typed
    return applied(world.actor("guardian"), "registry.child_transfer", **told)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_guardian_sees_the_own_children_alone(world: World, child: Enrolment) -> None:
    shown = page(world.client("guardian"), reverse("registry:children"))
    assert "郑小树" in shown
    assert "别家孩子" not in shown
    looks = Entry.objects.within("").filter(label="people.person.viewed", subject_id=str(child.person_id))
    assert [look.org_path for look in looks] == [world.far_school.path]


def test_nothing_of_a_school_is_open_to_a_guardian(world: World, child: Enrolment) -> None:
    client = world.client("guardian")
    for address in ("people:students", "people:guardians", "orgs:tree"):
        assert client.get(reverse(address)).status_code == 403
    assert client.get(reverse("people:person", args=(child.person_id,))).status_code == 403
    with scope_of(world.actor("guardian")):
        assert not Person.objects.within("").exists(), "the database shows nothing either"


def test_two_guardians_see_nothing_of_each_other(world: World, child: Enrolment) -> None:
    from tests.world import guardian

    case = asked(world, child)
    other = guardian("other", world.city, "王家")
    client = Client()
    client.force_login(other)
    assert client.get(reverse("cases:case", args=(case.pk,))).status_code == 404
    assert case.title not in page(client, reverse("cases:cases"))
    assert client.post(APPLY, {"child": str(child.pk), "to_school": "东山小学", "reason": "work"}).status_code == 422


def test_the_school_takes_it_up_and_it_goes_the_usual_way(world: World, child: Enrolment) -> None:
    case = asked(world, child)
    assert case.org_path == world.far_school.path, "auditors find it at the child's school"
    case = sign(case, world.actor("registrar"), "take_up", to_class=None, school_no="77", entered_on="2026-11-23")
    case = sign(case, world.actor("principal"), "receiving_school")
    case = sign(case, world.actor("county_official"), "receiving_authority")
    case = sign(case, actor_at("registrar", world.far_school), "sending_school", **PACKET)
    case = sign(case, actor_at("county_official", world.zone), "sending_authority")
    case = sign(case, world.actor("registrar"), "receipt", **RECEIPT)
    assert case.outcome == "granted"
    now = Enrolment.objects.within("").get(person=child.person, left_on=None)
    assert (now.school, now.school_no) == (world.school, "77")
    assert "东山小学" in page(world.client("guardian"), reverse("registry:children"))


def test_over_http_from_a_phone(world: World, child: Enrolment) -> None:
    client = world.client("guardian")
    assert "郑小树" in page(client, "/")
    assert "郑小树 · 高新小学" in page(client, APPLY)
    told = {"child": str(child.pk), "to_school": "东山", "reason": "moved"}
    refused = client.post(APPLY, told)
    assert "户籍或居住证明" in refused.content.decode()
    answer = client.post(APPLY, told | {"material_residence": SimpleUploadedFile("户口簿.pdf", PDF)})
    assert answer.status_code == 302, answer.content.decode()
    shown = page(client, answer["Location"])
    assert "转入学校受理" in shown
    assert "转学" in page(world.client("registrar"), "/")


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"to_school": "没有的学校"}, "没有找到"),
        ({"to_school": "高新小学"}, "已经在这所学校"),
        ({"child": "0"}, "选择"),
    ],
)
def test_what_cannot_be_meant(world: World, child: Enrolment, typed: dict[str, str], word: str) -> None:
    factories.school_class(world.far_school)
    told = {"child": str(child.pk), "to_school": "东山小学", "reason": "work"} | typed
    answer = world.client("guardian").post(APPLY, told)
    assert answer.status_code == 422
    assert word in answer.content.decode()


def test_a_school_is_named_in_full_where_several_fit(world: World, child: Enrolment) -> None:
    factories.school_class(world.sibling)
    told = {"child": str(child.pk), "to_school": "东山", "reason": "work"}
    shown = world.client("guardian").post(APPLY, told).content.decode()
    assert "请写全称：" in shown
    assert "东山中学" in shown


def test_a_pupil_is_not_transferred_twice_at_once(world: World, child: Enrolment) -> None:
    case = asked(world, child)
    number = child.national_no.reveal()
    typed = {"national_no": number, "name": "郑小树", "school_no": "9", "entered_on": "2026-11-23", "reason": "moved"}
    with pytest.raises(AlreadyRunning, match=case.number):
        applied(world.actor("registrar"), "registry.transfer", **typed)


def test_who_is_a_guardian_and_an_official_does_not_decide(world: World, child: Enrolment) -> None:
    case = asked(world, child)
    Grant.objects.create(
        account=world.accounts["guardian"], role="registrar", org=world.school, org_path=world.school.path,
        valid_from=date(2020, 1, 1), granted_by="tests",
    )  # fmt: skip
    in_office = Actor(
        world.accounts["guardian"].key, "郑家", "registrar", world.school.path, world.actor("registrar").permissions
    )
    with pytest.raises(OwnCase):
        sign(case, in_office, "take_up", to_class=None, school_no="77", entered_on="2026-11-23")


def test_the_applicant_may_take_it_back(world: World, child: Enrolment) -> None:
    case = asked(world, child)
    told = {"reason": "不搬家了"}
    answer = world.client("guardian").post(reverse("cases:act", args=(case.pk, "Cancel", 0)), told)
    assert answer.status_code == 302
    assert Case.objects.within("").get().outcome == "cancelled"


def test_a_guardian_finds_what_has_ended_among_the_own_cases(world: World, child: Enrolment) -> None:
    case = asked(world, child)
    Case.objects.within("").filter(pk=case.pk).update(outcome="refused")
    told = page(world.client("guardian"), reverse("cases:cases"))
    assert case.number in told
    assert "您提出的申请" in told
    assert "学籍抽查" not in told, "what only offices have to do with is not offered"
    assert case.number not in page(world.client("registrar"), reverse("cases:cases"))


def tie_at(world: World, name: str = "张父") -> Guardianship:
    return factories.guardianship(factories.enrolment(world.school), name)


def test_the_school_opens_an_account_for_a_guardian(wall_open: World) -> None:  # noqa: F811
    tie = tie_at(wall_open)
    address = reverse("people:guardian_account", args=(tie.pk,))
    answer = wall_open.client("registrar").post(address, {"username": "13800001111"})
    made = Account.objects.get(username="13800001111")
    assert "密码只显示这一次" in answer.content.decode()
    assert (made.name, made.must_change_password, made.org) == ("张父", True, wall_open.city)
    actor = Actor(made.key, "张父", "guardian", Grant.objects.within("").get(account=made).org_path, frozenset())
    assert [pupil.person_id for pupil in people.children_of(actor)] == [tie.child_id]
    assert "已开通" in page(wall_open.client("registrar"), reverse("people:person", args=(tie.child_id,)))
    again = wall_open.client("registrar").post(address, {"username": "13800001112"})
    assert "已有账号 13800001111" in again.content.decode()


def test_who_has_an_account_becomes_a_guardian_beside(wall_open: World) -> None:  # noqa: F811
    tie = tie_at(wall_open, "陈县")
    username = wall_open.accounts["county_official"].username
    opened = guardians.open_account(
        actor=wall_open.actor("registrar"), tie_id=tie.pk, username=username, on=date(2026, 11, 1)
    )
    assert (opened.account, opened.password) == (wall_open.accounts["county_official"], "")
    roles = Grant.objects.within("").filter(account=opened.account).values_list("role", flat=True)
    assert set(roles) == {"county_official", "guardian"}


@pytest.mark.parametrize(("name", "username"), [("张父", "county_official"), ("张父", "x")])
def test_an_account_of_somebody_else_is_not_taken(wall_open: World, name: str, username: str) -> None:  # noqa: F811
    tie = tie_at(wall_open, name)
    address = reverse("people:guardian_account", args=(tie.pk,))
    assert wall_open.client("registrar").post(address, {"username": username}).status_code == 422
    assert not PersonAccount.objects.exists()


def test_a_school_opens_accounts_for_its_own_guardians_alone(wall_open: World) -> None:  # noqa: F811
    tie = factories.guardianship(factories.enrolment(wall_open.far_school), "赵父")
    with pytest.raises(NotFoundHere):
        guardians.open_account(
            actor=wall_open.actor("registrar"), tie_id=tie.pk, username="13800001111", on=date(2026, 11, 1)
        )
    own = tie_at(wall_open)
    with pytest.raises(Forbidden):
        guardians.open_account(
            actor=wall_open.actor("principal"), tie_id=own.pk, username="13800001111", on=date(2026, 11, 1)
        )


def test_administrators_do_not_grant_the_role_of_a_guardian(world: World) -> None:
    from shuren.spine.identity.actions import grants

    other = account("somebody", org=world.school)
    with pytest.raises(grants.WrongLevel):
        grants.grant_role(
            actor=world.actor("system_admin"), account=other, role="guardian", org=world.school, on=date(2026, 11, 1)
        )
