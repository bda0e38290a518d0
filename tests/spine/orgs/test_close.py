from datetime import timedelta

import pytest
from django.utils.translation import override

from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.orgs.rules.orders import Close, Rename
from tests.spine.orgs.factories import DAY, LATER, Keeper, add_class, decide, fresh, versions
from tests.world import SINCE, World


def test_a_school_ends_with_its_campuses(world: World) -> None:
    change = decide(Close(org_id=world.sibling.pk))
    assert fresh(world.sibling).closed_on == fresh(world.campus).closed_on == DAY
    assert versions(world.sibling)[0].valid_to == DAY
    assert change.effects.count() == 2


def test_a_school_with_open_classes_stays(world: World) -> None:
    one = add_class(world.school)
    with pytest.raises(no.HasClasses) as told:
        decide(Close(org_id=world.school.pk))
    assert "1 个未撤销的班级" in told.value.sentence
    SchoolClass.objects.within("").filter(pk=one.pk).update(closed_on=DAY)
    decide(Close(org_id=world.school.pk))


def test_a_school_that_still_holds_something_stays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    Keeper(held=7, at=world.school.path).declare(monkeypatch)
    with pytest.raises(no.StillHolds) as told:
        decide(Close(org_id=world.school.pk))
    assert "7 条“学生”" in told.value.sentence
    decide(Close(org_id=world.sibling.pk))


def test_an_authority_with_schools_stays(world: World) -> None:
    with pytest.raises(no.HasChildren) as told:
        decide(Close(org_id=world.county.pk))
    assert "东山小学" in told.value.sentence
    decide(Close(org_id=world.school.pk))
    decide(Close(org_id=world.sibling.pk))
    decide(Close(org_id=world.county.pk), on=DAY)


def test_names_in_a_refusal_stand_in_the_readers_quotation_marks(world: World) -> None:
    with override("en"), pytest.raises(no.HasChildren) as told:
        decide(Close(org_id=world.county.pk))
    with override("en"):
        assert '2 ("东山小学", "' in told.value.sentence
        assert not set("“”、") & set(told.value.sentence)


def test_an_authority_does_not_end_before_its_schools_did(world: World) -> None:
    decide(Close(org_id=world.far_school.pk), on=LATER)
    with pytest.raises(no.HasChildren):
        decide(Close(org_id=world.zone.pk), on=DAY)
    decide(Close(org_id=world.zone.pk), on=LATER)


def test_nothing_ends_on_the_day_it_began_or_changed(world: World) -> None:
    with pytest.raises(no.ChangedThatDay):
        decide(Close(org_id=world.school.pk), on=SINCE)
    decide(Rename(org_id=world.school.pk, name="甲小学"))
    with pytest.raises(no.ChangedThatDay):
        decide(Close(org_id=world.school.pk))
    decide(Close(org_id=world.school.pk), on=DAY + timedelta(days=1))


def test_nothing_ends_twice(world: World) -> None:
    decide(Close(org_id=world.school.pk))
    with pytest.raises(no.AlreadyClosed):
        decide(Close(org_id=world.school.pk))


def test_a_campus_ends_alone(world: World) -> None:
    decide(Close(org_id=world.campus.pk))
    assert fresh(world.sibling).closed_on is None
