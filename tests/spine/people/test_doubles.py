"""Whichever way somebody comes in or changes, doubles are looked for: the certain refused, the likely put on a list."""

from datetime import date
from itertools import count

import pytest
from django.db import connection
from django.urls import reverse

from shuren.kernel.actors import system_actor
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.people import api as people
from shuren.spine.people.actions import merging, reviewing, sameness
from shuren.spine.people.actions.corrections import IdentityTaken
from shuren.spine.people.actions.newcomers import AlreadyEnrolled, NumberOfAnother
from shuren.spine.people.actions.sameness import AlreadyKnown
from shuren.spine.people.models import Doubt, Enrolment, FormerNumber, Person, Question, Way
from shuren.spine.people.queries.doubles import doubles_of_persons, facts_of
from shuren.spine.people.tables import StaffWorkbook, StudentsWorkbook
from tests.spine.people import factories
from tests.spine.people.factories import id_number
from tests.spine.people.workbooks import applied, handed_in, pupil, scope_for, teacher

BORN = date(2019, 3, 1)
ON = date(2026, 9, 1)
NUMBERS = count(1)


@pytest.fixture
def world(wall_open):
    factories.school_class(wall_open.school)
    return wall_open


def without_number(person):
    Person.objects.within("").filter(pk=person.pk).update(id_no=None, id_index=None, id_type="Z")
    return person


def child(school, name="张梓涵", *, numbered=False, phone="13812345678", **values):
    """A pupil of a school with a guardian; without a number unless asked."""
    who = factories.person(school, name, born_on=values.pop("born_on", BORN), sex=values.pop("sex", "2"))
    row = factories.enrolment(school, name, of=who, national_no=f"L{who.pk}", **values)
    factories.guardianship(row, "张国强", phone=phone)
    return row if numbered else (without_number(who), row)[1]


def enrol(world, name="张梓涵", *, id_no="", born_on=BORN, phone="13812345678", sex="2", id_type=""):
    deed = people.Deed(world.actor("registrar"), ON, "CS2026-1")
    human = people.Human(name, id_no, id_type or ("1" if id_no else "Z"), sex, born_on, "01")
    group = people.groups_at(world.school.pk)[0]
    place = people.Place(world.school.pk, group.pk, "primary", 2026, f"N{next(NUMBERS)}", f"L{next(NUMBERS)}", "1")
    adult = people.Responsible(people.Human("张国强", ""), "51", phone)
    return people.enrol(deed, human, adult, place, people.MovementKind.OPENED)


def doubts():
    return list(Doubt.objects.within("").order_by("-bits"))


def test_a_child_who_is_there_already_is_not_opened_a_second_file(world):
    child(world.far_school)
    with pytest.raises(AlreadyKnown) as refused:
        enrol(world)
    assert "高新小学 张** 2019 年出生" in refused.value.sentence
    assert Enrolment.objects.within("").filter(left_on=None).count() == 1


def test_a_child_who_has_left_without_a_number_goes_on_as_the_same_person(world):
    before = child(world.far_school, status="10", left_on=date(2026, 7, 1))
    number = id_number(BORN, male=False, serial=9)
    made = Enrolment.objects.within("").get(pk=enrol(world, id_no=number))
    assert made.person_id == before.person_id
    assert made.person.id_no.reveal() == number
    assert not [row for row in doubts() if made.person_id in {row.first_id, row.second_id}]


def test_a_likely_double_comes_in_and_is_reviewed_at_the_node_above_both(world):
    there = child(world.far_school, phone="13900000000")
    made = Enrolment.objects.within("").get(pk=enrol(world))
    (doubt,) = [row for row in doubts() if row.second_id == made.person_id]
    assert (doubt.first_id, doubt.verdict, doubt.state, doubt.way) == (there.person_id, "likely", "open", "case")
    assert doubt.org_path == world.city.path
    assert doubt.levels["birth"] == "equal"


def test_twins_come_in_without_a_question(world):
    enrol(world, "张梓涵")
    enrol(world, "张梓萱")
    assert not [row for row in doubts() if row.levels.get("birth") == "equal"]


def test_a_number_under_another_name_is_refused(world):
    there = child(world.far_school, numbered=True)
    with pytest.raises(NumberOfAnother, match="张"):
        enrol(world, "李小红", id_no=there.person.id_no.reveal())


def test_a_number_held_before_leads_to_the_person(world):
    row = child(world.school, numbered=True)
    had = row.person.id_no.reveal()
    deed = people.Deed(world.actor("registrar"), ON, "BG2026-1")
    people.correct(deed, row.pk, people.Human("张梓涵", id_number(BORN, male=False, serial=7), "1", "2", BORN))
    assert FormerNumber.objects.within("").get(person=row.person).id_no.reveal() == had
    with pytest.raises(AlreadyEnrolled):
        enrol(world, "张梓涵", id_no=had)


def test_a_correction_that_makes_two_alike_is_reviewed(world):
    there = child(world.far_school, "张梓涵", phone="13900000000")
    row = child(world.school, "李思思")
    deed = people.Deed(world.actor("registrar"), ON, "BG2026-2")
    people.correct(deed, row.pk, people.Human("张梓涵", "", "Z", "2", BORN))
    assert [(each.first_id, each.second_id) for each in doubts()] == [(there.person_id, row.person_id)]
    people.correct(deed, row.pk, people.Human("赵一一", "", "Z", "1", date(2018, 1, 1)))
    assert [each.state for each in doubts()] == ["gone"]


def test_a_number_of_somebody_else_is_still_refused(world):
    other, row = child(world.far_school, numbered=True), child(world.school, "李思思")
    deed = people.Deed(world.actor("registrar"), ON, "BG2026-3")
    with pytest.raises(IdentityTaken):
        people.correct(deed, row.pk, people.Human("李思思", other.person.id_no.reveal(), "1", "2", BORN))


def hand_in(world, workbook, rows):
    actor = world.actor("registrar")
    batch = handed_in(workbook, rows, actor=actor, scope=scope_for(world.school))
    assert batch.state == "ready", batch.refusal
    return applied(batch, actor=actor)


NO_NUMBER = {"身份证件类型": "Z 其他", "身份证件号": "", "学籍号": ""}


def test_a_workbook_with_a_child_who_is_there_already_is_not_applied(world):
    child(world.far_school, sex="2", born_on=date(2017, 3, 3), phone="13800001234")
    row = pupil(2, "张梓涵", 出生日期="2017-03-03", 监护人姓名="张国强", **NO_NUMBER)
    with pytest.raises(AlreadyKnown, match="第 3 行"):
        hand_in(world, StudentsWorkbook, [pupil(1), row])
    assert not Enrolment.objects.within("").filter(school=world.school).exists()


def test_a_workbook_puts_likely_doubles_on_the_list(world):
    there = child(world.far_school, sex="2", born_on=date(2017, 3, 3), phone="13900000000")
    hand_in(world, StudentsWorkbook, [pupil(1), pupil(2, "张梓涵", 出生日期="2017-03-03", **NO_NUMBER)])
    (doubt,) = doubts()
    assert (doubt.first_id, doubt.way, doubt.verdict) == (there.person_id, "workbook", "likely")


def test_taking_a_file_back_takes_its_doubts_along(world):
    from shuren.kernel.tabular import actions as tabular

    child(world.far_school, sex="2", born_on=date(2017, 3, 3), phone="13900000000")
    batch = hand_in(world, StudentsWorkbook, [pupil(2, "张梓涵", 出生日期="2017-03-03", **NO_NUMBER)])
    with scope_of(world.actor("registrar")):
        tabular.undo(actor=world.actor("registrar"), batch=batch, reason="传错了文件")
    reviewing.tidy()
    assert not doubts()


def test_a_teacher_who_is_a_guardian_is_known_by_name_and_phone(world):
    tie = factories.guardianship(factories.enrolment(world.school), "刘敏", phone="13811112222")
    Person.objects.within("").filter(pk=tie.guardian_id).update(id_no=None, id_index=None, id_type="", born_on=None)
    hand_in(world, StaffWorkbook, [teacher(1, "刘敏", 联系电话="13811112222"), teacher(2, "王强")])
    (doubt,) = doubts()
    assert doubt.levels["phone"] == "equal"
    assert doubt.org_path == world.school.path


def test_a_phone_of_many_is_nobodys(world):
    rows = [child(world.school, f"张梓{name}", phone="13700000000", school_no=f"H{i}") for i, name in
            enumerate("天地玄黄宇宙洪荒日")]  # fmt: skip
    facts = facts_of([row.person_id for row in rows])
    assert not any(token.startswith("phone") for one in facts.values() for token in one.guardians)


def test_an_old_number_finds_the_new_one(world):
    born = date(1985, 5, 5)
    whole = id_number(born, serial=3)
    new = factories.person(world.school, "刘敏", born_on=born, id_no=whole)
    old = factories.person(world.far_school, "刘敏", born_on=born, id_no=whole[:6] + whole[8:17])
    (found,) = doubles_of_persons([new.pk])
    assert (found.second, found.judgement.verdict) == (old.pk, "certain")


def test_one_file_asks_as_many_questions_of_the_database_as_one_child(world, django_assert_max_num_queries):
    rows = [child(world.school, f"张梓{chr(0x4E00 + n)}", school_no=f"Q{n}", born_on=date(2018, 1, 1 + n))
            for n in range(20)]  # fmt: skip
    for n in range(20):
        child(world.far_school, f"张梓{chr(0x4E00 + n)}", phone=f"139000000{n:02d}", born_on=date(2018, 1, 1 + n))
    with django_assert_max_num_queries(10):
        assert len(doubles_of_persons([row.person_id for row in rows])) >= 20


# --- the review list -------------------------------------------------------------------------------------------------


def two_alike(world, here=None, there=None):
    one = child(there or world.sibling, phone="13900000000")
    two = child(here or world.school)
    sameness.examine([two.person_id], Way.REVIEW)
    return Doubt.objects.within("").get(first=one.person_id, second=two.person_id)


def test_what_was_decided_to_be_two_is_never_asked_again(world):
    doubt = two_alike(world)
    merging.keep_apart(actor=world.actor("county_official"), doubt_id=doubt.pk, reason="两校核对，是两人")
    sameness.examine([doubt.second_id], Way.REVIEW)
    doubt.refresh_from_db()
    assert (doubt.state, doubt.decided_by) == ("different", "陈县")


def test_a_school_decides_on_its_own_and_no_other_sees_the_list(world):
    doubt = two_alike(world, there=world.school)
    with scope_of(world.actor("principal")):
        assert world.client("principal").get(reverse("people:double", args=(doubt.pk,))).status_code == 200
    far = two_alike(world, here=world.sibling, there=world.far_school)
    for role, status in (("principal", 404), ("county_official", 404), ("city_official", 200)):
        assert world.client(role).get(reverse("people:double", args=(far.pk,))).status_code == status, role


def test_the_two_records_stand_side_by_side_with_what_each_comparison_weighs(world):
    doubt = two_alike(world)
    page = world.client("county_official").get(reverse("people:double", args=(doubt.pk,))).content.decode()
    assert "东山中学" in page
    assert "139****0000" in page
    assert "姓名相同" in page
    assert "疑似重复人员" in world.client("county_official").get(reverse("people:doubles")).content.decode()


def test_schools_are_asked_about_their_own_record_and_answer(world):
    doubt = two_alike(world)
    asked = world.client("county_official").post(reverse("people:ask_schools", args=(doubt.pk,)))
    assert asked.status_code == 302
    own = Question.objects.within("").get(doubt=doubt, person=doubt.second_id)
    client, target = world.client("registrar"), reverse("people:question", args=(own.pk,))
    page = client.get(target).content.decode()
    assert "东山中学 张** 2019 年出生" in page
    assert client.post(target, {"answer": "same", "note": ""}).status_code == 422
    assert client.post(target, {"answer": "same", "note": "查看户口簿原件"}).status_code == 302
    own.refresh_from_db()
    assert (own.answer, own.answered_by) == ("same", "李录")
    other = Question.objects.within("").get(doubt=doubt, person=doubt.first_id)
    assert client.get(reverse("people:question", args=(other.pk,))).status_code == 404


def test_a_decision_without_a_reason_stays_on_its_page(world):
    doubt = two_alike(world)
    answer = world.client("county_official").post(
        reverse("people:double", args=(doubt.pk,)), {"verdict": "different", "reason": " "}
    )
    assert answer.status_code == 422
    doubt.refresh_from_db()
    assert doubt.state == "open"


def test_nobody_decides_about_the_own_child(world):
    from shuren.spine.people.models import Guardianship, PersonAccount

    doubt = two_alike(world)
    parent = Guardianship.objects.within("").get(child=doubt.second_id).guardian
    PersonAccount.objects.create(account=world.accounts["county_official"], person=parent)
    with pytest.raises(Refused, match="本人"):
        merging.keep_apart(actor=world.actor("county_official"), doubt_id=doubt.pk, reason="是两人")


def test_the_list_shows_nothing_without_a_scope(world):
    two_alike(world)
    with scope_of(system_actor("tests", "测试", path="9999")):
        assert not Doubt.objects.within("").exists()


@pytest.mark.parametrize("table", ["people_doubt", "people_question", "people_formernumber", "people_merge"])
def test_what_is_told_of_doubles_is_walled_in(db, table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (True, True)
