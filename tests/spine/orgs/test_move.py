import pytest
from django.utils import timezone

from shuren.kernel import copies
from shuren.kernel.audit.models import Entry
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Forbidden
from shuren.spine.identity.models import Grant
from shuren.spine.orgs import actions
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.models import Effect, Org, SchoolClass
from shuren.spine.orgs.rules.orders import Close, Move, Rename
from tests.spine.orgs.factories import DAY, LATER, add_class, decide, fresh, open_org, opening, versions
from tests.world import World


def test_a_school_comes_under_another_authority_with_all_that_carries_its_place(world: World) -> None:
    one = add_class(world.sibling)
    change = decide(Move(org_ids=[world.sibling.pk], parent_id=world.zone.pk), by=world.actor("city_official"))
    moved, campus = fresh(world.sibling), fresh(world.campus)
    assert moved.path == f"{world.zone.path}0002"
    assert campus.path == f"{moved.path}0001"
    assert {moved.county_id, campus.county_id} == {world.zone.pk}
    assert (moved.authority_id, moved.area, campus.area) == (world.zone.pk, "urban", "urban")
    one = SchoolClass.objects.within("").get(pk=one.pk)
    assert (one.org_path, one.county_id, one.city_id) == (moved.path, world.zone.pk, world.city.pk)
    assert [version.path for version in versions(moved)] == [world.sibling.path, moved.path]
    assert {effect.did for effect in change.effects.all()} == {Effect.Did.TURNED, Effect.Did.MOVED}
    assert change.outcome["classes"] == 1
    assert change.org_path == world.city.path


def test_a_whole_county_moves(world: World) -> None:
    other = open_org(world.province, level="city", name="江陵市教育局", code="340200", division_code="340200")
    add_class(world.school)
    decide(Move(org_ids=[world.county.pk], parent_id=other.pk))
    school = fresh(world.school)
    assert school.path.startswith(other.path)
    assert (school.county_id, school.city_id, school.authority_id) == (world.county.pk, other.pk, world.county.pk)
    assert SchoolClass.objects.within(other.path).get().city_id == other.pk
    assert not Org.objects.within(world.county.path).exists()


def test_grants_and_todos_follow_and_the_audit_log_does_not(world: World) -> None:
    entry = {"at": timezone.now(), "actor_id": "x", "actor_name": "x", "role": "x", "label": "x", "details": "{}"}
    Entry.objects.create(org_path=world.school.path, **entry)
    Notice.objects.create(
        kind="k", subject_id="1", title="t", link="/", org_path=world.school.path, asked_at=timezone.now()
    )
    old = world.school.path
    decide(Move(org_ids=[world.school.pk], parent_id=world.zone.pk))
    new = fresh(world.school).path
    assert set(Grant.objects.within("").filter(org=world.school).values_list("org_path", flat=True)) == {new}
    assert Notice.objects.get().org_path == new
    assert Entry.objects.within("").filter(org_path=old).exists()


def test_several_schools_move_by_one_order(world: World) -> None:
    decide(Move(org_ids=[world.school.pk, world.sibling.pk], parent_id=world.zone.pk))
    assert fresh(world.school).path == f"{world.zone.path}0002"
    assert fresh(world.sibling).path == f"{world.zone.path}0003"


def test_the_authority_may_be_another_than_the_parent(world: World) -> None:
    decide(Move(org_ids=[world.school.pk], parent_id=world.city.pk, authority_id=world.zone.pk))
    assert fresh(world.school).authority_id == world.zone.pk


def test_a_closed_school_goes_along_in_the_present_but_not_in_history(world: World) -> None:
    decide(Close(org_id=world.school.pk))
    decide(Move(org_ids=[world.county.pk], parent_id=world.province.pk), on=LATER)
    school = fresh(world.school)
    assert school.path.startswith(fresh(world.county).path)
    assert [version.path for version in versions(school)] == [world.school.path]


def test_a_move_before_a_later_closing_is_refused(world: World) -> None:
    decide(Close(org_id=world.school.pk), on=LATER)
    with pytest.raises(no.LaterChange):
        decide(Move(org_ids=[world.county.pk], parent_id=world.province.pk), on=DAY)


def test_a_move_before_a_later_change_below_is_refused(world: World) -> None:
    decide(Rename(org_id=world.school.pk, name="甲小学"), on=LATER)
    with pytest.raises(no.LaterChange) as told:
        decide(Move(org_ids=[world.county.pk], parent_id=world.province.pk), on=DAY)
    assert "甲小学" in told.value.sentence


@pytest.mark.parametrize(
    ("org", "parent", "refusal"),
    [
        ("county", "county", no.IntoItself),
        ("county", "school", no.IntoItself),
        ("school", "county", no.SameParent),
        ("school", "sibling", no.WrongParent),
        ("campus", "zone", no.WrongParent),
    ],
)
def test_where_an_org_cannot_go(world: World, org: str, parent: str, refusal: type[no.IntoItself]) -> None:
    with pytest.raises(refusal):
        decide(Move(org_ids=[world.org(org).pk], parent_id=world.org(parent).pk))


def test_names_stay_unique_under_a_parent(world: World) -> None:
    open_org(world.zone, name=world.school.name)
    with pytest.raises(no.NameTaken):
        decide(Move(org_ids=[world.school.pk], parent_id=world.zone.pk))


def test_an_order_names_something_and_each_once(world: World) -> None:
    with pytest.raises(no.NothingNamed):
        decide(Move(org_ids=[], parent_id=world.zone.pk))
    with pytest.raises(no.NamedTwice):
        decide(Move(org_ids=[world.school.pk, world.school.pk], parent_id=world.zone.pk))


def test_who_does_not_cover_both_ends_may_not_move(world: World) -> None:
    with pytest.raises(Forbidden):
        decide(Move(org_ids=[world.school.pk], parent_id=world.zone.pk), by=world.actor("county_official"))


def test_nothing_opens_under_a_place_the_parent_was_not_at(world: World) -> None:
    decide(Move(org_ids=[world.county.pk], parent_id=world.province.pk), on=LATER)
    with pytest.raises(no.ParentMovedSince):
        decide(opening(fresh(world.county)), on=DAY)
    decide(opening(fresh(world.county)), on=LATER)


def test_rows_written_during_a_move_are_brought_home(world: World) -> None:
    old = world.school.path
    decide(Move(org_ids=[world.school.pk], parent_id=world.zone.pk))
    one = add_class(world.school)  # by one that had read the old place
    assert one.org_path == old
    assert actions.bring_strays_home(org_id=world.school.pk) == 2  # its path, and its county
    one = SchoolClass.objects.within("").get(pk=one.pk)
    assert (one.org_path, one.county_id) == (fresh(world.school).path, world.zone.pk)
    assert actions.bring_strays_home(org_id=world.school.pk) == 0
    assert actions.bring_strays_home(org_id=0) == 0


def test_every_table_that_copies_a_place_is_found() -> None:
    tables = {model._meta.db_table for model in copies.carriers()}
    assert {"orgs_schoolclass", "identity_grant", "notices_notice", "orgs_change"} <= tables
    assert "audit_entry" not in tables
    with_school = {model._meta.db_table for model in copies.carriers("school", "county", "city")}
    assert "orgs_schoolclass" in with_school
    assert "identity_grant" not in with_school
