"""The marks of a class on one page: wrong cells are told where they are, all else goes by the door of workbooks."""

import io
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from shuren.kernel.audit.models import Entry
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular import actions as tabular
from shuren.kernel.tabular.models import Batch
from shuren.modules.marks import queries, rules
from shuren.modules.marks.models import Correction, Mark
from tests.modules.marks.factories import mark
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.spine.people.workbooks import applied
from tests.world import World

pytestmark = pytest.mark.django_db
SHEET = reverse("marks:sheet")


@pytest.fixture
def room(wall_open: World) -> Any:  # noqa: F811
    """A class of two, and a pupil of another class."""
    group = factories.school_class(wall_open.school)
    pupils = [
        factories.enrolment(wall_open.school, name, school_no=number, school_class=group)
        for name, number in (("安一", "240001"), ("白二", "240002"))
    ]
    factories.enrolment(wall_open.school, "陈三", school_no="240003")
    return SimpleNamespace(world=wall_open, group=group, pupils=pupils, actor=wall_open.actor("registrar"))


def asked(room: Any, **more: Any) -> dict[str, Any]:
    return {"class": str(room.group.pk), "year": "2025", "term": "1", "subject": ["13", "14"], **more}


def sheet(room: Any) -> queries.Sheet:
    return queries.sheet_for(room.actor, {**asked(room), "subject": ""}, ["13", "14"])


def sent(room: Any, cells: dict[tuple[int, str], str], **more: str) -> Any:
    """Send the sheet as the browser does: every cell, those given as they were typed."""
    seen = sheet(room)
    typed = {
        f"m-{pupil.pk}-{subject}": cells.get((at, subject), seen.text(pupil.pk, subject))
        for at, pupil in enumerate(seen.pupils)
        for subject in seen.subjects
    }
    fulls = {f"full-{subject}": seen.full(subject) for subject in seen.subjects}
    form = {**asked(room), **typed, **fulls, "stamp": seen.stamp, **more}
    return room.world.client("registrar").post(SHEET, form)


def marks() -> dict[tuple[str, str], str]:
    return {(row.enrolment.name, row.subject): row.result.typed for row in Mark.objects.within("")}


@pytest.mark.parametrize(
    ("typed", "score", "full", "level"),
    [
        ("92", 92, 100, ""), ("92.5", "92.5", 100, ""), ("135/150", 135, 150, ""), ("优秀", None, None, "优秀"),
        ("92 优秀", 92, 100, "优秀"), ("９２", 92, 100, ""), ("a", None, None, "A"), (" 0 ", 0, 100, ""),
        ("92优秀", 92, 100, "优秀"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_people_write_marks(typed: str, score: Any, full: Any, level: str) -> None:
    read = rules.read(rules.tidy(typed), Decimal(100))
    assert read is not None
    assert (read.score, read.full, read.level) == (*(n if n is None else Decimal(n) for n in (score, full)), level)
    assert rules.read(read.typed, Decimal(100)) == read, "what is shown is read as it was typed"


@pytest.mark.parametrize("typed", ["", "很好", "92.55", "-3", "92/", "1000", "92 100", "=A1", "缺考", "92，5"])
def test_anything_else_is_no_mark(typed: str) -> None:
    assert rules.read(rules.tidy(typed), Decimal(100)) is None


def test_what_is_typed_becomes_marks_that_can_be_undone_together(room: Any) -> None:
    answer = sent(room, {(0, "13"): "92", (0, "14"): "优秀", (1, "13"): "88.5"})
    assert answer.status_code == 302, answer.content.decode()
    assert marks() == {("安一", "13"): "92", ("安一", "14"): "优秀", ("白二", "13"): "88.5"}
    assert "新增 3 条，更正 0 条" in room.world.client("registrar").get(answer["Location"]).content.decode()
    (row,) = Mark.objects.within("").filter(subject="14")
    assert (row.entered_by, row.year, row.term, row.batch_id) == ("李录", 2025, "1", Batch._base_manager.get().pk)
    with scope_of(room.actor):
        tabular.undo(actor=room.actor, batch=Batch._base_manager.get(), reason="录错了班级")
    assert marks() == {}


def test_changing_what_is_held_needs_a_reason_that_stands_with_it(room: Any) -> None:
    mark(room.pupils[0], level="", credit=Decimal(2))
    refused = sent(room, {(0, "13"): "95"})
    assert refused.status_code == 422
    assert "写明更正理由" in refused.content.decode()
    assert 'value="95"' in refused.content.decode(), "what was typed stays"
    assert sent(room, {(0, "13"): "95"}, reason="试卷复核").status_code == 302
    (row,) = Mark.objects.within("")
    assert (row.score, row.credit) == (Decimal(95), Decimal(2)), "credits are not on the sheet and stay"
    (kept,) = Correction.objects.within("")
    assert (kept.before, kept.after, kept.reason) == ("92 · 2 学分", "95 · 2 学分", "试卷复核")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("101", "超过满分"), ("160/150", "超过满分"), ("很好", "请填分数"), ("<b>", "请填分数"), ("\0", "请填分数")],
)
def test_a_wrong_cell_is_told_below_it_and_nothing_is_written(room: Any, typed: str, sentence: str) -> None:
    answer = sent(room, {(0, "13"): "92", (1, "14"): typed})
    assert answer.status_code == 422
    page = answer.content.decode()
    about = f'id="w-{room.pupils[1].pk}-14"'
    assert page.count("s-field__error") == page.count(about) == 1
    assert sentence in page.split(about)[1][:80]
    assert 'value="92"' in page
    assert marks() == {}


def test_a_held_mark_is_not_emptied_here(room: Any) -> None:
    mark(room.pupils[0], level="")
    assert "不能在这里清空" in sent(room, {(0, "13"): ""}, reason="误登成绩").content.decode()
    assert marks() == {("安一", "13"): "92"}


def test_full_points_of_a_column_count_where_a_cell_names_none(room: Any) -> None:
    assert sent(room, {(0, "13"): "135", (1, "13"): "80/100"}, **{"full-13": "150"}).status_code == 302
    assert marks() == {("安一", "13"): "135/150", ("白二", "13"): "80"}
    for wrong in ("0", "abc", "1000", "NaN", "1e9", ""):
        assert "满分应大于 0" in sent(room, {(0, "13"): "90"}, reason="重新登记", **{"full-13": wrong}).content.decode()


def test_who_was_second_sees_what_the_first_has_entered(room: Any) -> None:
    before = sheet(room).stamp
    mark(room.pupils[0], level="")
    answer = sent(room, {(0, "13"): "70", (1, "13"): "80"}, stamp=before, reason="重新登记")
    assert answer.status_code == 422
    assert "打开本页之后被改动过" in answer.content.decode()
    assert "现有成绩：92" in answer.content.decode()
    assert marks() == {("安一", "13"): "92"}


def test_many_at_once_wait_for_the_principal(room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MASS", 1)
    answer = sent(room, {(0, "13"): "92", (1, "13"): "88"})
    batch = Batch._base_manager.get()
    assert answer["Location"] == reverse("filing:batch", args=(batch.pk,))
    assert (batch.state, marks()) == ("waiting", {})
    tabular.confirm(actor=room.world.actor("principal"), batch=batch)
    applied(batch, actor=room.actor)
    assert len(marks()) == 2


def test_the_template_has_the_class_and_what_is_held_and_comes_back_as_it_is(room: Any) -> None:
    mark(room.pupils[0], level="")
    answer = room.world.client("registrar").get(reverse("marks:sheet_template"), asked(room))
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    book = load_workbook(io.BytesIO(content))
    rows = [row for row in book["学期成绩"].iter_rows(values_only=True) if row[0] and "24000" in str(row[0])]
    assert [str(row[0])[:6] for row in rows] == ["240001", "240001", "240002", "240002"]
    assert str(rows[0][3]) == "92"
    assert "陈三" not in str(rows)
    rows_held = [row for row in rows if row[3] is not None]
    assert len(rows_held) == 1
    assert "marks.sheet.taken" in Entry.objects.within("").values_list("label", flat=True)


def test_each_look_is_recorded_and_only_the_school_itself_has_sheets(room: Any) -> None:
    client = room.world.client("registrar")
    page = client.get(SHEET, asked(room)).content.decode()
    assert "安一" in page
    assert "陈三" not in page
    assert "marks.sheet.seen" in Entry.objects.within("").values_list("label", flat=True)
    for role in ("principal", "county_official", "guardian"):
        assert room.world.client(role).get(SHEET, asked(room)).status_code == 403
    far = factories.school_class(room.world.far_school)
    factories.enrolment(room.world.far_school, "丁四", school_class=far)
    assert "丁四" not in client.get(SHEET, asked(room, **{"class": str(far.pk)})).content.decode()


@pytest.mark.parametrize(
    "query",
    [{"class": "x"}, {"year": "99999"}, {"year": "²"}, {"term": "3"}, {"subject": ["zz", "\0"]}, {"saved": "9" * 30}],
)
def test_odd_questions_get_an_answer(room: Any, query: dict[str, Any]) -> None:
    assert room.world.client("registrar").get(SHEET, asked(room, **query)).status_code in {200, 404}


def test_a_sheet_is_drawn_with_few_queries(room: Any, django_assert_max_num_queries: Any) -> None:
    client = room.world.client("registrar")
    client.get(SHEET, asked(room))
    with django_assert_max_num_queries(13):  # two of them are the savepoint of the look
        client.get(SHEET, asked(room))


def test_a_school_without_classes_has_an_empty_sheet(wall_open: World) -> None:  # noqa: F811
    page = wall_open.client("registrar").get(SHEET).content.decode()
    assert "这个班在该学年没有学生" in page


def test_a_sheet_fits_into_what_may_be_sent_at_once(settings: Any) -> None:
    pupils_of_a_full_class = 60
    assert pupils_of_a_full_class * queries.ACROSS + 3 * queries.ACROSS + 10 <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
