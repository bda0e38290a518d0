"""What the database refuses, whoever asks."""

from datetime import date

import pytest
from django.db import IntegrityError

from tests.spine.people import factories

pytestmark = pytest.mark.usefixtures("wall_open")


def test_one_identity_number_is_one_person(world):
    number = factories.person(world.school).id_no.reveal()
    with pytest.raises(IntegrityError, match="people_person_id_index"):
        factories.person(world.sibling, "另一人", id_no=number)


def test_persons_without_a_number_may_be_many(world):
    first = factories.person(world.school)
    first.id_no = None
    first.save()
    second = factories.person(world.school)
    second.id_no = None
    second.save()


def test_a_pupil_is_enrolled_at_one_school_at_a_time(world):
    pupil = factories.enrolment(world.school).person
    with pytest.raises(IntegrityError, match="people_enrolment_one_open"):
        factories.enrolment(world.sibling, of=pupil, national_no=None)


def test_a_pupil_who_has_left_is_enrolled_elsewhere(world):
    left = factories.enrolment(world.school, left_on=date(2025, 9, 1), status="10")
    factories.enrolment(world.sibling, of=left.person, entered_on=date(2025, 9, 1))


def test_nobody_leaves_before_entering(world):
    with pytest.raises(IntegrityError, match="left_after_entered"):
        factories.enrolment(world.school, left_on=date(2024, 8, 31), status="10")


@pytest.mark.parametrize("status", ["03", "07", "10", "11"])
def test_a_status_that_ends_the_enrolment_wants_its_day(world, status):
    with pytest.raises(IntegrityError, match="open_by_status"):
        factories.enrolment(world.school, status=status)


def test_a_school_number_is_given_once_among_those_enrolled(world):
    factories.enrolment(world.school, school_no="240001")
    with pytest.raises(IntegrityError, match="people_enrolment_school_no"):
        factories.enrolment(world.school, "李四", school_no="240001")


def test_one_post_is_the_main_one(world):
    teacher = factories.post(world.school).person
    factories.post(world.sibling, of=teacher, is_main=False)
    with pytest.raises(IntegrityError, match="people_post_one_main"):
        factories.post(world.far_school, of=teacher)


def test_one_guardian_is_the_main_one(world):
    child = factories.enrolment(world.school)
    factories.guardianship(child)
    with pytest.raises(IntegrityError, match="one_main"):
        factories.guardianship(child, "张母", relation="52")
