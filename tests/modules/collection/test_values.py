"""What is known of many units at once, for what nobody is asked."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuren.kernel.actors import system_actor
from shuren.kernel.measures.facts import FACT_TABLES
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.collection.models import Fact, Item
from shuren.modules.collection.queries import counting
from shuren.modules.collection.queries.counting import NoSuchColumn
from shuren.modules.collection.queries.values import key_of, values_of
from shuren.modules.conditions.models import Network, Room
from tests.spine.people import factories as people

pytestmark = pytest.mark.django_db
ON = date(2026, 9, 1)


def one(world, source, derivation=None, **said):
    """Return what is known of the world's school, or of the county where the level says so."""
    found = values_of([(source, derivation or {})], below=world.city.path, on=said.pop("on", ON), **said)
    unit = world.county if said.get("level") == "county" else world.school
    told = found[key_of(source, derivation or {})].get(unit.pk)
    return None if told is None else told.text


def pupils(**where):
    return {"table": "people.pupils", "how": "count", "where": {name: [code] for name, code in where.items()}}


@pytest.fixture
def wall_open(world):
    """The wall stands open to the test itself, which writes persons."""
    with scope_of(system_actor("tests", "测试")):
        yield world


@pytest.fixture
def region(world, wall_open):
    """Three pupils at the school, one of them a girl who lives in; one at the sibling; a teacher; two rooms."""
    people.enrolment(world.school, "张一", study_mode="1", left_behind="")
    people.enrolment(
        world.school,
        "李二",
        of=people.person(world.school, "李二", sex="2", ethnic="03"),
        study_mode="2",
        left_behind="",
    )
    people.enrolment(world.school, "王三", entry_year=2026, entered_on=date(2026, 9, 1), left_behind="")
    people.enrolment(world.sibling, "赵四", left_behind="1")
    people.post(world.school, education="14")
    common = {
        "org_path": world.school.path, "school": world.school, "county": world.county, "city": world.city,
        "year": 2026, "entered_at": datetime(2026, 9, 1, tzinfo=UTC),
    }  # fmt: skip
    Network.objects.create(has_internet=True, wired_lan=True, wifi="2", ipv6=False, **common)
    for number, kind, area in (("101", "5", 60), ("102", "5", "61.5"), ("103", "4", 90)):
        Room.objects.create(
            number=number, room_type=kind, area_m2=area, is_teaching=True, is_main_place=False, is_gym=False, **common
        )
    return world


@pytest.mark.parametrize(
    ("source", "derivation", "text"),
    [
        ("derived:people.pupils", pupils(), "3"),
        ("derived:people.pupils", pupils(sex="2"), "1"),
        ("derived:people.pupils", pupils(sex="2", study_mode="2", ethnic="03"), "1"),
        ("derived:people.pupils", pupils(grade="3"), "2"),
        ("derived:people.pupils", pupils(is_new="true"), "1"),
        ("derived:people.pupils", pupils(sex="1") | {"how": "share"}, "66.67"),
        ("derived:people.pupils", pupils() | {"years": -1}, "2"),
        ("derived:people.staff", {"table": "people.staff", "how": "any", "where": {"education": ["14"]}}, "1"),
        (
            "derived:conditions.room",
            {"table": "conditions.room", "how": "sum", "column": "area_m2", "where": {"room_type": ["5"]}},
            "121.5",
        ),
        (
            "derived:conditions.room",
            {
                "table": "conditions.room",
                "how": "sum",
                "column": "area_m2",
                "per": {"table": "people.pupils", "how": "count"},
            },
            "70.5",
        ),
        ("quantity:pupils", {}, "3"),
        ("quantity:pupils", {"years": -1}, "2"),
        ("quantity:teachers", {}, "1"),
        ("quantity:has_full_wifi", {}, "1"),
        ("quantity:teaching_area", {"factor": 0.0001}, "0.02"),
        ("column:conditions.network.wifi", {}, "全覆盖"),
        ("column:conditions.network.ipv6", {}, "0"),
        ("org:name", {}, "东山小学"),
        ("org:organizer", {}, "县级教育部门"),
        ("sum:1", {"plus": ["quantity:pupils", "quantity:teachers"], "minus": ["quantity:classes"]}, "4"),
    ],
)
def test_what_is_known_of_a_school(region, source, derivation, text):
    assert one(region, source, derivation) == text


def test_a_register_read_through_for_many_schools_tells_the_same(region, monkeypatch):
    asked = [("derived:people.pupils", pupils(sex="2")), ("quantity:pupils", {}), ("quantity:teaching_area", {})]
    looked_up = values_of(asked, below=region.county.path, on=ON)
    monkeypatch.setattr(counting, "LOOKED_UP", 0)
    assert values_of(asked, below=region.county.path, on=ON) == looked_up


def test_authorities_are_told_the_sum_of_their_schools(region):
    assert one(region, "derived:people.pupils", pupils(), level="county") == "4"
    assert one(region, "derived:people.pupils", pupils(sex="2") | {"how": "share"}, level="county") == "25"


def test_what_nobody_told_is_not_known(region):
    """The sheet of devices was not handed in; of no pupil of the school it was told whether they are left behind."""
    assert one(region, "quantity:pupil_computers") is None
    assert one(region, "derived:people.pupils", pupils(left_behind="1")) is None
    assert one(region, "derived:people.pupils", pupils(left_behind="1"), level="county") == "1"


def test_the_last_word_of_a_unit_by_the_day_counts(region):
    item = Item.objects.create(code="X1", label="床位数", kind="number", level="school", owner=region.county)
    told = {
        "item": item,
        "org": region.school,
        "org_path": region.school.path,
        "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    for day, number in ((date(2025, 9, 1), 80), (date(2026, 3, 1), 90), (date(2027, 3, 1), 100)):
        Fact.objects.create(as_of=day, value=str(number), number=Decimal(number), told_by="李录", **told)
    Fact.objects.create(
        as_of=date(2026, 3, 1),
        value="9",
        number=Decimal(9),
        told_by="李录",
        revision=2,
        superseded_at=datetime(2026, 4, 1, tzinfo=UTC),
        **told,
    )
    assert one(region, f"item:{item.pk}") == "90"
    assert one(region, f"item:{item.pk}", on=date(2025, 12, 31)) == "80"


def test_thirty_figures_of_a_region_take_a_query_for_each_register(region):
    asked = [("derived:people.pupils", pupils(grade=str(grade), sex=sex)) for grade in range(1, 13) for sex in "12"]
    asked += [("quantity:pupils", {}), ("quantity:classes", {}), ("org:name", {}), ("quantity:teaching_area", {})]
    with CaptureQueriesContext(
        connection,
    ) as told:
        found = values_of(asked, below=region.city.path, on=ON)
    assert len(found) == len(asked)
    assert len([each for each in told.captured_queries if "set_config" not in each["sql"]]) <= 8


@pytest.mark.parametrize("table", [table for table in FACT_TABLES if table.traits], ids=lambda table: table.name)
def test_every_column_that_is_declared_is_in_the_register(db, table):
    """Its traits can be selected for a day, and their codes compared as text."""
    names = ", ".join(f"r.{name}::text" for name in table.traits)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN SELECT unit, {names} FROM ({table.live(year=2026, on=ON)}) AS r")


def test_a_column_that_is_gone_is_told_and_never_put_into_sql(region):
    with pytest.raises(NoSuchColumn):
        one(region, "derived:people.pupils", pupils(**{"1=1) OR (sex": "2"}))
