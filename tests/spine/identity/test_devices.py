"""Devices: known again, told of when new, ended one by one by their owner."""

from typing import Any

import pytest
from django.test import Client

from shuren.kernel.audit.models import Entry
from shuren.kernel.notices.models import Notice
from shuren.kernel.notices.queries import open_for
from shuren.spine.identity.models import Device, SignIn
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


def labels() -> list[str]:
    return list(Entry.objects.within("").order_by("id").values_list("label", flat=True))


def come_in(client: Client | None = None, username: str = "registrar") -> Client:
    client = client or Client(headers={"User-Agent": FIREFOX})
    assert client.post("/sign-in", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def test_the_first_device_is_taken_as_the_owners(world: World) -> None:
    client = come_in()
    device = Device.objects.get()
    assert (device.name, device.confirmed_at is not None) == ("Firefox 144 · Linux", True)
    assert not Notice.objects.exists()
    cookie = client.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie.value not in device.cookie_hash


def test_a_device_is_known_again(world: World) -> None:
    client = come_in()
    client.post("/sign-out")
    come_in(client)
    assert Device.objects.count() == 1
    assert SignIn.objects.count() == 2
    assert not Notice.objects.exists()


def test_a_new_device_is_put_before_the_owner_until_it_is_confirmed(world: World) -> None:
    come_in()
    second = come_in()
    [asked] = open_for(world.actor("registrar"))
    assert "Firefox 144 · Linux" in asked.sentence
    assert labels()[-1] == "identity.device.new"
    assert not open_for(world.actor("principal"))
    page = second.get("/me/sign-in").content.decode()
    assert "待确认" in page
    second.post("/me/devices/confirm", {"device": Device.objects.order_by("-id")[0].pk})
    assert not open_for(world.actor("registrar"))
    assert "待确认" not in second.get("/me/sign-in").content.decode()


def test_a_device_that_is_removed_is_out_at_once_and_new_again_afterwards(world: World) -> None:
    first, second = come_in(), come_in()
    stranger = Device.objects.order_by("-id")[0]
    assert first.post("/me/devices/remove", {"device": stranger.pk}).status_code == 302
    assert second.get("/me").status_code == 302
    assert first.get("/me").status_code == 200
    assert not open_for(world.actor("registrar"))
    come_in(second)
    assert len(open_for(world.actor("registrar"))) == 1


def test_many_new_devices_are_one_todo_until_each_is_answered(world: World) -> None:
    client = come_in()
    come_in()
    come_in()
    [_asked] = open_for(world.actor("registrar"))
    second, third = Device.objects.order_by("id")[1:]
    client.post("/me/devices/confirm", {"device": second.pk})
    assert len(open_for(world.actor("registrar"))) == 1
    client.post("/me/devices/remove", {"device": third.pk})
    assert not open_for(world.actor("registrar"))


def test_one_stay_is_ended_and_the_others_go_on(world: World) -> None:
    first, second, third = come_in(), come_in(), come_in()
    stay = SignIn.objects.order_by("id")[1]
    assert first.post("/me/stays/end", {"stay": stay.pk}).status_code == 302
    assert [one.get("/me").status_code for one in (first, second, third)] == [200, 302, 200]
    assert labels()[-1] == "identity.account.ended_session"


@pytest.mark.parametrize(
    ("address", "field"), [("devices/confirm", "device"), ("devices/remove", "device"), ("stays/end", "stay")]
)
@pytest.mark.parametrize("number", ["", "x", "9" * 30, "0"])
def test_what_is_not_there_is_refused_with_a_sentence(world: World, address: str, field: str, number: str) -> None:
    told: Any = world.client("registrar").post(f"/me/{address}", {field: number})
    assert told.status_code == 409
    assert "请刷新页面查看" in told.content.decode()


def test_nobody_ends_what_belongs_to_another(world: World) -> None:
    come_in()
    theirs = {"device": Device.objects.get().pk, "stay": SignIn.objects.get().pk}
    client = world.client("principal")
    assert client.post("/me/devices/remove", theirs).status_code == 409
    assert client.post("/me/stays/end", theirs).status_code == 409
    assert SignIn.objects.filter(ended_at=None).count() == 1
