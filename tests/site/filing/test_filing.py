"""A school fills in its workbook: template, upload, check, apply, undo, over HTTP and through the real jobs."""

import io
import re
from collections.abc import Iterable
from html import unescape

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.tabular.models import Batch
from shuren.kernel.tabular.workflows import BatchState
from shuren.kernel.words import told
from shuren.modules.conditions.models import Link, Network, Recording, Room
from shuren.site.filing import pages
from tests.inline import run_jobs
from tests.world import World
from tools.messages import CHINESE

Cells = Iterable[tuple[object, ...]]
YEAR = 2018
SHEETS: dict[str, Cells] = {
    "校舍场地": [("运动场", "13", 3200, 2001)],
    "教室与用房": [("101", "一(1)班", "5", 62.5, "是", "是", "否"), ("501", "录播室", "6", 90, "是", "否", "否")],
    "校园网": [("是", "是", "全覆盖", "否")],
    "网络链路": [("主出口", "中国电信", "光纤宽带", 100, "是")],
    "终端设备": [("学生机房", "台式计算机", "学生", 45, 2015, 162000)],
    "多媒体教室": [("101", "交互式一体机", "是", "否", 2016)],
    "录播教室": [("501", "常态录播教室", "是", 40)],
    "经费与设备值": [(240000, 560000)],
    "信息化经费": [("网络资费", "31", "学校公用经费", 26000)],
}


def template(client: Client, year: int = YEAR) -> openpyxl.Workbook:
    answer = client.get(reverse("filing:template", args=["conditions", year]))
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def filled(client: Client, sheets: dict[str, Cells], year: int = YEAR) -> SimpleUploadedFile:
    """Fill in the template below whatever stands in it."""
    book = template(client, year)
    for name, rows in sheets.items():
        sheet = book[name]
        last = max(number for number in range(1, sheet.max_row + 1) if sheet.cell(number, 1).value is not None)
        for offset, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(last + offset, column, value)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("办学条件.xlsx", out.getvalue())


def hand_in(client: Client, file: SimpleUploadedFile, year: int = YEAR) -> Batch:
    """Upload a file, let the worker check it, and return its batch."""
    answer = client.post(reverse("filing:upload", args=["conditions", year]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()[:500]
    run_jobs()
    found: Batch = Batch._base_manager.latest("pk")
    return found


def take(client: Client, batch: Batch, step: str, **sent: str) -> Batch:
    answer = client.post(reverse("filing:step", args=[batch.pk, step]), sent)
    assert answer.status_code == 302
    run_jobs()
    batch.refresh_from_db()
    return batch


@pytest.fixture
def registrar(world: World) -> Client:
    return world.client("registrar")


def test_a_filled_workbook_is_previewed_applied_and_undone_as_one(world: World, registrar: Client) -> None:
    batch = hand_in(registrar, filled(registrar, SHEETS))
    assert batch.state == BatchState.READY, (batch.refusal, batch.errors)
    assert not Room.objects.within("").exists()
    page = registrar.get(reverse("filing:batch", args=[batch.pk])).content.decode()
    assert "确认写入" in page
    assert "主出口" in registrar.get(f"/filing/batches/{batch.pk}/?table=conditions.link&kind=added").content.decode()

    assert take(registrar, batch, "apply").state == BatchState.APPLIED
    link = Link.objects.within("").get()
    assert (link.school_id, link.year, link.bandwidth_mbps, link.carrier) == (world.school.pk, YEAR, 100, "1")
    assert (link.batch_id, link.entered_by) == (batch.pk, world.accounts["registrar"].name)
    assert Network.objects.within("").get().wifi == "2"
    assert Recording.objects.within("").get().room_number == "501"

    assert take(registrar, batch, "undo", reason="填错了年度").state == BatchState.UNDONE
    assert not Room.objects.within("").exists()


def test_wrong_cells_come_back_marked_and_nothing_is_applied(registrar: Client) -> None:
    wrong = {**SHEETS, "网络链路": [("主出口", "电信公司", "光纤宽带", "很快", "是")]}
    batch = hand_in(registrar, filled(registrar, wrong))
    assert batch.state == BatchState.WRONG
    page = registrar.get(reverse("filing:batch", args=[batch.pk])).content.decode()
    assert "很快" in page
    marked = registrar.get(reverse("filing:marked", args=[batch.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(marked.content))["网络链路"]
    comments = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any("带宽" in text and "很快" in text for text in comments)
    assert not Link.objects.within("").exists()


def test_what_is_wrong_is_told_in_the_language_of_the_page_and_in_chinese_in_the_marked_copy(registrar: Client) -> None:
    wrong = {**SHEETS, "网络链路": [("主出口", "电信公司", "光纤宽带", "很快", "是")]}
    batch = hand_in(registrar, filled(registrar, wrong))
    address = reverse("filing:batch", args=[batch.pk])
    assert "“带宽”应填数字，填的是“很快”。" in registrar.get(address).content.decode()
    registrar.cookies["django_language"] = "en"
    page = unescape(registrar.get(address).content.decode()).partition('id="rows"')[2].partition("</table>")[0]
    assert '"Bandwidth" must be a number; "很快" was entered.' in page
    assert '"电信公司" is not in the list of "Carrier". Please choose from the dropdown' in page
    assert not CHINESE.search(re.sub(r'很快|电信公司|(?<=for example ")[^"]+', "", page))
    marked = registrar.get(reverse("filing:marked", args=[batch.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(marked.content))["网络链路"]
    comments = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
    assert "“带宽”应填数字，填的是“很快”。" in "\n".join(comments)


def test_a_file_turned_away_as_a_whole_is_told_why_in_the_language_of_the_page(registrar: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(filled(registrar, SHEETS).read()))
    book["网络链路"]["A1"] = "线路名字"
    book["网络链路"]["D1"] = "=1+1"
    del book["信息化经费"]
    out = io.BytesIO()
    book.save(out)
    batch = hand_in(registrar, SimpleUploadedFile("book.xlsx", out.getvalue()))
    address = reverse("filing:batch", args=[batch.pk])
    assert "工作簿中没有“信息化经费”工作表" in registrar.get(address).content.decode()
    registrar.cookies["django_language"] = "en"
    assert "no sheet &#34;ICT spending&#34;" in registrar.get(address).content.decode()


def test_warnings_are_counted_apart_from_what_is_wrong(registrar: Client) -> None:
    warned = {**SHEETS, "录播教室": [("501", "常态录播教室", "是", 0)]}
    batch = hand_in(registrar, filled(registrar, warned))
    assert (batch.state, batch.errors, batch.warnings) == (BatchState.READY, 0, 1)
    page = registrar.get(reverse("filing:batch", args=[batch.pk])).content.decode()
    counts = re.findall(r'</svg>(\w+)</span></span><span class="s-count__figure">(\d+)</span>', page)
    assert {"有误": "0", "提醒": "1"}.items() <= dict(counts).items()
    assert f"/filing/batches/{batch.pk}/?table=conditions.recording&amp;kind=warned#rows" in page
    assert "kind=wrong" not in page
    assert "全年没有录制一节课" in page  # a warning is what the page shows first where nothing is wrong
    year = registrar.get(reverse("filing:workbook", args=["conditions", YEAR])).content.decode()
    assert 'data-label="有误">0</td>' in year
    assert 'data-label="提醒">1</td>' in year
    marked = registrar.get(reverse("filing:marked", args=[batch.pk]))
    sheets = openpyxl.load_workbook(io.BytesIO(marked.content)).worksheets
    assert any("共 0 处错误、1 处提醒" in str(sheet["A1"].value) for sheet in sheets)
    assert take(registrar, batch, "apply").state == BatchState.APPLIED


def test_a_check_that_ends_while_its_page_is_made_is_shown(registrar: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = registrar.post(reverse("filing:upload", args=["conditions", YEAR]), {"file": filled(registrar, SHEETS)})
    latest_about = pages.jobs.latest_about

    def ends_just_then(kind: str, subject_id: object) -> object:
        monkeypatch.setattr(pages.jobs, "latest_about", latest_about)
        run_jobs()
        return latest_about(kind, subject_id)

    monkeypatch.setattr(pages.jobs, "latest_about", ends_just_then)
    shown = registrar.get(answer["Location"]).content.decode()
    assert "等待核对" not in shown


def test_next_years_template_holds_the_last_reported_rows(registrar: Client) -> None:
    take(registrar, hand_in(registrar, filled(registrar, SHEETS)), "apply")
    sheet = template(registrar, YEAR + 1)["网络链路"]
    assert "主出口" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_next_years_template_is_accepted_as_it_was_handed_out(registrar: Client) -> None:
    take(registrar, hand_in(registrar, filled(registrar, SHEETS)), "apply")
    again = hand_in(registrar, filled(registrar, {}, YEAR + 1), YEAR + 1)
    assert (again.state, again.errors) == (BatchState.READY, 0)
    address = reverse("filing:batch", args=[again.pk])
    page = registrar.get(f"{address}?table=conditions.recording&kind=added").content.decode()
    assert "<td>501</td>" in page  # a room of the same file is named by its number


def test_years_at_rest_are_folded_away_behind_the_open_one_and_those_at_work(registrar: Client) -> None:
    def front() -> list[str]:
        page = registrar.get(reverse("filing:workbooks")).content.decode()
        unfolded = re.sub(r'<details class="s-fold">.*?</details>', "", page, flags=re.DOTALL)
        return re.findall(r"/filing/conditions/(\d{4})/", unfolded)

    this_year = str(timezone.localdate().year)
    assert set(front()) == {this_year}
    batch = hand_in(registrar, filled(registrar, SHEETS))
    assert set(front()) == {this_year, str(YEAR)}
    take(registrar, batch, "apply")
    assert set(front()) == {this_year}


def test_the_first_page_of_a_school_lists_its_newest_files(world: World, registrar: Client) -> None:
    batch = hand_in(registrar, filled(registrar, SHEETS))
    address = reverse("filing:batch", args=[batch.pk])
    assert address in registrar.get("/").content.decode()
    assert address not in world.client("county_official").get("/").content.decode()
    take(registrar, batch, "discard")
    assert address not in registrar.get("/").content.decode()


def test_one_row_is_not_told_in_the_plural(registrar: Client) -> None:
    registrar.cookies["django_language"] = "en"
    batch = hand_in(registrar, filled(registrar, SHEETS))
    address = reverse("filing:batch", args=[batch.pk])
    assert "1 row<" in registrar.get(f"{address}?table=conditions.link&kind=added").content.decode()
    assert "2 rows<" in registrar.get(f"{address}?table=conditions.room&kind=added").content.decode()


def test_the_same_file_again_changes_nothing(registrar: Client) -> None:
    take(registrar, hand_in(registrar, filled(registrar, SHEETS)), "apply")
    again = hand_in(registrar, filled(registrar, {}))
    assert again.state == BatchState.READY
    assert [again.total(kind) for kind in ("added", "changed", "vanished")] == [0, 0, 0]
    assert "完全一致" in registrar.get(reverse("filing:batch", args=[again.pk])).content.decode()


def test_a_workbook_of_another_school_is_refused(world: World, registrar: Client) -> None:
    other = world.client("registrar")
    batch = hand_in(registrar, filled(other, SHEETS, YEAR), YEAR + 1)
    assert batch.state == BatchState.WRONG
    assert batch.refusal


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("说明.pdf", b"%PDF-1.7 ..."),
        ("办学条件.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600),
        ("空.xlsx", b""),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(registrar: Client, name: str, content: bytes) -> None:
    batch = hand_in(registrar, SimpleUploadedFile(name, content))
    assert batch.state == BatchState.WRONG
    assert told(batch.refusal).endswith("。")


def test_an_upload_without_a_file_says_what_to_do(registrar: Client) -> None:
    answer = registrar.post(reverse("filing:upload", args=["conditions", YEAR]))
    assert answer.status_code == 409
    assert "请先选择" in answer.content.decode()


def test_rows_lead_to_their_file_and_person(world: World, registrar: Client) -> None:
    take(registrar, hand_in(registrar, filled(registrar, SHEETS)), "apply")
    page = world.client("county_official").get(
        reverse("conditions:rows", args=[world.school.pk, YEAR, "conditions.link"])
    )
    text = page.content.decode()
    assert "主出口" in text
    assert "办学条件.xlsx" in text
    assert world.accounts["registrar"].name in text
