"""What is told is exactly what the school granted."""

from typing import Any

import pytest
from django.utils import timezone

from shuren.kernel.rowsecurity import scope_of
from shuren.modules.apps import api as apps
from shuren.modules.apps.models import Consent
from shuren.spine.people.models import PersonAccount
from tests.modules.rostering import rosters
from tests.modules.rostering.rosters import TESTS, Reader, School, called, granted
from tests.spine.people import factories
from tests.world import World, account

pytestmark = pytest.mark.django_db
HEAD = {"sourcedId", "status", "dateLastModified"}


def agree(app: Any, item: str, org_path: str, **whose: Any) -> Consent:
    given = {"given_by": "郑家", "given_by_key": "account:1"}
    with scope_of(TESTS):
        made: Consent = Consent.objects.create(app=app, org_path=org_path, item=item, **given, **whose)
    return made


def test_a_roster_has_the_pupils_their_class_their_head_and_guardians(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    granted(app, world.school)
    assert called(reader.reads("/students")) == {"郑小树", "欧阳娜娜", "林木"}
    assert called(reader.reads("/teachers")) == {"宋教"}
    assert called(reader.reads("/users")) == {"郑小树", "欧阳娜娜", "林木", "宋教", "郑家"}
    (group,) = reader.reads("/classes")
    assert (group["title"], group["grades"]) == ("三（1）班", ["三年级"])
    roles = sorted(one["role"] for one in reader.reads("/enrollments"))
    assert roles == ["student", "student", "student", "teacher"]
    (guardian,) = reader.reads("/users", filter="roles.role='guardian'")
    (child,) = reader.reads("/students", filter="familyName='郑'")
    assert [one["sourcedId"] for one in guardian["agents"]] == [child["sourcedId"]]
    assert (child["familyName"], child["givenName"]) == ("郑", "小树")


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ("name", "familyName"),
        ("name", "givenName"),
        ("role", "roles"),
        ("school", "primaryOrg"),
        ("grade", "grades"),
        ("student_no", "identifier"),
    ],
)
def test_a_field_that_was_not_granted_is_absent(
    world: World, school: School, app: Any, reader: Reader, item: str, field: str
) -> None:
    switch = granted(app, world.school, item)
    user = reader.one(f"/users/{apps.subjects_of(app.pk, [school.pupils[0].person_id])[school.pupils[0].person_id]}")
    assert field in user
    switch.items = sorted(set(rosters.ALL) - {item, "national_no"})
    switch.save()
    user = reader.one(f"/users/{user['sourcedId']}")
    assert field not in user
    assert item != "name" or "fullName" not in user.get("metadata", {})


def test_without_items_there_is_nothing_but_that_somebody_is_there(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    granted(app, world.school, "sex", groups=("pupil:primary:3",))
    assert all(set(one) == {*HEAD, "enabledUser"} for one in reader.reads("/users"))
    for address in ("/students", "/teachers", "/classes", "/courses", "/enrollments"):
        assert reader.reads(address) == [], f"{address} tells role or class"
    assert len(reader.reads("/demographics")) == 3
    assert all("metadata" not in one for one in reader.reads("/demographics")), "the year of birth was not granted"


def test_nothing_is_told_of_demographics_that_were_not_granted(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    granted(app, world.school, "name", "role")
    assert reader.reads("/demographics") == []
    (child, *_others) = reader.reads("/students")
    assert reader.asks(f"/demographics/{child['sourcedId']}").status_code == 404


def test_what_the_review_did_not_allow_is_not_told_whatever_a_school_gave(world: World, school: School) -> None:
    app = rosters.an_app(world, items={"name": "duty"})
    granted(app, world.school)
    reader = rosters.reader(app, rosters.FULL)
    assert all(
        set(one) == {*HEAD, "enabledUser", "familyName", "givenName", "metadata"} for one in reader.reads("/users")
    )


def test_groups_that_were_not_granted_are_not_there(world: World, school: School, app: Any, reader: Reader) -> None:
    switch = granted(app, world.school, groups=("pupil:primary:4", "guardian:primary:4"))
    for address in ("/users", "/students", "/teachers", "/classes", "/enrollments", "/demographics"):
        assert reader.reads(address) == []
    switch.groups = ["pupil:primary:3"]
    switch.save()
    assert called(reader.reads("/users")) == {"郑小树", "欧阳娜娜", "林木"}, "neither staff nor guardians"
    assert {one["role"] for one in reader.reads("/enrollments")} == {"student"}
    switch.groups = ["guardian:primary:3"]
    switch.save()
    (guardian,) = reader.reads("/users")
    assert "agents" not in guardian, "a child that is not in the roster is not named"


def test_a_school_that_did_not_switch_the_app_on_does_not_exist(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    other = rosters.a_school(world.sibling, ("周别",), "吴别")
    granted(app, world.school)
    (org,) = reader.reads("/orgs")
    assert org["name"] == "东山小学"
    identifiers = apps.identifiers_of(app.pk)
    hidden = {
        "orgs": identifiers.of(apps.Kind.ORG, world.sibling.pk),
        "schools": identifiers.of(apps.Kind.ORG, world.sibling.pk),
        "classes": identifiers.of(apps.Kind.CLASS, other.group.pk),
        "users": identifiers.of(apps.Kind.PERSON, other.pupils[0].person_id),
        "enrollments": identifiers.of(apps.Kind.ENROLMENT, other.pupils[0].pk),
        "demographics": identifiers.of(apps.Kind.PERSON, other.pupils[0].person_id),
    }
    for step, sourced_id in hidden.items():
        unknown = reader.asks(f"/{step}/{'0' * 32}")
        answer = reader.asks(f"/{step}/{sourced_id}")
        assert (answer.status_code, answer.content) == (404, unknown.content), f"{step} answers as to what is unknown"
    for nested in (
        "schools/{orgs}/classes",
        "schools/{orgs}/students",
        "classes/{classes}/students",
        "users/{users}/classes",
    ):
        assert reader.asks("/" + nested.format(**hidden)).status_code == 404


def test_a_class_of_another_school_is_not_found_in_this_one(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    rosters.a_school(world.far_school, ("周远",), "吴远")
    for org in (world.school, world.far_school):
        granted(app, org)
    groups = {one["school"]["sourcedId"]: one["sourcedId"] for one in reader.reads("/classes")}
    first, second = groups
    assert reader.asks(f"/schools/{first}/classes/{groups[first]}/students").status_code == 200
    assert reader.asks(f"/schools/{first}/classes/{groups[second]}/students").status_code == 404
    assert reader.asks(f"/schools/{'0' * 32}/classes/{groups[first]}/students").status_code == 404


@pytest.mark.parametrize("why", ["off", "suspended", "past"])
def test_what_a_school_or_the_authority_ends_is_over_at_the_next_request(
    world: World, school: School, app: Any, reader: Reader, why: str
) -> None:
    switch = granted(app, world.school)
    assert reader.reads("/users")
    if why == "off":
        switch.ended_at = timezone.now()
    elif why == "past":
        switch.valid_to = timezone.localdate()
    else:
        app.state = "suspended"
        app.save()
    switch.save()
    answer = reader.asks("/users")
    assert answer.status_code == 401 if why == "suspended" else answer.json() == {"users": []}


def test_what_rests_on_consent_is_told_of_those_who_agreed(world: World, school: School) -> None:
    app = rosters.an_app(world, items={**rosters.ALL, "sex": "consent", "name": "consent"})
    reader = rosters.reader(app)
    granted(app, world.school)
    assert reader.reads("/demographics", filter="sex='male'") == []
    child, path = school.pupils[0], world.school.path
    given = [agree(app, item, path, person_id=child.person_id) for item in ("sex", "name")]
    assert called(reader.reads("/students")) == {"郑小树"}
    (told,) = reader.reads("/demographics", filter="sex='male'")
    assert told["metadata"] == {"birthYear": "2017"}
    with scope_of(TESTS):
        for one in given:
            one.withdrawn_at = timezone.now()
            one.save()
    assert called(reader.reads("/students")) == set()
    assert reader.reads("/demographics", filter="sex='male'") == []


def test_a_member_of_staff_agrees_by_account(world: World, school: School, app: Any, reader: Reader) -> None:
    granted(app, world.school)
    with scope_of(TESTS):
        person = school.head.person
        person.phone = "13800138000"
        person.save()
        PersonAccount.objects.create(account=world.accounts["teacher"], person=person)
    assert all("phone" not in one for one in reader.reads("/teachers"))
    agree(app, "phone", world.school.path, account=world.accounts["teacher"])
    assert [one["phone"] for one in reader.reads("/teachers")] == ["13800138000"]


def test_a_consent_given_at_another_school_or_to_another_app_counts_for_nothing(world: World, school: School) -> None:
    app = rosters.an_app(world, items={**rosters.ALL, "sex": "consent"})
    other = rosters.an_app(world, "counting", of=app.vendor, name="口算")
    granted(app, world.school)
    child = school.pupils[0].person_id
    agree(app, "sex", world.far_school.path, person_id=child)
    agree(other, "sex", world.school.path, person_id=child)
    assert rosters.reader(app).reads("/demographics", filter="sex='male'") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"filter": "familyName='郑'"},
        {"filter": "metadata.fullName~'小'"},
        {"filter": "grades='三年级'"},
        {"filter": "roles.role='student'"},
        {"filter": "userIds.identifier!='x'"},
        {"filter": "familyName!='郑'"},
    ],
)
def test_a_filter_tells_nothing_that_was_not_granted(
    world: World, school: School, app: Any, reader: Reader, asked: dict[str, str]
) -> None:
    granted(app, world.school, "sex")
    assert reader.reads("/users", **asked) == []


def test_an_order_tells_nothing_that_was_not_granted(world: World, app: Any, reader: Reader) -> None:
    rosters.a_school(world.school, ("郑三", "安一", "林二"))
    granted(app, world.school, "sex", groups=("pupil:primary:3",))
    plain = [one["sourcedId"] for one in reader.reads("/users")]
    assert [one["sourcedId"] for one in reader.reads("/users", sort="familyName")] == plain


def test_somebody_who_is_more_than_one_is_one_user_with_several_roles(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    with scope_of(TESTS):
        tie = school.tie
        factories.post(world.school, "郑家", of=tie.guardian)
    granted(app, world.school)
    (both,) = [one for one in reader.reads("/users") if one["metadata"]["fullName"] == "郑家"]
    assert [(one["role"], one["roleType"]) for one in both["roles"]] == [
        ("teacher", "primary"),
        ("guardian", "secondary"),
    ]


def test_the_subject_of_sign_in_is_the_user_of_the_roster(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    granted(app, world.school)
    own = account("zhengxiaoshu", name="郑小树", org=world.school)
    with scope_of(TESTS):
        PersonAccount.objects.create(account=own, person=school.pupils[0].person)
    assert reader.one(f"/users/{apps.subject_of(app.pk, own.pk)}")["metadata"]["fullName"] == "郑小树"


def test_two_apps_cannot_compare_notes(world: World, school: School, app: Any, reader: Reader) -> None:
    other = rosters.an_app(world, "counting", of=app.vendor, name="口算")
    for one in (app, other):
        granted(one, world.school)
    second = rosters.reader(other)
    for address in ("/users", "/classes", "/orgs", "/enrollments", "/courses", "/academicSessions"):
        ours, theirs = ({one["sourcedId"] for one in read.reads(address)} for read in (reader, second))
        assert ours
        assert not ours & theirs
        assert second.asks(f"{address}/{next(iter(ours))}").status_code == 404


def test_a_head_whose_name_two_bear_is_nobody(world: World, school: School, app: Any, reader: Reader) -> None:
    granted(app, world.school)
    (group,) = reader.reads("/classes")
    assert called(reader.reads(f"/classes/{group['sourcedId']}/teachers")) == {"宋教"}
    with scope_of(TESTS):
        factories.post(world.school, "宋教")
    assert reader.reads(f"/classes/{group['sourcedId']}/teachers") == []
