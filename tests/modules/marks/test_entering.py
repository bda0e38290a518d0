"""A school hands its marks in as a workbook, corrects one by hand, and takes a file back."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular import actions as tabular
from shuren.kernel.tabular import queries as batches
from shuren.modules.marks import actions
from shuren.modules.marks.models import Correction, Mark
from shuren.modules.marks.rules import Result
from shuren.modules.marks.tables import MarksWorkbook
from shuren.spine.people import api as people
from shuren.spine.people.models import Enrolment
from tests.modules.marks.factories import mark
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.spine.people.workbooks import applied, handed_in, scope_for
from tests.world import World

pytestmark = pytest.mark.django_db
GOOD = {"学号": "240001", "学期": "秋季学期", "学科": "语文", "成绩": "92", "满分": "100", "等第": "优秀"}


@pytest.fixture
def school(wall_open: World) -> Any:  # noqa: F811
    pupil = factories.enrolment(wall_open.school, "李小雨", school_no="240001")
    return SimpleNamespace(
        world=wall_open, actor=wall_open.actor("registrar"), scope=scope_for(wall_open.school), pupil=pupil
    )


def handed(school: Any, *rows: dict[str, str]) -> Any:
    return handed_in(MarksWorkbook, list(rows), actor=school.actor, scope=school.scope)


def entered(school: Any, *rows: dict[str, str]) -> Any:
    batch = handed(school, *rows)
    assert batch.state == "ready", (batch.refusal, batch.errors)
    return applied(batch, actor=school.actor)


def marks() -> list[Mark]:
    return list(Mark.objects.within("").order_by("subject"))


def test_a_row_becomes_a_mark_with_where_it_came_from(school: Any) -> None:
    batch = entered(school, GOOD, GOOD | {"学科": "数学", "成绩": "", "满分": "", "等第": "B"})
    first, second = marks()
    assert (first.enrolment, first.subject, first.score, first.level) == (school.pupil, "13", Decimal(92), "优秀")
    assert (first.entered_by, first.batch_id, first.school) == ("李录", batch.pk, school.world.school)
    assert (second.score, second.level) == (None, "B")


def test_another_file_adds_and_changes_and_leaves_the_rest(school: Any) -> None:
    entered(school, GOOD)
    batch = entered(school, GOOD | {"成绩": "95"}, GOOD | {"学科": "数学"})
    assert [row.score for row in marks()] == [Decimal(95), Decimal(92)]
    (kept,) = Correction.objects.within("")
    assert (kept.before, kept.after, kept.batch_id) == ("92 · 优秀", "95 · 优秀", batch.pk)
    entered(school, GOOD | {"学科": "英语"})
    assert len(marks()) == 3, "what a file does not speak of stays"


def test_undoing_a_file_brings_back_what_was(school: Any) -> None:
    entered(school, GOOD)
    batch = entered(school, GOOD | {"成绩": "95"}, GOOD | {"学科": "数学"})
    with scope_of(school.actor):
        tabular.undo(actor=school.actor, batch=batch, reason="传错了文件")
    assert [row.score for row in marks()] == [Decimal(92)]
    assert not Correction.objects.within("").exists()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"学号": "999999"}, "没有找到"),
        ({"成绩": "101"}, "不超过满分"),
        ({"满分": ""}, "须同时填满分"),
        ({"成绩": "", "满分": "", "等第": ""}, "至少填一项"),
        ({"等第": "很好"}, "优秀、良好"),
        ({"学期": "夏季学期"}, "春季学期"),
        ({"学科": "武术"}, "代码表中的值"),
    ],
)
def test_a_bad_row_is_told_where_it_is(school: Any, changed: dict[str, str], word: str) -> None:
    batch = handed(school, GOOD | changed)
    assert batch.errors == 1
    (sentence,) = batches.problems_of(batch)["sentence"]
    assert word in sentence


def test_a_correction_by_hand_keeps_what_was_and_why(school: Any) -> None:
    batch = entered(school, GOOD)
    (row,) = marks()
    better = Result(Decimal(95), Decimal(100), "优秀")
    about: dict[str, Any] = {"mark_id": row.pk, "reason": "试卷复核", "at": timezone.now()}
    actions.correct(actor=school.actor, result=better, **about)
    (kept,) = Correction.objects.within("")
    assert (kept.before, kept.after, kept.reason, kept.by) == ("92 · 优秀", "95 · 优秀", "试卷复核", "李录")
    with pytest.raises(actions.NothingCorrected):
        actions.correct(actor=school.actor, result=better, **about)
    with pytest.raises(actions.PointsOutOfRange):
        actions.correct(actor=school.actor, result=Result(Decimal(105), Decimal(100)), **about)
    with scope_of(school.actor), pytest.raises(Exception, match="改动"):
        tabular.undo(actor=school.actor, batch=batch, reason="传错了文件")


def test_another_schools_marks_are_out_of_reach(school: Any) -> None:
    far = mark(factories.enrolment(school.world.far_school, "王二"))
    with pytest.raises(NotFoundHere):
        actions.correct(actor=school.actor, mark_id=far.pk, result=Result(None, None), reason="误登", at=timezone.now())
    client = school.world.client("registrar")
    assert client.get(reverse("marks:pupil", args=(far.enrolment.person_id,))).status_code == 404
    assert "王二" not in client.get(reverse("marks:register")).content.decode()


def test_a_former_school_is_not_told_what_the_next_one_gave(school: Any) -> None:
    mark(school.pupil)
    deed = people.Deed(school.world.actor("principal"), date(2026, 11, 23), "ZX1", "东山小学 → 高新小学")
    people.transfer(deed, school.pupil.pk, people.Destination(school.world.far_school.pk, None, "26001", "转学"))
    mark(Enrolment.objects.within("").get(person=school.pupil.person_id, left_on=None), year=2026)
    client = school.world.client("registrar")
    for address in ("people:person", "marks:pupil"):
        page = client.get(reverse(address, args=(school.pupil.person_id,))).content.decode()
        assert "2025-2026 秋季" in page
        assert "2026-2027 秋季" not in page


def test_over_http(school: Any) -> None:
    row = mark(school.pupil)
    client = school.world.client("registrar")
    assert "李小雨" in client.get(reverse("marks:register"), {"q": "lxy", "year": "2025"}).content.decode()
    assert "李小雨" not in client.get(reverse("marks:register"), {"year": "2024"}).content.decode()
    assert "李小雨" in client.get(reverse("marks:export", args=("csv",))).getvalue().decode()
    address = reverse("marks:correct", args=(row.pk,))
    assert client.post(address, {"score": "95", "full": "90", "reason": "试卷复核"}).status_code == 422
    assert client.post(address, {"reason": "重复登记"}).status_code == 302
    shown = client.get(reverse("marks:pupil", args=(school.pupil.person_id,))).content.decode()
    assert "92 · 优秀 → 已撤销" in shown
    assert "2025-2026 秋季" in client.get(reverse("people:person", args=(school.pupil.person_id,))).content.decode()
