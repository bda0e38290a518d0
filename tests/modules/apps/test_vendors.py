"""A vendor registers itself, is checked once, and sees its own apps alone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shuren.kernel.audit.models import Entry
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.apps.actions import vendors as actions
from shuren.modules.apps.models import App, Vendor
from shuren.modules.apps.queries import apps as queries
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account, Grant
from tests.modules.apps import admitted, describing
from tests.world import World

pytestmark = pytest.mark.django_db
REGISTER = reverse("apps:register")


def typed(world: World, **changed: Any) -> dict[str, Any]:
    return {
        "authority": str(world.city.pk), "name": "青禾科技有限公司", "credit_code": "91340100MA2TEKT02F",
        "icp_no": "皖ICP备18001234号", "contact": "何青", "phone": "13800138000", "email": "he@example.org",
        "username": "qinghe",
    } | changed  # fmt: skip


def test_anybody_may_register_and_nothing_opens_by_it(world: World) -> None:
    page = Client().post(REGISTER, typed(world)).content.decode()
    assert "已收到登记" in page
    vendor = Vendor.objects.within("").get()
    assert (vendor.state, vendor.org_path, vendor.account) == ("waiting", world.city.path, None)
    assert not Account.objects.filter(username="qinghe").exists()
    assert Notice.objects.get(kind="apps.vendor").role == "city_official"
    assert "13800138000" not in str(Entry.objects.within("").get(label="apps.vendor.registered").details)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"credit_code": "91340100MA2TEKT02A"}, "校验"),
        ({"icp_no": "没有"}, "ICP 备案号形如"),
        ({"username": "teacher"}, "已被使用"),
        ({"username": "青禾"}, "小写字母"),
        ({"authority": "0"}, "选择"),
        ({"email": "he"}, "邮"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(world: World, changed: dict[str, str], told: str) -> None:
    answer = Client().post(REGISTER, typed(world, **changed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "青禾科技有限公司" in page
    assert not Vendor.objects.within("").exists()


def test_a_company_registers_once(world: World) -> None:
    Client().post(REGISTER, typed(world))
    answer = Client().post(REGISTER, typed(world, username="other"))
    assert "已经登记过" in answer.content.decode()


def test_who_is_admitted_signs_in_at_a_place_of_the_own(world: World) -> None:
    Client().post(REGISTER, typed(world))
    vendor = Vendor.objects.within("").get()
    client = world.client("city_official")
    answer = client.post(reverse("apps:admit_vendor", args=(vendor.pk,)))
    account = Account.objects.get(username="qinghe")
    assert account.must_change_password
    grant = Grant.objects.within("").get(account=account)
    assert (grant.role, grant.org_path[0]) == ("vendor", "!")
    assert "临时密码" in answer.content.decode()
    assert not Notice.objects.filter(kind="apps.vendor", settled_at=None).exists()
    actor = identity.actor_of(account)
    assert queries.own_apps(actor) == []


def test_a_registration_is_refused_with_a_reason(world: World) -> None:
    Client().post(REGISTER, typed(world))
    vendor = Vendor.objects.within("").get()
    actions.refuse(actor=world.actor("city_official"), vendor=vendor, reason="电话无法接通")
    vendor = Vendor.objects.within("").get()
    assert (vendor.state, vendor.why, vendor.account) == ("refused", "电话无法接通", None)


def test_another_authority_does_not_see_it(world: World) -> None:
    Client().post(REGISTER, typed(world))
    vendor = Vendor.objects.within("").get()
    address = reverse("apps:vendor", args=(vendor.pk,))
    assert world.client("county_official").get(address).status_code == 404
    assert world.client("city_official").get(address).status_code == 200


def test_a_vendor_sees_its_own_apps_alone(world: World) -> None:
    describing.registered(world)
    other = admitted.app(world, "other", of=admitted.vendor(world, "别家公司", "91340100MA2TEKT02F"))
    own = describing.described(world)
    client = world.client("vendor")
    page = client.get(reverse("apps:own")).content.decode()
    assert own.name in page
    assert client.get(reverse("apps:describe", args=(other.pk,))).status_code == 404
    with pytest.raises(NotFoundHere):
        queries.own_app(world.actor("vendor"), other.pk)


def test_nothing_of_a_school_is_open_to_a_vendor(world: World) -> None:
    describing.registered(world)
    client = world.client("vendor")
    for address in ("people:students", "people:guardians", "orgs:tree", "apps:apps", "apps:vendors"):
        assert client.get(reverse(address)).status_code == 403, address


def test_what_is_typed_is_kept_with_its_faults(world: World) -> None:
    describing.registered(world)
    client = world.client("vendor")
    client.post(reverse("apps:new"), describing.typed(privacy="以后再写"))
    app = App.objects.within("").get()
    page = client.get(reverse("apps:describe", args=(app.pk,))).content.decode()
    assert "以后再写" in page
    assert "至少 200 字" in page
    client.post(reverse("apps:describe", args=(app.pk,)), describing.typed())
    page = client.get(reverse("apps:describe", args=(app.pk,))).content.decode()
    assert "提交审核" in page


def test_a_vendor_that_was_stopped_hands_nothing_in(world: World) -> None:
    from shuren.modules.apps.actions.apps import VendorStopped

    vendor = describing.registered(world)
    app = describing.described(world)
    actions.stop(actor=world.actor("city_official"), vendor=vendor, reason="泄露学生信息")
    with pytest.raises(VendorStopped):
        describing.submitted(world, app)
