from datetime import date

import pytest

from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.models import Effect, Org, SchoolClass
from shuren.spine.orgs.rules.orders import Merge, Split
from tests.spine.orgs.factories import CLERK, DAY, FACTS, Keeper, add_class, decide, fresh, open_org
from tests.world import World


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Keeper:
    kept = Keeper(moves=5)
    kept.declare(monkeypatch)
    return kept


def school_classes(org: Org) -> list[str]:
    return sorted(SchoolClass.objects.within("").filter(school=org).values_list("code", flat=True))


def test_one_school_goes_on_in_another(world: World, keeper: Keeper) -> None:
    add_class(world.school, "01")
    change = decide(Merge(source_ids=[world.school.pk], target_id=world.sibling.pk))
    assert fresh(world.school).closed_on == DAY
    assert school_classes(world.sibling) == ["01"]
    assert SchoolClass.objects.within(world.sibling.path).get().org_path == world.sibling.path
    assert (keeper.handed[-1].source_id, keeper.handed[-1].target_path, keeper.handed[-1].groups) == (
        world.school.pk, world.sibling.path, None,
    )  # fmt: skip
    assert change.outcome["persons"] == 5
    assert change.effects.get(org=world.sibling).did == Effect.Did.TOOK
    assert change.title == "东山小学并入东山中学"


def test_a_class_whose_number_is_taken_gets_the_next_free_one(world: World) -> None:
    add_class(world.school, "01")
    add_class(world.sibling, "01")
    change = decide(Merge(source_ids=[world.school.pk], target_id=world.sibling.pk))
    assert school_classes(world.sibling) == ["01", "01-2"]
    assert change.outcome["renumbered"] == 1


def test_the_old_site_may_stay_as_a_campus(world: World) -> None:
    one = add_class(world.school)
    decide(Merge(source_ids=[world.school.pk], target_id=world.sibling.pk, keep_sites=True, name="东山联合学校"))
    campus = Org.objects.within("").get(parent=world.sibling, name="东山小学")
    assert campus.opened_on == DAY
    assert campus.code == "3134000002-2"
    assert SchoolClass.objects.within("").get(pk=one.pk).campus == campus
    assert fresh(world.sibling).name == "东山联合学校"


def test_campuses_go_along(world: World) -> None:
    decide(Merge(source_ids=[world.sibling.pk], target_id=world.school.pk))
    campus = fresh(world.campus)
    assert campus.parent == world.school
    assert campus.path.startswith(world.school.path)
    assert campus.authority_id == world.school.authority_id


def test_schools_may_merge_into_a_new_one(world: World) -> None:
    new = {"level": "school", "parent_id": world.county.pk, "name": "东山学校", "code": "3134000010",
           "facts": {**FACTS, "school_type": "312"}}  # fmt: skip
    decide(Merge(source_ids=[world.school.pk, world.sibling.pk], new=new))
    made = Org.objects.within("").get(code="3134000010")
    assert made.opened_on == DAY
    assert fresh(world.campus).parent == made


def test_authorities_merge_with_their_schools(world: World) -> None:
    change = decide(Merge(source_ids=[world.zone.pk], target_id=world.county.pk))
    school = fresh(world.far_school)
    assert (school.parent, school.county, school.authority) == (world.county, world.county, world.county)
    assert fresh(world.zone).closed_on == DAY
    assert change.effects.filter(org=school).exists()


@pytest.mark.parametrize(
    ("sources", "target", "refusal"),
    [
        ([], "school", no.NothingNamed),
        (["school"], "school", no.IntoItself),
        (["county"], "school", no.IntoItself),
        (["school"], "county", no.IntoItself),
        (["far_school"], "county", no.DifferentLevels),
        (["campus"], "school", no.DifferentLevels),
    ],
)
def test_who_cannot_merge(world: World, sources: list[str], target: str, refusal: type[no.IntoItself]) -> None:
    with pytest.raises(refusal):
        decide(Merge(source_ids=[world.org(name).pk for name in sources], target_id=world.org(target).pk))


def part(name: str, code: str, classes: list[SchoolClass]) -> dict[str, object]:
    return {"name": name, "code": code, "facts": FACTS, "class_ids": [one.pk for one in classes]}


def test_a_new_school_comes_out_of_one(world: World, keeper: Keeper) -> None:
    stays, goes = add_class(world.school, "01"), add_class(world.school, "02")
    change = decide(Split(org_id=world.school.pk, parts=[part("东山二小", "2134000020", [goes])]))
    made = Org.objects.within("").get(code="2134000020")
    assert school_classes(made) == ["02"]
    assert school_classes(world.school) == ["01"]
    assert [order.groups for order in keeper.handed] == [(goes.pk,)] * len(keeper.handed)
    assert fresh(world.school).closed_on is None
    assert made.parent == world.county
    assert stays.school_id == world.school.pk
    assert change.title == "从东山小学分立出东山二小"


def test_a_school_that_ends_leaves_everything_to_its_parts(world: World, keeper: Keeper) -> None:
    one, two = add_class(world.sibling, "01"), add_class(world.sibling, "02")
    parts = [part("东山一中", "3134000021", [one]), part("东山二中", "3134000022", [two])]
    decide(Split(org_id=world.sibling.pk, parts=parts, continues=False))
    first = Org.objects.within("").get(code="3134000021")
    assert fresh(world.sibling).closed_on == DAY
    assert fresh(world.campus).parent == first
    assert keeper.handed[-1].groups is None
    assert keeper.handed[-1].target_id == first.pk


def test_no_class_may_be_left_behind(world: World) -> None:
    one = add_class(world.school, "01")
    add_class(world.school, "02")
    with pytest.raises(no.ClassesLeft):
        decide(Split(org_id=world.school.pk, parts=[part("甲", "2134000020", [one])], continues=False))


def test_a_class_goes_to_one_part_and_is_the_schools_own(world: World) -> None:
    one, foreign = add_class(world.school, "01"), add_class(world.sibling, "02")
    with pytest.raises(no.ForeignClass):
        decide(Split(org_id=world.school.pk, parts=[part("甲", "2134000020", [one, one])]))
    with pytest.raises(no.ForeignClass):
        decide(Split(org_id=world.school.pk, parts=[part("甲", "2134000020", [foreign])]))
    with pytest.raises(no.NoParts):
        decide(Split(org_id=world.school.pk, parts=[]))
    with pytest.raises(no.OnlySchools):
        decide(Split(org_id=world.county.pk, parts=[part("甲", "2134000020", [])]))


def test_closed_classes_stay_where_they_were(world: World) -> None:
    one = add_class(world.school, "01", opened_on=date(2010, 9, 1))
    SchoolClass.objects.within("").filter(pk=one.pk).update(closed_on=date(2016, 7, 1))
    decide(Merge(source_ids=[world.school.pk], target_id=world.sibling.pk))
    assert school_classes(world.school) == ["01"]


def test_long_class_numbers_are_cut_to_make_room(world: World) -> None:
    number = "9" * 20
    add_class(world.school, number)
    add_class(world.sibling, number)
    decide(Merge(source_ids=[world.school.pk], target_id=world.sibling.pk))
    assert school_classes(world.sibling) == ["9" * 18 + "-2", number]


def test_a_merger_into_what_opened_that_day(world: World) -> None:
    target = open_org(world.county)
    decide(Merge(source_ids=[world.school.pk], target_id=target.pk), by=CLERK)
    assert fresh(world.school).closed_on == DAY
