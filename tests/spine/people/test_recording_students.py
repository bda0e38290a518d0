"""A school's list of students, from the file to the register and back."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular import actions as tabular
from shuren.spine.people.models import Enrolment, Guardianship, Person
from shuren.spine.people.tables import StudentsWorkbook
from tests.spine.people import factories
from tests.spine.people.workbooks import applied, handed_in, pupil, scope_for


@pytest.fixture
def school(wall_open):
    factories.school_class(wall_open.school)
    return SimpleNamespace(
        world=wall_open, actor=wall_open.actor("registrar"), scope=scope_for(wall_open.school), org=wall_open.school
    )


def hand_in(school, rows):
    return handed_in(StudentsWorkbook, rows, actor=school.actor, scope=school.scope)


def record(school, rows):
    batch = hand_in(school, rows)
    assert batch.state == "ready", problems(batch)
    return applied(batch, actor=school.actor)


def problems(batch):
    import polars as pl

    return pl.read_parquet(batch.problems.path).to_dicts() if batch.problems else batch.refusal


def enrolled():
    return {row.school_no: row for row in Enrolment.objects.within("").filter(left_on=None)}


def test_new_pupils_become_persons_enrolments_and_guardians(school):
    record(school, [pupil(1, "张小明"), pupil(2, "单小红")])
    one, two = enrolled()["240001"], enrolled()["240002"]
    assert (one.name, one.sex, one.stage, one.entry_year, one.is_only_child) == ("张小明", "1", "primary", 2024, True)
    assert two.initials == "sxh"
    assert one.person.id_no.reveal() == pupil(1)["身份证件号"]
    assert one.national_no.reveal() == "G" + pupil(1)["身份证件号"]
    tie = Guardianship.objects.within("").get(child=one.person)
    assert (tie.name, tie.relation, tie.phone.reveal()) == ("王家长1", "51", "13800001234")
    assert (one.batch_row, one.entered_by) == (2, "李录")


def test_the_same_file_twice_changes_nothing(school):
    rows = [pupil(1), pupil(2)]
    record(school, rows)
    counts = hand_in(school, rows).counts["people.student"]
    assert (counts["added"], counts["changed"], counts["vanished"], counts["unchanged"]) == (0, 0, 0, 2)


def test_a_correction_changes_the_person_and_the_copies(school):
    record(school, [pupil(1, "张小明"), pupil(2)])
    record(school, [pupil(1, "张小明", 民族="回族", 就读方式="住校", 监护人联系电话="13900005678"), pupil(2)])
    row = enrolled()["240001"]
    assert (row.study_mode, row.person.ethnic) == ("2", "03")
    assert Guardianship.objects.within("").get(child=row.person).phone.reveal() == "13900005678"
    assert Person.objects.within("").count() == 4


def test_a_pupil_no_longer_in_the_list_has_left_and_is_kept(school):
    record(school, [pupil(1), pupil(2)])
    batch = hand_in(school, [pupil(1)])
    assert batch.counts["people.student"]["vanished"] == 1
    applied(batch, actor=school.actor)
    gone = Enrolment.objects.within("").get(school_no="240002")
    assert (gone.left_on, gone.status) == (timezone.localdate(), "99")
    assert gone.left_reason
    assert set(enrolled()) == {"240001"}


def test_a_stated_leaving_keeps_its_day_and_status(school):
    record(school, [pupil(1), pupil(2)])
    record(school, [pupil(1), pupil(2, 学生当前状态="10", 离校日期="2026-03-01")])
    gone = Enrolment.objects.within("").get(school_no="240002")
    assert (gone.left_on, gone.status) == (date(2026, 3, 1), "10")


def test_a_batch_is_taken_back_as_one(school):
    record(school, [pupil(1, "张小明"), pupil(2)])
    before = {row.pk: (row.name, row.left_on, row.batch_id) for row in Enrolment.objects.within("")}
    batch = record(school, [pupil(1, "张小明", 就读方式="住校"), pupil(3)])
    assert len(enrolled()) == 2
    with scope_of(school.actor):
        tabular.undo(actor=school.actor, batch=batch, reason="传错了文件")
    assert {row.pk: (row.name, row.left_on, row.batch_id) for row in Enrolment.objects.within("")} == before
    assert Person.objects.within("").count() == 4
    assert not Person.objects.within("").filter(name=pupil(3)["姓名"]).exists()


def test_a_pupil_who_comes_from_another_school_stays_the_same_person(school):
    left = factories.enrolment(
        school.world.far_school,
        "吴转来",
        left_on=date(2025, 9, 1),
        status="10",
        of=factories.person(school.world.far_school, "吴转来", id_no=pupil(7)["身份证件号"]),
    )
    batch = record(school, [pupil(7, "吴转来")])
    came = enrolled()["240007"]
    assert came.person_id == left.person_id
    assert came.person.org_path == school.org.path
    with scope_of(school.actor):
        tabular.undo(actor=school.actor, batch=batch, reason="传错了文件")
    assert Person.objects.within("").get(pk=left.person_id).org_path == school.world.far_school.path


def test_a_pupil_enrolled_at_another_school_is_refused_at_the_cell(school):
    number = pupil(7)["身份证件号"]
    factories.enrolment(school.world.far_school, of=factories.person(school.world.far_school, "吴转来", id_no=number))
    batch = hand_in(school, [pupil(7, "吴转来")])
    assert batch.state == "wrong"
    assert [problem["column"] for problem in problems(batch)] == ["id_no"]
    assert "另一所学校" in problems(batch)[0]["sentence"]
    assert "高新" not in problems(batch)[0]["sentence"]


def test_a_pupil_with_a_new_school_number_is_not_enrolled_twice(school):
    record(school, [pupil(1), pupil(2)])
    record(school, [pupil(1, 学号="259999"), pupil(2)])
    assert set(enrolled()) == {"259999", "240002"}
    assert Enrolment.objects.within("").count() == 2


def test_a_school_number_given_to_a_new_pupil_does_not_overwrite_the_old_one(school):
    record(school, [pupil(1, "张小明")])
    record(school, [pupil(4, "赵新生", 学号="240001")])
    assert {row.name: row.left_on is None for row in Enrolment.objects.within("")} == {"张小明": False, "赵新生": True}
    assert {person.name for person in Person.objects.within("").filter(name__in=["张小明", "赵新生"])} == {
        "张小明",
        "赵新生",
    }


OTHER_ID = factories.id_number(date(2017, 2, 2), male=True, serial=55)


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"姓名": "张小铭"}, "name"),
        ({"身份证件类型": "护照"}, "id_type"),
        ({"身份证件号": OTHER_ID}, "id_no"),
        ({"学籍号": f"G{OTHER_ID}"}, "national_no"),
        ({"姓名": "张小铭", "学号": "259999"}, "name"),
    ],
)
def test_key_data_are_not_changed_by_a_list(school, values, column):
    record(school, [pupil(1, "张小明"), pupil(2)])
    batch = hand_in(school, [pupil(1, **{"姓名": "张小明"} | values), pupil(2)])
    assert batch.state == "wrong"
    assert [(problem["row"], problem["column"]) for problem in problems(batch)] == [(2, column)]


def test_sex_and_birth_agree_with_the_register_where_no_number_tells(school):
    plain = {"身份证件类型": "其他", "身份证件号": "", "学籍号": "L240001"}
    record(school, [pupil(1, "张小明", **plain)])
    batch = hand_in(school, [pupil(1, "张小明", **plain, 性别="女", 出生日期="2017-03-03")])
    assert {problem["column"] for problem in problems(batch)} == {"sex", "born_on"}
    assert all("关键信息变更" in problem["sentence"] for problem in problems(batch))


def test_a_registry_number_that_is_left_out_stays(school):
    record(school, [pupil(1)])
    before = enrolled()["240001"].national_no.reveal()
    record(school, [pupil(1, 学籍号="", 就读方式="住校")])
    assert enrolled()["240001"].national_no.reveal() == before


def test_a_registry_number_may_be_entered_once(school):
    record(school, [pupil(1, 学籍号="")])
    record(school, [pupil(1)])
    assert enrolled()["240001"].national_no.reveal() == pupil(1)["学籍号"]


def test_what_a_case_has_changed_is_what_the_next_list_says(school):
    record(school, [pupil(1, "张小明")])
    row = enrolled()["240001"]
    Enrolment.objects.within("").filter(pk=row.pk).update(name="张小铭")
    Person.objects.within("").filter(pk=row.person_id).update(name="张小铭")
    assert hand_in(school, [pupil(1, "张小铭")]).counts["people.student"]["unchanged"] == 1
    assert hand_in(school, [pupil(1, "张小明")]).state == "wrong"


def test_brothers_and_sisters_share_a_guardian(school):
    parent = factories.id_number(date(1988, 5, 1), serial=77)
    record(
        school,
        [pupil(1, 监护人身份证件号=parent, 监护人姓名="王家"), pupil(2, 监护人身份证件号=parent, 监护人姓名="王家")],
    )
    assert Guardianship.objects.within("").values("guardian").distinct().count() == 1
    assert Person.objects.within("").count() == 3


def test_a_teacher_who_is_a_guardian_keeps_their_place_and_name(school):
    teacher = factories.post(school.world.far_school, "刘老师").person
    record(school, [pupil(1, 监护人身份证件号=teacher.id_no.reveal(), 监护人姓名="刘教师")])
    teacher.refresh_from_db()
    assert (teacher.name, teacher.org_path) == ("刘老师", school.world.far_school.path)
    assert Guardianship.objects.within("").get().guardian_id == teacher.pk


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"出生日期": "2016-02-02"}, "born_on"),
        ({"性别": "女"}, "sex"),
        ({"身份证件号": "340102201701010011"}, "id_no"),
        ({"身份证件号": ""}, "id_no"),
        ({"学籍号": "123"}, "national_no"),
        ({"班号": "999999"}, "school_class"),
        ({"学生当前状态": "转学(转出)"}, "left_on"),
        ({"离校日期": "2026-01-01"}, "left_on"),
        ({"民族": "外星人"}, "ethnic"),
        ({"监护人关系": ""}, "g_name"),
        ({"监护人联系电话": "12"}, "g_phone"),
        ({"户口所在地行政区划代码": "999999"}, "hukou"),
    ],
)
def test_a_wrong_cell_is_named(school, values, column):
    batch = hand_in(school, [pupil(1, **values)])
    assert batch.state == "wrong"
    assert column in {problem["column"] for problem in problems(batch)}


def test_one_name_sex_and_birth_twice_is_a_warning(school):
    twin = pupil(
        3, "张小明", 学号="240099", 身份证件号=factories.id_number(date(2017, 4, 4), serial=20), 学籍号="L240099"
    )
    batch = hand_in(school, [pupil(3, "张小明"), twin])
    assert (batch.state, batch.errors, batch.warnings) == ("ready", 0, 2)


def test_more_than_a_hundred_pupils_await_the_principal(school):
    rows = [pupil(number) for number in range(101)]
    batch = hand_in(school, rows)
    assert batch.state == "waiting"
    tabular.confirm(actor=school.world.actor("principal"), batch=batch)
    batch.refresh_from_db()
    applied(batch, actor=school.actor)
    assert len(enrolled()) == 101


def test_an_old_list_does_not_overwrite_later_facts(school):
    record(school, [pupil(1)])
    old = handed_in(
        StudentsWorkbook,
        [pupil(2, 入学年月="2023-09-01")],
        actor=school.actor,
        scope=scope_for(school.org, date(2023, 9, 1)),
    )
    with pytest.raises(Exception, match="名册已经登记到"):
        applied(old, actor=school.actor)


def test_the_source_of_an_imported_pupil_is_file_and_row(school):
    record(school, [pupil(1, "张小明")])
    page = school.world.client("registrar").get(f"/people/{enrolled()['240001'].person_id}/").content.decode()
    assert "list.csv" in page
