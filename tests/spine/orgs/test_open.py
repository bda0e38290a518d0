from datetime import date, timedelta

import pytest
from django.utils import timezone

from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.models import ChangeState, Effect, Org
from shuren.spine.orgs.rules.orders import Open
from tests.spine.orgs.factories import DAY, decide, fresh, open_org, opening, versions
from tests.world import SINCE, World


def test_a_school_opens_under_its_authority(world: World) -> None:
    change = decide(opening(world.county), by=world.actor("county_official"), document="东教〔2018〕1号")
    org = Org.objects.within("").get(code="2134000009")
    assert change.state == ChangeState.EFFECTIVE
    assert (org.parent, org.authority, org.county, org.city) == (world.county, world.county, world.county, world.city)
    assert org.path == f"{world.county.path}0003"
    assert org.area == "county_town"
    assert org.initials == "xsxx"
    assert org.opened_on == DAY
    assert [(version.valid_from, version.valid_to) for version in versions(org)] == [(DAY, None)]
    assert change.title == "新设西山小学"
    assert change.effects.get().did == Effect.Did.BEGAN


def test_a_school_in_a_zone_lies_in_the_division_around_it_and_counts_as_urban(world: World) -> None:
    org = open_org(world.zone, division_code="340181")
    assert (org.division_code, org.county, org.area) == ("340181", world.zone, "urban")


def test_a_school_run_by_the_city_is_counted_with_the_city_at_the_county_tier(world: World) -> None:
    org = open_org(world.city)
    assert (org.county, org.city, org.authority) == (world.city, world.city, world.city)


def test_a_campus_takes_its_number_and_its_facts_from_its_school(world: World) -> None:
    org = open_org(world.sibling, level="campus", name="东山中学南校区", code="")
    assert org.code == "3134000002-2"
    assert org.school_type == world.sibling.school_type
    assert org.county == world.county


def test_a_path_is_never_given_twice(world: World) -> None:
    first = open_org(world.county)
    Org.objects.within("").filter(pk=first.pk).update(path="0009")
    second = open_org(world.county, name="南山小学", code="2134000010")
    assert second.path == f"{world.county.path}0004"
    assert fresh(world.county).steps_taken == 4


def test_an_authority_opens_under_the_city(world: World) -> None:
    order = opening(world.city, level="county", name="西湖区教育局", code="340103", division_code="340103")
    decide(order, by=world.actor("city_official"))
    county = Org.objects.within("").get(code="340103")
    assert (county.county, county.city, county.authority) == (county, world.city, None)


def test_only_the_authority_above_may_open(world: World) -> None:
    with pytest.raises(Forbidden):
        decide(opening(world.zone), by=world.actor("county_official"))
    with pytest.raises(Forbidden):
        decide(opening(world.county), by=world.actor("principal"))
    with pytest.raises(Forbidden):
        decide(Open(level="province", parent_id=None, name="某省", code="350000"), by=world.actor("city_official"))


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"name": " "}, no.NameMissing),
        ({"name": "长" * 101}, no.NameMissing),
        ({"name": "东山小学"}, no.NameTaken),
        ({"code": ""}, no.CodeMissing),
        ({"code": "2134000001"}, no.CodeTaken),
        ({"code": "123"}, no.BadFact),
        ({"code": "9934000009"}, no.BadFact),
        ({"code": "2199000009"}, no.BadFact),
        ({"school_type": ""}, no.TypeMissing),
        ({"school_type": "000"}, no.UnknownCode),
        ({"organizer": "000"}, no.UnknownCode),
        ({"urban_rural": "999"}, no.UnknownCode),
        ({"area": "moon"}, no.UnknownCode),
        ({"division_code": "3401"}, no.BadFact),
        ({"division_code": "330102"}, no.BadFact),
        ({"division_code": "340199"}, no.BadFact),
        ({"credit_code": "12100000400000624X"}, no.BadFact),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    world: World, values: dict[str, str], refusal: type[no.NameMissing]
) -> None:
    with pytest.raises(refusal) as told:
        decide(opening(world.county, **values))
    assert told.value.field in values
    assert not Org.objects.within("").filter(path__startswith=f"{world.county.path}0003").exists()


def test_a_retired_division_is_refused_from_the_day_it_was_retired(world: World) -> None:
    city = open_org(world.province, level="city", name="芜湖市教育局", code="340200", division_code="340200")
    with pytest.raises(no.RetiredDivision) as told:
        decide(opening(city, division_code="340221"), on=date(2022, 9, 1))
    assert "芜湖县" in told.value.sentence
    decide(opening(city, division_code="340221"), on=date(2019, 9, 1))


def test_two_orgs_cannot_share_a_credit_code(world: World) -> None:
    open_org(world.county, credit_code="12100000400000624D")
    with pytest.raises(no.CreditCodeTaken):
        open_org(world.county, name="南山小学", code="2134000010", credit_code="12100000400000624D")


@pytest.mark.parametrize(
    ("level", "under"), [("school", "school"), ("campus", "county"), ("county", "county"), ("province", "city")]
)
def test_a_level_stands_only_where_it_belongs(world: World, level: str, under: str) -> None:
    with pytest.raises(no.WrongParent):
        decide(Open(level=level, parent_id=world.org(under).pk, name="某处", code="2134000009"))


def test_a_child_does_not_open_before_its_parent(world: World) -> None:
    with pytest.raises(no.NotOpenThen) as told:
        decide(opening(world.county), on=SINCE - timedelta(days=1))
    assert "2000-08-31" in told.value.sentence
    decide(opening(world.county), on=SINCE)


def test_nothing_opens_below_what_does_not_exist(world: World) -> None:
    with pytest.raises(NotFoundHere):
        decide(Open(level="school", parent_id=0, name="无", code="2134000009"))


def test_a_future_opening_waits_for_its_day(world: World) -> None:
    day = timezone.localdate() + timedelta(days=30)
    change = decide(opening(world.county), on=day)
    assert change.state == ChangeState.SCHEDULED
    assert not Org.objects.within("").filter(code="2134000009").exists()


def test_the_day_may_lie_in_the_past(world: World) -> None:
    org = open_org(world.county, on=date(2005, 9, 1))
    assert org.opened_on == date(2005, 9, 1)
