"""The calendar over HTTP: everybody reads it, officials change it for themselves and all below."""

from datetime import date

import pytest

from shuren.kernel.audit.models import Entry
from shuren.kernel.workdays.models import OwnDay
from shuren.kernel.workdays.queries import calendar_at
from tests.world import World

pytestmark = pytest.mark.django_db
SUMMER = {"first": "2026-07-06", "last": "2026-08-21", "kind": "rest", "note": "暑假"}


def test_an_official_closes_days_for_all_below(world: World) -> None:
    client = world.client("county_official")
    answer = client.post("/workdays/set", SUMMER)
    assert answer.headers["Location"] == "/workdays/?year=2026"
    assert not calendar_at(world.school.path).is_working(date(2026, 7, 6))
    assert calendar_at(world.zone.path).is_working(date(2026, 7, 6))
    assert "2026-07-06 – 2026-08-21" in world.client("registrar").get("/workdays/?year=2026").content.decode()
    assert Entry.objects.within("").filter(label="workdays.days.set").count() == 1


def test_days_are_given_back(world: World) -> None:
    client = world.client("county_official")
    client.post("/workdays/set", SUMMER)
    client.post("/workdays/clear?first=2026-07-06&last=2026-08-21")
    assert not OwnDay.objects.within("").exists()


def test_who_stands_below_does_not_clear_what_the_authority_closed(world: World) -> None:
    world.client("city_official").post("/workdays/set", SUMMER)
    world.client("county_official").post("/workdays/clear?first=2026-07-06&last=2026-08-21")
    assert OwnDay.objects.within("").count() == 47


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"last": "2026-07-01"}, "止日早于起日"),
        ({"last": "2027-07-01"}, "一次最多调整 92 天"),
        ({"note": ""}, "这个字段是必填项"),
        ({"first": "7月6日"}, "输入一个有效的日期"),
    ],
)
def test_a_wrong_period_is_told_at_its_place(world: World, change: dict[str, str], told: str) -> None:
    answer = world.client("county_official").post("/workdays/set", SUMMER | change)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not OwnDay.objects.within("").exists()


def test_a_school_reads_and_changes_nothing(world: World) -> None:
    assert "登记放假或上班" not in world.client("registrar").get("/workdays/").content.decode()
    assert world.client("registrar").post("/workdays/set", SUMMER).status_code == 403


def test_a_year_without_published_holidays_says_so(world: World) -> None:
    assert "尚未载入" in world.client("registrar").get("/workdays/?year=2099").content.decode()


@pytest.mark.parametrize("year", ["x", "-1", "99999", "²"])
def test_a_year_that_is_none_shows_this_one(world: World, year: str) -> None:
    assert world.client("registrar").get("/workdays/", {"year": year}).status_code == 200
