from datetime import timedelta

import pytest

from shuren.kernel.refusals import Forbidden, NotFoundHere
from shuren.spine.orgs import queries
from shuren.spine.orgs.models import Level, OrgVersion
from shuren.spine.orgs.queries import words
from shuren.spine.orgs.rules.orders import Merge, Rename
from tests.spine.orgs.factories import DAY, add_class, decide, open_org
from tests.world import SINCE, World

BEFORE = DAY - timedelta(days=1)


def test_an_org_is_found_at_and_below_ones_own_node(world: World) -> None:
    county = world.actor("county_official")
    assert queries.org_for(county, world.school.pk) == world.school
    assert queries.org_by_code(county, world.school.code) == world.school
    assert queries.own_org(county) == world.county
    for far in (world.far_school, world.city):
        with pytest.raises(NotFoundHere):
            queries.org_for(county, far.pk)
        with pytest.raises(NotFoundHere):
            queries.org_by_code(county, far.code)


def test_whoever_holds_nothing_sees_nothing(world: World) -> None:
    from shuren.kernel.actors import Actor

    nobody = Actor("account:0", "无", "none", "!", frozenset())
    with pytest.raises(Forbidden):
        queries.tops_on(nobody, DAY)
    with pytest.raises(Forbidden):
        queries.changes_visible_to(nobody)


def test_neighbours(world: World) -> None:
    assert list(queries.children_of(world.county)) == [world.school, world.sibling]
    assert list(queries.siblings_of(world.school)) == [world.sibling]
    assert queries.breadcrumb(world.campus) == [world.province, world.city, world.county, world.sibling]
    assert list(queries.schools_of(world.actor("county_official"))) == [world.school, world.sibling]
    assert list(queries.authorities_of(world.actor("city_official"))) == [world.city, world.county, world.zone]


@pytest.mark.parametrize("text", ["山小", "dsx", "21340000"])
def test_a_search_looks_through_names_initials_and_codes(world: World, text: str) -> None:
    assert world.school in queries.search(world.actor("county_official"), text)


def test_a_former_name_finds_its_school(world: World) -> None:
    decide(Rename(org_id=world.school.pk, name="甲小学"))
    assert queries.search(world.actor("city_official"), "东山小学") == [world.school]


def test_the_tree_begins_where_one_stands(world: World) -> None:
    tops = queries.tops_on(world.actor("county_official"), DAY)
    assert [(top.version.org, top.schools, top.campuses, top.below) for top in tops] == [(world.county, 2, 1, 3)]
    assert not queries.tops_on(world.actor("county_official"), SINCE - timedelta(days=1))


def test_what_came_from_elsewhere_begins_a_tree_of_its_own_in_the_past(world: World) -> None:
    from shuren.spine.orgs.rules.orders import Move

    decide(Move(org_ids=[world.far_school.pk], parent_id=world.county.pk))
    county = world.actor("county_official")
    assert [top.version.org for top in queries.tops_on(county, BEFORE)] == [world.county, world.far_school]
    assert [top.version.org for top in queries.tops_on(county, DAY)] == [world.county]


def test_a_class_belonged_on_each_day_to_the_school_of_that_day(world: World) -> None:
    one = add_class(world.school, opened_on=SINCE)
    decide(Merge(source_ids=[world.school.pk], target_id=world.sibling.pk))
    decide(Merge(source_ids=[world.sibling.pk], target_id=world.far_school.pk), on=DAY + timedelta(days=9))
    schools = [world.school.pk, world.sibling.pk, world.far_school.pk]
    assert list(queries.class_counts(schools, BEFORE).values()) == [1, 0, 0]
    assert list(queries.class_counts(schools, DAY).values()) == [0, 1, 0]
    assert list(queries.class_counts(schools, DAY + timedelta(days=9)).values()) == [0, 0, 1]
    assert list(queries.classes_on([world.sibling.pk], DAY)) == [one]
    assert not list(queries.classes_on([world.school.pk], DAY))
    assert queries.class_counts([], DAY) == {}
    assert queries.class_counts([0] * 1001 + schools, DAY)[world.sibling.pk] == 1


def test_the_first_day_of_all(world: World) -> None:
    assert queries.first_day() == SINCE
    OrgVersion.objects.within("").update(valid_from=BEFORE)
    assert queries.first_day() == BEFORE
    assert world.city.level == Level.CITY


def test_who_runs_an_org_and_where_it_lies_is_told(world: World) -> None:
    direct = open_org(world.city)
    assert "统计用区划代码" in words.place_sentence("zone", "340171", "city")
    assert "它所在的县" in words.place_sentence("zone", "340181", "city")
    assert "开发区管理" in words.place_sentence("school", "340181", "zone")
    assert "直接管理" in words.place_sentence(direct.level, direct.division_code, world.city.level)
    assert "分别登记" in words.place_sentence("school", "340123", "county")
    assert words.held_label("gone.things") == "gone.things"
