"""What other modules learn at the door: who may open an app, and what it is told of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.apps import api
from shuren.modules.apps.models import Consent
from shuren.modules.apps.rules.items import ITEMS
from shuren.spine.identity import queries as identity
from shuren.spine.people.models import Enrolment, PersonAccount
from tests.modules.apps import admitted
from tests.world import World, account

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil(world: World, child: Enrolment) -> Actor:
    own = account("zhengxiaoshu", name="郑小树", org=world.far_school)
    PersonAccount.objects.create(account=own, person=child.person)
    return identity.actor_of(own)


def test_a_pupil_opens_what_the_own_school_switched_on_for_the_own_grade(world: World, pupil: Actor) -> None:
    app = admitted.app(world)
    assert api.apps_for(pupil) == []
    admitted.switched(app, world.far_school, ("pupil:primary:4",))
    assert not api.may_open(app.pk, pupil), "another grade"
    other = admitted.app(world, "counting", app.vendor, name="口算")
    admitted.switched(other, world.school)
    assert not api.may_open(other.pk, pupil), "another school"
    third = admitted.app(world, "singing", app.vendor, name="合唱")
    admitted.switched(third, world.far_school)
    assert [one.code for one in api.apps_for(pupil)] == ["singing"]


def test_an_app_is_told_what_was_allowed_and_granted_and_nothing_else(world: World, pupil: Actor) -> None:
    app = admitted.app(world)
    switch = admitted.switched(app, world.far_school, items=["name", "class", "national_no"])
    assert api.told_of(app.pk, pupil) == {"name": "郑小树", "class": "三（1）班"}, "the review never allowed the number"
    switch.items = ["name"]
    switch.save()
    assert api.told_of(app.pk, pupil) == {"name": "郑小树"}


def test_what_rests_on_consent_is_told_once_it_is_given(world: World, pupil: Actor, child: Enrolment) -> None:
    app = admitted.app(world)
    admitted.switched(app, world.far_school)
    assert "sex" not in api.told_of(app.pk, pupil)
    given = Consent.objects.create(
        app=app, org_path=child.org_path, person_id=child.person_id, item="sex", given_by="郑家",
        given_by_key="account:1",
    )  # fmt: skip
    assert api.told_of(app.pk, pupil)["sex"] == "1"
    given.withdrawn_at = timezone.now()
    given.save()
    assert "sex" not in api.told_of(app.pk, pupil)


def test_a_guardian_is_told_of_as_guardian_of_each_child(world: World, child: Enrolment) -> None:
    guardian = world.actor("guardian")
    app = admitted.app(world, items={"name": "duty", "role": "duty", "children": "duty"})
    admitted.switched(app, world.far_school, ("guardian:primary:3",), items=["name", "role", "children"])
    told = api.told_of(app.pk, guardian)
    assert told == {"name": "郑家", "role": "guardian", "children": [{"name": "郑小树", "class": "三（1）班"}]}


def test_staff_are_told_of_by_the_role_they_act_in(world: World) -> None:
    app = admitted.app(world)
    admitted.switched(app, world.school, ("staff",))
    told = api.told_of(app.pk, world.actor("teacher"))
    assert told == {"name": "宋教", "role": "teacher", "school": "东山小学"}
    assert not api.may_open(app.pk, world.actor("city_official")), "who works at no school is in no group"


@pytest.mark.parametrize("state", ["suspended", "ended", "expired", "review", "draft"])
def test_an_app_out_of_use_is_as_if_it_were_not(world: World, pupil: Actor, state: str) -> None:
    app = admitted.app(world)
    admitted.switched(app, world.far_school)
    app.state = state
    app.save()
    assert not api.may_open(app.pk, pupil)
    assert api.told_of(app.pk, pupil) == {}
    assert api.reach_of(app.pk) == []
    with pytest.raises(NotFoundHere):
        api.app_of("reading")


def test_an_app_ends_by_itself(world: World, pupil: Actor) -> None:
    today = timezone.localdate()
    app = admitted.app(world, lasts_until=today)
    switch = admitted.switched(app, world.far_school)
    assert api.may_open(app.pk, pupil), "on its last day"
    app.lasts_until = today - timedelta(days=1)
    app.save()
    assert not api.may_open(app.pk, pupil)
    app.lasts_until = today
    app.save()
    switch.valid_to = today
    switch.save()
    assert not api.may_open(app.pk, pupil), "the school gave it until yesterday"


def test_the_apps_of_a_vendor_that_was_stopped_are_out_of_use(world: World, pupil: Actor) -> None:
    app = admitted.app(world)
    admitted.switched(app, world.far_school)
    app.vendor.state = "stopped"
    app.vendor.save()
    assert not api.may_open(app.pk, pupil)


def test_a_roster_reaches_what_schools_granted(world: World) -> None:
    app = admitted.app(world)
    admitted.switched(app, world.far_school, items=["name", "phone"])
    (reach,) = api.reach_of(app.pk)
    assert (reach.school_id, reach.org_path) == (world.far_school.pk, world.far_school.path)
    assert reach.groups == {"pupil:primary:3", "guardian:primary:3"}
    assert reach.items == {"name"}, "the review never allowed the phone"


def test_an_identifier_is_the_same_in_an_app_and_another_in_every_other(world: World) -> None:
    app = admitted.app(world)
    other = admitted.app(world, "counting", app.vendor, name="口算")
    teacher, principal = world.accounts["teacher"].pk, world.accounts["principal"].pk
    first = api.subject_of(app.pk, teacher)
    assert api.subject_of(app.pk, teacher) == first
    assert len({first, api.subject_of(app.pk, principal), api.subject_of(other.pk, teacher)}) == 3
    with pytest.raises(NotFoundHere):
        api.subject_of(0, teacher)


def test_every_item_is_read_for_those_who_have_it(world: World, child: Enrolment, pupil: Actor) -> None:
    known = {item.code for item in ITEMS.values()}
    app = admitted.app(world, items=dict.fromkeys(known, "duty"))
    admitted.switched(app, world.far_school, items=sorted(known))
    of_pupils = {code for code, item in ITEMS.items() if "pupil" in item.whose}
    of_guardians = {code for code, item in ITEMS.items() if "guardian" in item.whose}
    assert set(api.told_of(app.pk, pupil)) == of_pupils
    assert set(api.told_of(app.pk, world.actor("guardian"))) == of_guardians
