"""The pages of a return and of a round, as a school, its county and the city use them."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shuren.modules.collection.actions import answers, parts, returns
from shuren.modules.collection.actions.answers import Typed
from shuren.modules.collection.models import Answer, Question
from shuren.modules.collection.queries.returns import sheet_for
from tests.modules.collection.sending import ASKED, fill, known, owed, sent, step

pytestmark = pytest.mark.django_db
OF_EVERY_PAGE = 7  # session, account, grants, row scope, to-dos


@pytest.fixture
def request_(world):
    return sent(world)


@pytest.fixture
def row(world, request_):
    return owed(request_, world.school)


def text_of(answer):
    return answer.content.decode()


def url(name, pk=None, question=None):
    return reverse(f"collection:{name}", args=[each for each in (pk, question) if each])


def uploaded(content):
    return {"file": SimpleUploadedFile("填报表.xlsx", content)}


def test_a_school_fills_in_its_page_and_hands_it_in(world, row, request_):
    known(request_, "学校标识码", "org:code")
    school = world.client("registrar")
    assert "信息化情况补充调查" in text_of(school.get(url("returns")))
    page = text_of(school.get(url("sheet", row.pk)))
    assert "2134000001" in page  # what is known is shown, not asked
    questions = Question.objects.filter(request=request_, item__isnull=False).order_by("position")
    for question, value in zip(questions, ("abc", "1"), strict=False):
        answer = school.post(url("cell", row.pk, question.pk), {"value": value, "seen": ""})
        assert answer.status_code == (422 if value == "abc" else 200)
    assert "不是数字" in text_of(school.post(url("cell", row.pk, questions[0].pk), {"value": "abc", "seen": ""}))
    refused = school.post(url("hand_in", row.pk))
    assert refused.status_code == 422
    assert "校园网出口带宽" in text_of(refused)
    school.post(url("cell", row.pk, questions[0].pk), {"value": "100", "seen": ""})
    assert school.post(url("hand_in", row.pk)).status_code == 302
    assert "待审签" in text_of(world.client("principal").get(url("sheet", row.pk)))


def test_pages_ask_the_database_a_dozen_times_at_most(world, row, request_, django_assert_max_num_queries):
    fill(world.actor("registrar"), row, "100")
    school, city = world.client("registrar"), world.client("city_official")
    for client, address in (
        (school, url("returns")), (school, url("sheet", row.pk)), (city, url("sheet", row.pk)), (city, url("rounds")),
        (city, url("board", row.round_id)), (city, url("figures", row.round_id)),
    ):  # fmt: skip
        client.get(address)
        with django_assert_max_num_queries(OF_EVERY_PAGE + 12):
            assert client.get(address).status_code == 200


def test_a_colleague_fills_in_a_section_and_says_so(world, row):
    registrar, teacher = world.actor("registrar"), world.actor("teacher")
    parts.hand_out(actor=registrar, return_id=row.pk, section="课程", account_key=teacher.id)
    with pytest.raises(answers.NotYourPart):
        fill(teacher, row, "100")
    page = text_of(world.client("teacher").get(url("sheet", row.pk)))
    assert "我填好了" in page
    second = Question.objects.get(request=row.round.request, position=2)
    answers.answer(actor=teacher, return_id=row.pk, typed=[Typed(second.pk, "是")])
    assert world.client("teacher").post(url("part_done", row.pk), {"section": "课程"}).status_code == 302
    assert "已填好" in text_of(world.client("registrar").get(url("sheet", row.pk)))


def test_a_workbook_goes_down_and_up_and_overwrites_nobody(world, row):
    school, registrar = world.client("registrar"), world.actor("registrar")
    fill(registrar, row, "100")
    book = openpyxl.load_workbook(io.BytesIO(school.get(url("workbook", row.pk)).content))
    assert book.sheetnames == ["网络", "课程"]
    assert book["网络"]["D3"].value == 100
    book["课程"]["D3"].value, book["课程"]["D4"].value = "是", "租用"
    file = io.BytesIO()
    book.save(file)
    refused = school.post(url("upload", row.pk), uploaded(file.getvalue()))
    assert refused.status_code == 422
    assert "课程!D4" in text_of(refused)
    assert Answer.objects.within("").count() == 1
    fill(registrar, row, "300")  # somebody goes on in the page meanwhile
    book["课程"]["D4"].value, book["网络"]["D3"].value = "购买", 200
    file = io.BytesIO()
    book.save(file)
    assert "网络!D3" in text_of(school.post(url("upload", row.pk), uploaded(file.getvalue())))
    book["网络"]["D3"].value = 300
    file = io.BytesIO()
    book.save(file)
    assert school.post(url("upload", row.pk), uploaded(file.getvalue())).status_code == 302
    assert [cell.value for cell in sheet_for(registrar, row.pk).cells] == ["300", "1", "购买"]
    assert school.post(url("upload", row.pk), uploaded(b"PK")).status_code == 422


def test_a_file_that_is_no_form_is_refused_on_the_page_of_the_return(world, row):
    client = world.client("registrar")
    refused = client.post(url("upload", row.pk), uploaded(b"hello"))
    assert refused.status_code == 422
    assert "不是 xlsx 工作簿" in text_of(refused)
    assert "校园网出口带宽" in text_of(refused), "the questions stay where they are"


def test_a_colleague_takes_a_part_away_and_brings_it_back(world, row):
    registrar, teacher, client = world.actor("registrar"), world.actor("teacher"), world.client("teacher")
    assert "下载填报表" not in text_of(client.get(url("sheet", row.pk)))
    parts.hand_out(actor=registrar, return_id=row.pk, section="课程", account_key=teacher.id)
    page = text_of(client.get(url("sheet", row.pk)))
    assert "下载填报表" in page
    assert url("upload", row.pk) in page
    assert url("hand_in", row.pk) not in page
    book = openpyxl.load_workbook(io.BytesIO(client.get(url("workbook", row.pk)).content))
    assert book.sheetnames == ["课程"]
    fill(registrar, row, "100")  # the rest of the return goes on meanwhile
    for browser, answer, kept in ((client, "自建", "自建"), (world.client("registrar"), "购买", "购买")):
        fresh = openpyxl.load_workbook(io.BytesIO(client.get(url("workbook", row.pk)).content))
        fresh["课程"]["D3"].value, fresh["课程"]["D4"].value = "是", answer
        file = io.BytesIO()
        fresh.save(file)
        assert browser.post(url("upload", row.pk), uploaded(file.getvalue())).status_code == 302
        assert [cell.value for cell in sheet_for(registrar, row.pk).cells] == ["100", "1", kept]


def test_the_board_counts_urges_adds_up_and_is_taken_away(world, row, request_):
    fill(world.actor("registrar"), row, "100", "是", "自建")
    returns.hand_in(actor=world.actor("registrar"), return_id=row.pk)
    step(world.actor("principal"), row, "sign")
    city, county = world.client("city_official"), world.client("county_official")
    assert "信息化情况补充调查" in text_of(city.get(url("rounds")))
    board = text_of(city.get(url("board", row.round_id)))
    assert "高新小学" in board
    assert "高新小学" not in text_of(county.get(url("board", row.round_id)))
    assert "待接收" in text_of(county.get(url("board", row.round_id) + "?standing=under_way"))
    assert city.post(url("urge", row.round_id)).status_code == 302
    assert "data-chart" in text_of(city.get(url("figures", row.round_id)))
    figures = text_of(city.get(url("figures", row.round_id) + "?view=table"))
    assert "是 1（100%）" in figures
    assert "自建 1" in figures
    assert county.get(url("figures", row.round_id) + f"?below={world.zone.path}").status_code == 404
    book = openpyxl.load_workbook(io.BytesIO(city.post(url("export_round", row.round_id)).content))
    assert [book["汇总"].cell(2, column).value for column in (1, 3, 4)] == [ASKED[0]["label"], 1, 100]
    assert [cell.value for cell in book["明细"][2]][3:] == [100, "是", "自建"]
    page = text_of(county.get(url("sheet", row.pk)))
    assert "退回写有意见的项目" in page
    moved = city.post(url("move", row.round_id), {"due_on": "2001-01-01", "reason": "x"})
    assert moved.status_code == 422
    assert "不能早于今天" in text_of(moved)
