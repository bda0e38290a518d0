"""A vendor tests against people who do not exist; a test key opens nothing else."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.refusals import NotFoundHere
from shuren.modules.apps.actions import sandbox as actions
from shuren.modules.apps.models import SandboxKey, Vendor
from shuren.modules.apps.rules import sandbox as rules
from shuren.modules.apps.rules.items import ITEMS
from tests.modules.apps import admitted, describing
from tests.world import World

PEOPLE = reverse("apps:sandbox_people")


def asked(key: str) -> tuple[int, dict[str, object]]:
    answer = Client().get(PEOPLE, headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, answer.json()


@pytest.mark.pure
def test_they_are_the_same_every_time_and_others_for_others() -> None:
    assert rules.people("7") == rules.people("7")
    own, others = ({one.subject for one in rules.people(seed)} for seed in ("7", "8"))
    assert not own & others


@pytest.mark.pure
def test_every_item_occurs_and_none_can_be_taken_for_somebody() -> None:
    told = rules.people("7")
    assert {code for one in told for code in one.values} == set(ITEMS)
    assert all(one.values["national_no"].startswith("T") for one in told if "national_no" in one.values)
    assert all(one.values["phone"].startswith("1999") for one in told if "phone" in one.values)


@pytest.mark.django_db
def test_a_key_opens_synthetic_people_and_is_kept_as_a_digest(world: World) -> None:
    vendor = describing.registered(world)
    key = actions.make_key(actor=world.actor("vendor"))
    status, told = asked(key)
    assert status == 200
    assert told["synthetic"] is True
    assert len(told["people"]) == rules.PEOPLE  # type: ignore[arg-type]
    kept = SandboxKey.objects.get(vendor=vendor)
    assert key not in (kept.digest, kept.tail)
    assert kept.tail == key[-4:]


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "sbx_", "sbx_wrong", "Bearer", "\u9519"])
def test_what_is_no_key_opens_nothing(world: World, key: str) -> None:
    describing.registered(world)
    actions.make_key(actor=world.actor("vendor"))
    with pytest.raises(actions.NoSuchKey):
        actions.people_for(key)


@pytest.mark.django_db
def test_a_key_that_was_ended_or_ran_out_opens_nothing(world: World) -> None:
    describing.registered(world)
    vendor = world.actor("vendor")
    key, other = actions.make_key(actor=vendor), actions.make_key(actor=vendor)
    first, second = SandboxKey.objects.order_by("id")
    actions.end_key(actor=vendor, key_id=first.pk)
    assert asked(key)[0] == 401
    SandboxKey.objects.filter(pk=second.pk).update(ends_on=timezone.localdate())
    assert asked(other)[0] == 401


@pytest.mark.django_db
def test_the_keys_of_a_vendor_that_was_stopped_open_nothing(world: World) -> None:
    vendor = describing.registered(world)
    key = actions.make_key(actor=world.actor("vendor"))
    Vendor.objects.within("").filter(pk=vendor.pk).update(state="stopped")
    assert asked(key)[0] == 401


@pytest.mark.django_db
def test_a_vendor_ends_its_own_keys_alone_and_has_a_few(world: World) -> None:
    describing.registered(world)
    vendor = world.actor("vendor")
    other = admitted.vendor(world, "别家公司", "91340100MA2TEKT02F")
    foreign = SandboxKey.objects.create(vendor=other, digest="x", tail="abcd", ends_on=timezone.localdate())
    with pytest.raises(NotFoundHere):
        actions.end_key(actor=vendor, key_id=foreign.pk)
    for _number in range(actions.MOST_KEYS):
        actions.make_key(actor=vendor)
    with pytest.raises(actions.TooManyKeys):
        actions.make_key(actor=vendor)


@pytest.mark.django_db
def test_a_test_key_signs_nobody_in_and_reads_no_register(world: World) -> None:
    describing.registered(world)
    key = actions.make_key(actor=world.actor("vendor"))
    client = Client(headers={"Authorization": f"Bearer {key}"})
    for name in ("people:students", "apps:own", "apps:apps"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith(reverse("identity:sign_in"))
