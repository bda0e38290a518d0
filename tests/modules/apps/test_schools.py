"""A school switches an app on for named groups with the least of data, sees an example, switches off at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.audit.models import Entry
from shuren.kernel.refusals import Forbidden
from shuren.modules.apps import api
from shuren.modules.apps.actions import consents, switching
from shuren.modules.apps.models import App, SwitchOn
from shuren.modules.apps.queries import concerned, schools
from shuren.spine.identity import queries as identity
from shuren.spine.people.models import Enrolment, PersonAccount
from tests.modules.apps import admitted
from tests.modules.registry.walking import actor_at
from tests.world import World, account

pytestmark = pytest.mark.django_db
AUDIENCES: dict[str, Any] = {"audiences": ["pupil", "guardian", "staff"], "stages": ["primary"]}


@pytest.fixture
def app(world: World) -> App:
    return admitted.app(world, **AUDIENCES)


@pytest.fixture
def principal(world: World) -> Actor:
    return actor_at("principal", world.far_school)


@pytest.fixture
def pupil(world: World, child: Enrolment) -> Actor:
    own = account("zhengxiaoshu", name="郑小树", org=world.far_school)
    PersonAccount.objects.create(account=own, person=child.person)
    return identity.actor_of(own)


def switched(principal: Actor, app: App, **changed: Any) -> SwitchOn:
    told = {
        "groups": ["pupil:primary:3"], "items": ["name", "class", "sex"], "decision": "校务会议纪要 9 号",
        "until": timezone.localdate() + timedelta(days=100),
    } | changed  # fmt: skip
    return switching.switch_on(actor=principal, app_id=app.pk, **told)


def test_those_who_are_named_get_it_with_what_the_school_gives(principal: Actor, app: App, pupil: Actor) -> None:
    switched(principal, app, items=["name"])
    assert api.told_of(app.pk, pupil) == {"name": "郑小树"}
    assert Entry.objects.within("").filter(label="apps.switch.on", org_path=principal.path).exists()


def test_switching_on_again_replaces_what_was_granted(principal: Actor, app: App, pupil: Actor) -> None:
    switched(principal, app)
    switched(principal, app, groups=["staff"])
    assert not api.may_open(app.pk, pupil)
    assert [one.groups for one in api.reach_of(app.pk)] == [{"staff"}]
    assert SwitchOn.objects.within("").count() == 2, "what was granted before stays on record"


def test_it_is_switched_off_at_once(principal: Actor, app: App, pupil: Actor) -> None:
    switched(principal, app)
    switching.switch_off(actor=principal, app_id=app.pk, reason="不再使用")
    assert not api.may_open(app.pk, pupil)
    with pytest.raises(switching.NotOn):
        switching.switch_off(actor=principal, app_id=app.pk, reason="")


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        ({"groups": []}, switching.NothingGiven, "groups"),
        ({"items": []}, switching.NothingGiven, "items"),
        ({"groups": ["pupil:junior:1"]}, switching.NotForThem, "groups"),
        ({"items": ["name", "national_no"]}, switching.NotAllowedItems, "items"),
        ({"until": timezone.localdate() + timedelta(days=900)}, switching.TooLong, "until"),
        ({"until": timezone.localdate() - timedelta(days=1)}, switching.TooLong, "until"),
    ],
)
def test_more_than_was_admitted_is_refused_at_its_field(
    principal: Actor, app: App, changed: dict[str, Any], refusal: Any, field: str
) -> None:
    with pytest.raises(refusal) as told:
        switched(principal, app, **changed)
    assert told.value.field == field
    assert not SwitchOn.objects.within("").exists()


def test_only_a_principal_switches_on_and_only_what_was_admitted_there(world: World, app: App) -> None:
    with pytest.raises(Forbidden):
        switched(actor_at("registrar", world.far_school), app)
    elsewhere = App.objects.within("").get(pk=app.pk)
    elsewhere.org_path = world.county.path
    elsewhere.save()
    with pytest.raises(switching.NotInUse):
        switched(actor_at("principal", world.far_school), app)


def test_an_example_shows_one_own_pupil_masked(principal: Actor, app: App, child: Enrolment) -> None:
    found = schools.sample(principal, app, ["pupil:primary:3"], ["name", "class", "sex"])
    assert found is not None
    told = {one.label: (one.value, one.waits) for one in found[1]}
    assert told == {"姓名": ("郑**", False), "班级": ("三（1）班", False), "性别": ("1", True)}
    assert schools.sample(principal, app, ["staff"], ["name"]) is None


def test_the_page_shows_the_example_and_notes_it(world: World, app: App, child: Enrolment) -> None:
    from django.test import Client

    principal = actor_at("principal", world.far_school)
    client = Client()
    client.force_login(account_of(principal))
    told = {"groups": ["pupil:primary:3"], "items": ["name"], "decision": "", "until": "", "example": "1"}
    page = client.post(reverse("apps:choose", args=(app.pk,)), told).content.decode()
    assert "郑**" in page
    assert "郑小树" not in page
    assert Entry.objects.within("").filter(label="apps.example.seen", subject_id=str(child.person_id)).count() == 1
    assert not SwitchOn.objects.within("").exists(), "an example switches nothing on"


def test_a_guardian_agrees_for_a_young_child_and_takes_it_back(
    world: World, principal: Actor, app: App, child: Enrolment, pupil: Actor
) -> None:
    switch = switched(principal, app)
    guardian = world.actor("guardian")
    assert "sex" not in api.told_of(app.pk, pupil)
    with pytest.raises(consents.ForGuardian):
        consents.agree(actor=pupil, switch_id=switch.pk, person=None, item="sex")
    consents.agree(actor=guardian, switch_id=switch.pk, person=child.person_id, item="sex")
    consents.agree(actor=guardian, switch_id=switch.pk, person=child.person_id, item="sex")
    assert api.told_of(app.pk, pupil)["sex"] == "1"
    consents.withdraw(actor=pupil, switch_id=switch.pk, person=None, item="sex")
    assert "sex" not in api.told_of(app.pk, pupil)
    labels = Entry.objects.within("").filter(label__startswith="apps.consent").order_by("id")
    assert list(labels.values_list("label", flat=True)) == ["apps.consent.given", "apps.consent.withdrawn"]


def test_from_fourteen_on_the_pupil_agrees(principal: Actor, app: App, child: Enrolment, pupil: Actor) -> None:
    switch = switched(principal, app)
    child.born_on = timezone.localdate() - timedelta(days=15 * 366)
    child.save()
    consents.agree(actor=pupil, switch_id=switch.pk, person=None, item="sex")
    assert "sex" in api.told_of(app.pk, pupil)


def test_nobody_agrees_for_other_peoples_children(world: World, principal: Actor, app: App, child: Enrolment) -> None:
    from tests.world import guardian

    switch = switched(principal, app)
    stranger = identity.actor_of(guardian("stranger", world.city, "别家"))
    with pytest.raises(consents.NotConcerned):
        consents.agree(actor=stranger, switch_id=switch.pk, person=child.person_id, item="sex")


def test_what_rests_on_duty_is_told_and_not_for_agreement(
    world: World, principal: Actor, app: App, child: Enrolment
) -> None:
    switch = switched(principal, app)
    with pytest.raises(consents.NotByConsent):
        consents.withdraw(actor=world.actor("guardian"), switch_id=switch.pk, person=child.person_id, item="name")


def test_consent_ends_when_the_school_switches_off(
    world: World, principal: Actor, app: App, child: Enrolment, pupil: Actor
) -> None:
    switch = switched(principal, app)
    consents.agree(actor=world.actor("guardian"), switch_id=switch.pk, person=child.person_id, item="sex")
    switched(principal, app, items=["name", "sex"])
    assert "sex" in api.told_of(app.pk, pupil), "an adjustment leaves it"
    switching.switch_off(actor=principal, app_id=app.pk, reason="")
    switched(principal, app)
    assert "sex" not in api.told_of(app.pk, pupil)


def test_everybody_concerned_sees_who_gets_what(world: World, principal: Actor, app: App, child: Enrolment) -> None:
    switched(principal, app)
    page = world.client("guardian").get(reverse("apps:mine")).content.decode()
    assert "晨读" in page
    assert "郑小树" in page
    assert "同意提供" in page
    (entry,) = concerned.concerns_of(world.actor("guardian"))
    assert [(part.code, part.given) for part in entry.parts] == [("name", True), ("class", True), ("sex", False)]
    assert concerned.concerns_of(world.actor("teacher")) == [], "a teacher of another school"


def account_of(actor: Actor) -> Any:
    from shuren.spine.identity.models import Account

    return Account.objects.get(pk=int(actor.id.partition(":")[2]))
