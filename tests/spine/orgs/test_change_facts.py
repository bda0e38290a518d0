from datetime import date

import pytest

from shuren.kernel.refusals import Forbidden
from shuren.spine.orgs import actions
from shuren.spine.orgs.actions import refusals as no
from shuren.spine.orgs.models import ChangeKind
from shuren.spine.orgs.rules.orders import Alter, Close, Correct, Rename, Upgrade
from tests.spine.orgs.factories import CLERK, DAY, LATER, add_class, decide, fresh, versions
from tests.world import SINCE, World


def test_a_new_name_holds_from_its_day(world: World) -> None:
    change = decide(Rename(org_id=world.school.pk, name="东山实验小学"), by=world.actor("county_official"))
    org = fresh(world.school)
    assert (org.name, org.initials) == ("东山实验小学", "dssyxx")
    then, now = versions(org)
    assert (then.name, then.valid_to, then.ended_by) == ("东山小学", DAY, change)
    assert (now.name, now.valid_from, now.valid_to, now.began_by) == ("东山实验小学", DAY, None, change)
    assert change.title == "东山小学更名为东山实验小学"


def test_two_changes_of_one_day_are_one_version(world: World) -> None:
    decide(Rename(org_id=world.school.pk, name="甲小学"))
    decide(Rename(org_id=world.school.pk, name="乙小学"))
    assert [version.name for version in versions(world.school)] == ["东山小学", "乙小学"]


@pytest.mark.parametrize(
    ("name", "refusal"), [("东山小学", no.SameName), ("东山中学", no.NameTaken), ("", no.NameMissing)]
)
def test_a_name_is_refused(world: World, name: str, refusal: type[no.NameMissing]) -> None:
    with pytest.raises(refusal):
        decide(Rename(org_id=world.school.pk, name=name))


def test_changes_of_one_org_are_decided_in_order(world: World) -> None:
    decide(Rename(org_id=world.school.pk, name="甲小学"), on=LATER)
    with pytest.raises(no.LaterChange) as told:
        decide(Rename(org_id=world.school.pk, name="乙小学"), on=DAY)
    assert "2020-09-01" in told.value.sentence


def test_an_org_does_not_decide_on_itself(world: World) -> None:
    with pytest.raises(Forbidden):
        decide(Rename(org_id=world.county.pk, name="东山区教育局"), by=world.actor("county_official"))
    decide(Rename(org_id=world.county.pk, name="东山区教育局"), by=world.actor("city_official"))


def test_facts_change_from_a_day_on(world: World) -> None:
    decide(Alter(org_id=world.school.pk, facts={"organizer": "999", "address": "学府路1号"}))
    org = fresh(world.school)
    assert (org.organizer, org.address) == ("999", "学府路1号")
    assert [version.organizer for version in versions(org)] == ["831", "999"]


def test_an_upgrade_is_recorded_as_one(world: World) -> None:
    change = decide(Upgrade(org_id=world.school.pk, facts={"school_type": "312"}))
    assert change.kind == ChangeKind.UPGRADE
    assert fresh(world.school).school_type == "312"


def test_nothing_changed_is_refused(world: World) -> None:
    with pytest.raises(no.NothingChanges):
        decide(Alter(org_id=world.school.pk, facts={"organizer": "831"}))
    with pytest.raises(no.NothingChanges):
        decide(Correct(org_id=world.school.pk, facts={"organizer": "831"}))


def test_a_taken_name_is_refused_when_facts_change(world: World) -> None:
    with pytest.raises(no.NameTaken):
        decide(Alter(org_id=world.school.pk, facts={"name": "东山中学"}))


def test_a_correction_alters_the_past_without_a_new_version(world: World) -> None:
    decide(Correct(org_id=world.school.pk, facts={"name": "东山小学校", "code": "2134000099"}))
    org = fresh(world.school)
    assert (org.name, org.code) == ("东山小学校", "2134000099")
    assert [version.name for version in versions(org)] == ["东山小学校"]


def test_a_correction_of_the_past_leaves_the_present(world: World) -> None:
    decide(Rename(org_id=world.school.pk, name="新名小学"))
    first = versions(world.school)[0]
    decide(Correct(org_id=world.school.pk, version_id=first.pk, facts={"name": "旧名小学"}))
    assert [version.name for version in versions(world.school)] == ["旧名小学", "新名小学"]
    assert (fresh(world.school).name, fresh(world.school).initials) == ("新名小学", "xmxx")


def test_a_correction_is_checked_like_any_fact(world: World) -> None:
    with pytest.raises(no.CodeTaken):
        decide(Correct(org_id=world.school.pk, facts={"code": world.sibling.code}))
    with pytest.raises(no.NoSuchVersion):
        decide(Correct(org_id=world.school.pk, version_id=0, facts={"name": "甲"}))


def test_a_closed_org_changes_no_more_but_can_be_corrected(world: World) -> None:
    decide(Close(org_id=world.school.pk))
    with pytest.raises(no.AlreadyClosed):
        decide(Rename(org_id=world.school.pk, name="甲小学"), on=LATER)
    with pytest.raises(no.NotOpenThen):
        decide(Rename(org_id=world.school.pk, name="甲小学"), on=date(2010, 9, 1))
    decide(Correct(org_id=world.school.pk, facts={"name": "东山老小学"}))
    assert versions(world.school)[0].name == "东山老小学"
    assert versions(world.school)[0].valid_from == SINCE


def test_a_mistaken_day_of_opening_is_corrected(world: World) -> None:
    change = decide(Correct(org_id=world.school.pk, facts={"opened_on": "2003-09-01"}))
    assert fresh(world.school).opened_on == versions(world.school)[0].valid_from == date(2003, 9, 1)
    actions.undo(actor=CLERK, change=change, reason="误办")
    assert fresh(world.school).opened_on == versions(world.school)[0].valid_from == SINCE


def test_an_org_cannot_have_opened_before_its_parent_or_after_what_is_in_it(world: World) -> None:
    with pytest.raises(no.NotOpenThen):
        decide(Correct(org_id=world.school.pk, facts={"opened_on": "1999-09-01"}))
    with pytest.raises(no.OpenedTooLate):
        decide(Correct(org_id=world.sibling.pk, facts={"opened_on": "2001-09-01"}))  # its campus is older
    add_class(world.school, opened_on=date(2002, 9, 1))
    with pytest.raises(no.OpenedTooLate):
        decide(Correct(org_id=world.school.pk, facts={"opened_on": "2003-09-01"}))
    decide(Rename(org_id=world.far_school.pk, name="甲小学"))
    with pytest.raises(no.NotTheFirst):
        decide(Correct(org_id=world.far_school.pk, facts={"opened_on": "2001-09-01"}))
    first = versions(world.far_school)[0].pk
    with pytest.raises(no.OpenedTooLate):
        decide(Correct(org_id=world.far_school.pk, version_id=first, facts={"opened_on": DAY.isoformat()}))
