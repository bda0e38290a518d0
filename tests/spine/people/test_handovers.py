"""When a school is merged into another, its pupils and staff go on there; a mistake is taken back whole."""

from datetime import date

import pytest

from shuren.kernel.refusals import Refused
from shuren.spine.orgs import actions as orgs
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.orgs.rules.orders import Close, Merge
from shuren.spine.people.models import Enrolment, Guardianship, Person, Post
from tests.spine.orgs.factories import decide
from tests.spine.people import factories

DAY = date(2025, 9, 1)


def present(model, **where):
    end = "left_on" if model is Enrolment else "to_on"
    return model.objects.within("").filter(**{end: None}, **where)


def merged(world):
    group = factories.school_class(world.school)
    factories.school_class(world.sibling)
    pupil = factories.enrolment(world.school, "张小明", school_class=group, school_no="240001")
    factories.enrolment(world.sibling, "李小红", school_no="240001")
    factories.guardianship(pupil)
    factories.post(world.school, "刘老师")
    change = decide(Merge(source_ids=[world.school.pk], target_id=world.sibling.pk), on=DAY)
    return pupil, change


def test_pupils_and_staff_go_on_at_the_school_that_takes_them_over(wall_open):
    pupil, change = merged(wall_open)
    assert change.outcome["handed"] == {"people.enrolments": 1, "people.posts": 1}
    pupil.refresh_from_db()
    assert (pupil.left_on, pupil.status) == (DAY, "10")
    now = present(Enrolment, person=pupil.person).get()
    assert (now.school_id, now.org_path, now.entered_on, now.status) == (
        wall_open.sibling.pk, wall_open.sibling.path, DAY, "01",
    )  # fmt: skip
    assert now.school_class_id == SchoolClass.objects.within("").get(pk=pupil.school_class_id).pk
    assert present(Post).get().school_id == wall_open.sibling.pk


def test_a_number_that_is_taken_there_gets_an_ending(wall_open):
    pupil, change = merged(wall_open)
    assert present(Enrolment, person=pupil.person).get().school_no == f"240001-{change.pk}"


def test_persons_and_their_ties_follow(wall_open):
    pupil, _change = merged(wall_open)
    tie = Guardianship.objects.within("").get(child=pupil.person)
    assert tie.org_path == wall_open.sibling.path
    assert not Person.objects.within("").filter(org_path=wall_open.school.path).exists()


def test_a_merger_that_was_a_mistake_is_taken_back(wall_open):
    before = {row.pk: (row.left_on, row.status, row.school_no) for row in Enrolment.objects.within("")}
    pupil, change = merged(wall_open)
    orgs.undo(actor=orgs.clerk, change=change, reason="批文有误")
    after = {row.pk: (row.left_on, row.status, row.school_no) for row in Enrolment.objects.within("")}
    assert len(after) == len(before) + 2
    pupil.refresh_from_db()
    assert (pupil.left_on, pupil.status) == (None, "01")
    assert Person.objects.within("").get(pk=pupil.person_id).org_path == wall_open.school.path
    assert Guardianship.objects.within("").get(child=pupil.person).school_id == wall_open.school.pk
    assert present(Post).get().school_id == wall_open.school.pk


def test_a_school_with_pupils_does_not_end(wall_open):
    factories.enrolment(wall_open.school)
    with pytest.raises(Refused, match="在籍学生"):
        decide(Close(org_id=wall_open.school.pk), on=DAY)
