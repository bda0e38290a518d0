"""What reading costs, what it leaves behind, and who sees it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.modules.apps.models import SwitchOn
from tests.modules.rostering import rosters
from tests.modules.rostering.rosters import Reader, School, granted
from tests.world import World

pytestmark = pytest.mark.django_db
MOST = {"/orgs": 15, "/classes": 16, "/enrollments": 24, "/users": 25, "/demographics": 24}


def statements(reader: Reader, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        reader.reads(address)
    return [one["sql"] for one in seen.captured_queries]


@pytest.mark.parametrize("address", MOST)
def test_a_page_costs_the_same_whatever_it_holds(
    world: World, school: School, app: Any, reader: Reader, address: str
) -> None:
    granted(app, world.school)
    reader.reads(address)
    few = statements(reader, address)
    rosters.a_school(world.sibling, tuple(f"周{one}" for one in "甲乙丙丁戊己庚辛壬癸"), "吴别")
    rosters.a_school(world.far_school, tuple(f"冯{one}" for one in "甲乙丙丁戊己庚辛壬癸"), "吴远")
    for org in (world.sibling, world.far_school):
        granted(app, org)
    reader.reads(address)
    many = statements(reader, address)
    assert len(many) <= len(few) + 1, f"{address}: {len(few)} statements for one school, {len(many)} for three"
    assert len(many) <= MOST[address], f"{address}: {len(many)} statements"


def test_reading_is_noted_by_school_and_number_and_names_nobody(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    rosters.a_school(world.far_school, ("周远",), "吴远")
    for org in (world.school, world.far_school):
        granted(app, org)
    reader.reads("/students")
    rows = Entry.objects.within("").filter(label="rostering.roster.read").order_by("org_path")
    assert [(row.org_path, row.actor_name, row.actor_id) for row in rows] == [
        (world.school.path, "晨读", f"app:{app.pk}"),
        (world.far_school.path, "晨读", f"app:{app.pk}"),
    ]
    assert '"count": 3' in rows[0].details
    assert '"count": 1' in rows[1].details
    assert "郑小树" not in rows[0].details


def test_what_tells_of_nobody_is_not_noted(world: World, school: School, app: Any, reader: Reader) -> None:
    granted(app, world.school)
    for address in ("/orgs", "/classes", "/terms"):
        reader.reads(address)
    assert reader.reads("/users", filter="familyName='无'") == []
    assert not Entry.objects.within("").filter(label="rostering.roster.read").exists()


def test_the_school_and_the_guardian_see_when_a_roster_was_read(
    world: World, school: School, app: Any, reader: Reader
) -> None:
    switch = granted(app, world.school)
    assert "最近读取名册" in world.client("principal").get("/apps/school/").content.decode()
    reader.reads("/students")
    switch.refresh_from_db()
    assert switch.last_fetched_at is not None
    assert switch.last_used_on == timezone.localdate()
    other = granted(app, world.sibling)
    reader.reads("/students")
    assert SwitchOn.objects.within("").get(pk=other.pk).last_fetched_at is None, "nobody of that school was read"


# --- the page -------------------------------------------------------------------------------------------------------


def test_a_vendor_sees_addresses_scopes_schools_and_tries_the_sandbox(world: World, school: School, app: Any) -> None:
    app.vendor.account = world.accounts["vendor"]
    app.vendor.save()
    granted(app, world.school, "name", "role")
    page = (
        world.client("vendor").get("/apps/rosters/", {"step": "students", "filter": "grades~'年级'"}).content.decode()
    )
    for text in ("/ims/oneroster/rostering/v1p2", "roster-core.readonly", "东山小学", "未提供班级", "familyName"):
        assert text in page
    wrong = world.client("vendor").get("/apps/rosters/", {"filter": "shoeSize='44'"}).content.decode()
    assert "There is no field" in wrong
    assert "shoeSize=&#39;44&#39;" in wrong, "what was typed is still there"


def test_an_official_sees_the_apps_of_the_own_region_and_no_sandbox(world: World, school: School, app: Any) -> None:
    granted(app, world.school)
    page = world.client("city_official").get("/apps/rosters/").content.decode()
    assert "东山小学" in page
    assert 'name="filter"' not in page
    assert "东山小学" not in world.client("county_official").get("/apps/rosters/").content.decode(), (
        "admitted by the city"
    )
    assert world.client("teacher").get("/apps/rosters/").status_code == 403
