"""What has changed since: dateLastModified, and those who have gone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shuren.kernel.rowsecurity import scope_of
from shuren.modules.apps.models import Consent
from shuren.spine.people.models import Enrolment, Post
from tests.modules.rostering.rosters import TESTS, Reader, School, called, days_ago, granted
from tests.world import World

pytestmark = pytest.mark.django_db
HEAD = {"sourcedId", "status", "dateLastModified"}


@pytest.fixture
def long_ago(world: World, school: School, app: Any) -> datetime:
    """Everything was granted long ago; return a time after which nothing has changed."""
    switch = granted(app, world.school, valid_from=days_ago(400))
    type(switch).objects.within("").filter(pk=switch.pk).update(switched_at=timezone.now() - timedelta(days=300))
    return datetime(timezone.localdate().year, 12, 31, tzinfo=UTC) if timezone.localdate().month < 9 else _later()


def _later() -> datetime:
    return timezone.now() - timedelta(hours=1)


def changed(row: Any, **values: Any) -> None:
    with scope_of(TESTS):
        type(row).objects.within("").filter(pk=row.pk).update(entered_at=timezone.now(), **values)


def since(reader: Reader, address: str, at: datetime) -> list[dict[str, Any]]:
    return reader.reads(address, filter=f"dateLastModified>'{at.isoformat()}'")


@pytest.fixture
def quiet(world: World, school: School, app: Any, reader: Reader, long_ago: datetime) -> datetime:
    for row in (*school.pupils, school.head, school.tie):
        with scope_of(TESTS):
            type(row).objects.within("").filter(pk=row.pk).update(entered_at=timezone.now() - timedelta(days=90))
    with scope_of(TESTS):
        type(school.group).objects.within("").update(entered_at=timezone.now() - timedelta(days=90))
    return long_ago


def test_where_nothing_has_changed_nothing_is_told(reader: Reader, quiet: datetime) -> None:
    for address in ("/users", "/classes", "/enrollments", "/demographics", "/orgs", "/courses"):
        assert since(reader, address, quiet) == [], address


def test_what_has_changed_is_told(school: School, reader: Reader, quiet: datetime) -> None:
    changed(school.pupils[2], name="林森")
    assert called(since(reader, "/users", quiet)) == {"林森"}
    assert len(since(reader, "/enrollments", quiet)) == 1
    assert len(since(reader, "/demographics", quiet)) == 1


def test_a_time_that_was_told_finds_the_same_again(school: School, reader: Reader, quiet: datetime) -> None:
    changed(school.pupils[0])
    (told,) = since(reader, "/students", quiet)
    at = told["dateLastModified"]
    assert reader.reads("/students", filter=f"dateLastModified>='{at}'") == [told]
    assert reader.reads("/students", filter=f"dateLastModified='{at}'") == [told]
    assert reader.reads("/students", filter=f"dateLastModified>'{at}'") == []


def test_who_has_left_is_to_be_deleted_and_nothing_more_is_told(
    school: School, reader: Reader, quiet: datetime
) -> None:
    changed(school.pupils[0], left_on=timezone.localdate(), status="02")
    (gone,) = since(reader, "/students", quiet)
    assert gone["status"] == "tobedeleted"
    assert set(gone) == HEAD
    assert {one["status"] for one in since(reader, "/enrollments", quiet)} == {"tobedeleted"}
    assert called(reader.reads("/students", filter="status='active'")) == {"欧阳娜娜", "林木"}
    (guardian,) = reader.reads("/users", filter="status='tobedeleted' AND dateLastModified>'2026-01-01'")[1:]
    assert set(guardian) == HEAD, "whose only child has left is gone, too"


def test_staff_who_have_left_are_to_be_deleted(school: School, reader: Reader, quiet: datetime) -> None:
    changed(school.head, to_on=timezone.localdate())
    (gone,) = since(reader, "/teachers", quiet)
    assert set(gone) == HEAD


def test_a_class_that_was_closed_is_to_be_deleted(school: School, reader: Reader, quiet: datetime) -> None:
    changed(school.group, closed_on=timezone.localdate())
    (gone,) = since(reader, "/classes", quiet)
    assert set(gone) == HEAD


def test_who_left_before_the_school_had_the_app_was_never_told_and_is_not_now(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    granted(app, world.school, valid_from=days_ago(10))
    changed(school.pupils[0], left_on=days_ago(11), status="02")
    assert len(reader.reads("/students")) == 2


def test_who_left_under_an_earlier_grant_is_told_after_it_was_adjusted(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    switch = granted(app, world.school, valid_from=days_ago(30))
    switch.ended_at = timezone.now()
    switch.save()
    granted(app, world.school, valid_from=timezone.localdate())
    changed(school.pupils[0], left_on=days_ago(5), status="02")
    assert [one["status"] for one in reader.reads("/students", sort="status")] == ["active", "active", "tobedeleted"]


def test_what_a_school_gives_anew_has_changed(
    world: World, school: School, reader: Reader, app: Any, quiet: datetime
) -> None:
    from shuren.modules.apps.models import SwitchOn

    SwitchOn.objects.within("").filter(app=app).update(switched_at=timezone.now())
    assert len(since(reader, "/users", quiet)) == 5
    assert len(since(reader, "/orgs", quiet)) == 1


def test_who_agrees_or_takes_it_back_has_changed(
    world: World, school: School, app: Any, reader: Reader, quiet: datetime
) -> None:
    child = school.pupils[1].person_id
    facts = {"given_by": "欧阳家", "given_by_key": "account:1", "person_id": child, "org_path": world.school.path}
    with scope_of(TESTS):
        given = Consent.objects.create(app=app, item="phone", **facts)
    assert called(since(reader, "/users", quiet)) == {"欧阳娜娜"}
    at = timezone.now()
    with scope_of(TESTS):
        Consent.objects.within("").filter(pk=given.pk).update(withdrawn_at=timezone.now())
    assert called(since(reader, "/users", at)) == {"欧阳娜娜"}


def test_grades_are_others_from_the_first_day_of_the_school_year(
    school: School, reader: Reader, quiet: datetime
) -> None:
    with scope_of(TESTS):
        Enrolment.objects.within("").update(entered_at=datetime(2020, 1, 1, tzinfo=UTC))
        Post.objects.within("").update(entered_at=datetime(2020, 1, 1, tzinfo=UTC))
    first = min(one["dateLastModified"] for one in reader.reads("/students"))
    assert first >= f"{timezone.localdate().year - 1}-08-31T16:00:00.000000Z"
    assert first.endswith("-08-31T16:00:00.000000Z") or first > "2026"
