"""Key data corrected in bulk: a row a case, all of them or none, what is wrong told at the cell."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shuren.kernel.audit.models import Entry
from shuren.kernel.cases.models import Attachment, Case
from shuren.kernel.jobs.models import Run
from shuren.modules.registry.actions import corrections as actions
from shuren.modules.registry.models import CorrectionList
from shuren.spine.people.models import Enrolment
from tests.modules.registry.walking import PDF, applied, sign
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/registry/corrections/"
FIRST, SECOND = "240001", "240002"


@pytest.fixture
def school(wall_open: World) -> World:  # noqa: F811
    for number, name in ((FIRST, "甲一"), (SECOND, "乙二")):
        factories.enrolment(wall_open.school, name, school_no=number)
    return wall_open


def filled(world: World, *rows: dict[str, str]) -> SimpleUploadedFile:
    """Fill in the school's own template."""
    template = world.client("registrar").get(f"{PAGE}template.xlsx").getvalue()
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book["关键信息变更"]
    headings = {str(cell.value).lstrip("*"): cell.column for cell in sheet[1]}
    for at, row in enumerate(rows, start=2):
        for label, value in row.items():
            sheet.cell(at, headings[label], value)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("变更名单.xlsx", out.getvalue())


def proof(name: str, content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(world: World, rows: list[dict[str, str]], *proofs: SimpleUploadedFile, role: str = "registrar") -> Any:
    return world.client(role).post(PAGE, {"file": filled(world, *rows), "proofs": list(proofs)})


def lodged(world: World) -> CorrectionList:
    """Do what the worker does with the newest list."""
    row: CorrectionList = CorrectionList.objects.within("").latest("id")
    actions.lodge(actor=world.actor("registrar"), list_id=row.pk, tell=lambda *_told: None)
    row.refresh_from_db()
    return row


def named(number: str, name: str, **more: str) -> dict[str, str]:
    return {"学号": number, "新姓名": name, **more}


def test_each_row_becomes_a_case_with_its_proof(school: World) -> None:
    rows = [named(FIRST, "甲新", 证明材料="甲.pdf"), named(SECOND, "乙新", 证明材料="乙")]
    answer = send(school, rows, proof("甲.pdf"), proof("乙.pdf", PDF + b"2"))
    assert answer.status_code == 302, answer.content.decode()
    assert Run.objects.within("").filter(job=actions.LODGE).count() == 1
    row = lodged(school)
    cases = list(Case.objects.within("").order_by("id"))
    assert row.cases == [case.pk for case in cases]
    assert row.prepared == []
    assert [case.title.split(" ")[0] for case in cases] == ["甲一", "乙二"]
    files = [Attachment.objects.get(case=case).file for case in cases]
    assert [file.name for file in files if file] == ["甲.pdf", "乙.pdf"]
    page = school.client("registrar").get(f"{PAGE}{row.pk}/").content.decode()
    assert all(case.number in page for case in cases)
    assert Entry.objects.within("").filter(label="registry.corrections.lodged").count() == 1
    sign(sign(cases[0], school.actor("principal"), "school"), school.actor("county_official"), "authority")
    assert Enrolment.objects.within("").get(school_no=FIRST).name == "甲新"


def test_one_proof_stands_for_all_rows_that_name_none(school: World) -> None:
    rows = [named(FIRST, "甲新"), named(SECOND, "乙新", 证明材料="乙.pdf")]
    assert send(school, rows, proof("派出所证明.pdf"), proof("乙.pdf", PDF + b"2")).status_code == 302
    row = lodged(school)
    told = [[each.file.name for each in Attachment.objects.filter(case=pk) if each.file] for pk in row.cases]
    assert told == [["派出所证明.pdf"], ["乙.pdf"]]


@pytest.mark.parametrize(
    ("wrong", "column", "sentence"),
    [
        (named("999999", "丙"), "学号", "没有找到"),
        (named(FIRST, "甲新", 新性别="男女"), "新性别", "男女"),
        (named(FIRST, "甲一"), "学号", "没有需要变更的内容"),
        (named(FIRST, "甲新", 新身份证件号="340102201703010000"), "新身份证件号", "身份证件号"),
        (named(FIRST, "甲新", 证明材料="没有的.pdf"), "证明材料", "没有上传名为“没有的.pdf”"),
    ],
)
def test_what_is_wrong_is_told_at_the_cell_and_nothing_is_lodged(
    school: World, wrong: dict[str, str], column: str, sentence: str
) -> None:
    answer = send(school, [named(SECOND, "乙新"), wrong], proof("派出所证明.pdf"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<th scope="row" data-label="行">第 3 行</th><td data-label="列">{column}</td>' in page
    assert sentence in page
    assert not CorrectionList.objects.within("").exists()
    assert not Case.objects.within("").exists()


def test_a_number_of_somebody_else_and_a_case_under_way_are_told(school: World) -> None:
    other = Enrolment.objects.within("").get(school_no=SECOND).person.id_no.reveal()
    applied(school.actor("registrar"), "registry.key_data", pupil=SECOND, name="乙新")
    page = send(
        school, [named(FIRST, "", 新身份证件号=other), named(SECOND, "乙三")], proof("证明.pdf")
    ).content.decode()
    assert "该身份证件号已登记在另一人名下" in page
    assert "该生已有正在办理的学籍业务" in page
    assert other not in page


@pytest.mark.parametrize(
    ("proofs", "sentence"),
    [
        ([], "没有证明材料"),
        ([("证明.pdf", b"MZ")], "不是 PDF、JPG、PNG 格式"),
        ([("证明.pdf", PDF), ("证明.pdf", PDF)], "有两个证明材料同名"),
    ],
)
def test_proofs_are_looked_into(school: World, proofs: list[tuple[str, bytes]], sentence: str) -> None:
    answer = send(school, [named(FIRST, "甲新")], *(proof(*each) for each in proofs))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_proof_that_no_row_means_is_told(school: World) -> None:
    rows = [named(FIRST, "甲新", 证明材料="甲.pdf")]
    answer = send(school, rows, proof("甲.pdf"), proof("多余.pdf", PDF + b"2"))
    assert "上传了“多余.pdf”" in answer.content.decode()


def test_what_has_changed_meanwhile_takes_the_whole_list_back(school: World) -> None:
    send(school, [named(FIRST, "甲新"), named(SECOND, "乙新")], proof("证明.pdf"))
    applied(school.actor("registrar"), "registry.key_data", pupil=SECOND, name="乙三")
    with pytest.raises(actions.RowRefused, match="第 3 行"):
        lodged(school)
    assert Case.objects.within("").count() == 1
    assert CorrectionList.objects.within("").get().lodged_at is None


def test_a_list_is_lodged_once_however_often_the_worker_takes_it_up(school: World) -> None:
    send(school, [named(FIRST, "甲新")], proof("证明.pdf"))
    assert lodged(school).cases == lodged(school).cases
    assert Case.objects.within("").count() == 1


def test_another_file_and_an_empty_list_are_turned_away(school: World) -> None:
    client = school.client("registrar")
    book = openpyxl.Workbook()
    out = io.BytesIO()
    book.save(out)
    foreign = client.post(PAGE, {"file": SimpleUploadedFile("x.xlsx", out.getvalue())})
    assert foreign.status_code == 422
    assert "名单里一行也没有填" in send(school, [], proof("证明.pdf")).content.decode()
    assert send(school, [named(FIRST, "甲新")], proof("证明.pdf"), role="principal").status_code == 403
