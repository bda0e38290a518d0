"""A school's lists of staff and of classes."""

from types import SimpleNamespace

import pytest

from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular import actions as tabular
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people.models import Person, Post
from shuren.spine.people.tables import ClassesWorkbook, StaffWorkbook
from tests.spine.people import factories
from tests.spine.people.workbooks import applied, handed_in, scope_for, teacher


@pytest.fixture
def school(wall_open):
    return SimpleNamespace(
        world=wall_open, actor=wall_open.actor("registrar"), scope=scope_for(wall_open.school), org=wall_open.school
    )


def record(school, workbook, rows):
    batch = handed_in(workbook, rows, actor=school.actor, scope=school.scope)
    assert batch.state == "ready", (batch.refusal, batch.errors)
    return applied(batch, actor=school.actor)


def class_(code="202401", **values):
    return {
        "班号": code,
        "班级名称": f"{code}班",
        "学段": "小学",
        "入学年份": "2024",
        "学制": "6",
        "班级类型": "普通小学班",
        "建班年月": "2024-09-01",
        **values,
    }


def test_new_staff_become_persons_and_posts(school):
    record(school, StaffWorkbook, [teacher(1, "刘小红"), teacher(2)])
    row = Post.objects.within("").get(staff_no="T0001")
    assert (row.name, row.subject, row.title, row.education, row.ict_level) == ("刘小红", "13", "053", "21", "2")
    assert row.person.id_no.reveal() == teacher(1)["身份证件号"]


def test_the_same_staff_twice_changes_nothing(school):
    rows = [teacher(1), teacher(2, 联系电话="13800001111")]
    record(school, StaffWorkbook, rows)
    batch = handed_in(StaffWorkbook, rows, actor=school.actor, scope=school.scope)
    assert batch.counts["people.staff"]["unchanged"] == 2


def test_staff_no_longer_listed_have_left_and_are_brought_back_by_undoing(school):
    record(school, StaffWorkbook, [teacher(1), teacher(2)])
    batch = record(school, StaffWorkbook, [teacher(1, 专业技术职务="高级教师")])
    assert Post.objects.within("").filter(to_on=None).count() == 1
    with scope_of(school.actor):
        tabular.undo(actor=school.actor, batch=batch, reason="传错了文件")
    assert set(Post.objects.within("").filter(to_on=None).values_list("title", flat=True)) == {"053"}
    assert Person.objects.within("").count() == 2


def test_a_second_school_gives_a_second_post_to_the_same_person(school):
    main = factories.post(
        school.world.far_school,
        "刘小红",
        of=factories.person(school.world.far_school, "刘小红", id_no=teacher(1)["身份证件号"]),
    )
    record(school, StaffWorkbook, [teacher(1, "刘小红", 是否主要任职="否")])
    post = Post.objects.within("").get(staff_no="T0001")
    assert post.person_id == main.person_id
    assert post.person.org_path == school.world.far_school.path


def test_two_main_posts_are_refused_as_a_conflict(school):
    factories.post(
        school.world.far_school,
        "刘小红",
        of=factories.person(school.world.far_school, "刘小红", id_no=teacher(1)["身份证件号"]),
    )
    batch = handed_in(StaffWorkbook, [teacher(1, "刘小红")], actor=school.actor, scope=school.scope)
    with pytest.raises(tabular.Conflict, match="people_post_one_main"):
        applied(batch, actor=school.actor)


@pytest.mark.parametrize(
    ("values", "column"),
    [({"任教学段": ""}, "stage"), ({"学历": "大学本科教育"}, "education"), ({"教师编号": "1"}, "teacher_no")],
)
def test_a_wrong_cell_is_named(school, values, column):
    import polars as pl

    batch = handed_in(StaffWorkbook, [teacher(1, **values)], actor=school.actor, scope=school.scope)
    assert column in pl.read_parquet(batch.problems.path)["column"].to_list()


def test_classes_are_opened_changed_and_closed(school):
    record(school, ClassesWorkbook, [class_(), class_("202402")])
    record(school, ClassesWorkbook, [class_(班主任="刘老师"), class_("202501", 入学年份="2025", 建班年月="2025-09-01")])
    classes = {row.code: row for row in SchoolClass.objects.within("")}
    assert classes["202401"].homeroom_teacher == "刘老师"
    assert classes["202402"].closed_on is not None
    assert classes["202501"].closed_on is None


def test_a_class_with_pupils_is_not_closed_by_leaving_it_out(school):
    record(school, ClassesWorkbook, [class_(), class_("202402")])
    factories.enrolment(school.org, school_class=SchoolClass.objects.within("").get(code="202402"))
    batch = handed_in(ClassesWorkbook, [class_()], actor=school.actor, scope=school.scope)
    with pytest.raises(Exception, match="还有 1 名在籍学生"):
        applied(batch, actor=school.actor)
