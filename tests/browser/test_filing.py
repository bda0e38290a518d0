"""A registrar's afternoon: template, a wrong cell, the correction, the writing, and the taking back."""

from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.site import Site

YEAR = "2020"
SPARE = {"线路名称": "备用出口", "运营商": "3 中国联通", "接入方式": "2 光纤宽带", "带宽": 200, "互联网出口": "是"}


def columns(sheet: Worksheet) -> dict[str, int]:
    """Return the number of each column by its heading, without mark and unit."""
    heads = ((cell.value, cell.column) for cell in sheet[1] if cell.value)
    return {str(head).lstrip("*").split("（")[0]: column for head, column in heads}


def filled(template: Path, target: Path, bandwidth: object) -> Path:
    """Add a second line, and five computers in the pupils' room."""
    book = openpyxl.load_workbook(template)
    links, devices = book["网络链路"], book["终端设备"]
    below = max(cell.row for cell in links["A"] if cell.value) + 1
    for label, value in {**SPARE, "带宽": bandwidth}.items():
        links.cell(below, columns(links)[label], value)
    name, count = columns(devices)["设备批次名称"], columns(devices)["在用数量"]
    room = next(row for row in range(2, devices.max_row + 1) if devices.cell(row, name).value == "学生机房")
    devices.cell(room, count, int(devices.cell(room, count).value) + 5)
    book.save(target)
    return target


def hand_in(page: Page, file: Path) -> None:
    page.set_input_files("input[type=file]", file)
    expect(page.locator("[data-drop-state][role=status]")).to_contain_text(file.name)
    page.get_by_role("button", name="上传并核对").click()


def verdict(page: Page, words: str) -> Locator:
    """Return the callout that says what became of the file."""
    return page.locator(".s-callout__title", has_text=words)


def confirm(page: Page, button: str) -> None:
    page.locator("#ask").get_by_role("button", name=button, exact=True).click()


def test_a_workbook_is_filled_in_corrected_applied_and_undone(visit: Visit, site: Site, tmp_path: Path) -> None:
    registrar = visit()
    page = registrar.sign_in("registrar")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="填报", exact=True).click()
    expect(page.get_by_role("region", name="办学条件")).to_be_visible()
    page = registrar.open(f"/filing/conditions/{YEAR}/")
    form = page.url
    template = registrar.save("a[href$='template.xlsx']", tmp_path)
    assert YEAR in template.name

    with site.jobs_waiting():
        hand_in(page, filled(template, tmp_path / "初稿.xlsx", "很快"))
        expect(page.locator("#batch-progress progress")).to_be_visible()
    expect(verdict(page, "文件需要修改后重新上传")).to_be_visible()  # the page moved on by itself
    wrong = page.get_by_role("region", name="网络链路")
    expect(wrong).to_contain_text("很快")
    expect(wrong).to_contain_text("带宽")
    marked = openpyxl.load_workbook(registrar.save("a[href$='marked.xlsx']", tmp_path))
    comments = [cell.comment.text for row in marked["网络链路"].iter_rows() for cell in row if cell.comment]
    assert any("很快" in comment for comment in comments)

    page.goto(form)
    hand_in(page, filled(template, tmp_path / "终稿.xlsx", SPARE["带宽"]))
    expect(verdict(page, "核对通过，可以写入")).to_be_visible()
    sheets = page.get_by_role("region", name="各表的变动")
    sheets.get_by_role("row", name="网络链路").get_by_role("link").click()
    expect(page.get_by_role("region", name="网络链路")).to_contain_text("备用出口")
    sheets.get_by_role("row", name="终端设备").get_by_role("link").click()
    expect(page.get_by_role("region", name="终端设备")).to_contain_text("学生机房")

    page.get_by_role("button", name="确认写入").click()
    confirm(page, "确定")
    expect(verdict(page, "已写入登记数据")).to_be_visible()
    links = registrar.open(f"/conditions/{school(site)}/{YEAR}/conditions.link/")
    expect(links.get_by_role("row", name="备用出口")).to_contain_text("终稿.xlsx")

    page.go_back()
    page.get_by_role("button", name="整批撤销").click()
    confirm(page, "确定")
    expect(page.locator("#ask")).to_be_visible()  # a reason is owed
    page.locator("#ask-reason").fill("填错了年度")
    confirm(page, "确定")
    expect(verdict(page, "已整批撤销")).to_be_visible()
    expect(page.get_by_text("填错了年度").first).to_be_visible()
    links = registrar.open(f"/conditions/{school(site)}/{YEAR}/conditions.link/")
    expect(links.get_by_text("备用出口")).to_have_count(0)


def school(site: Site) -> int:
    """Return the id of the school the registrar works at."""
    found = "SELECT org_id FROM identity_account WHERE username = 'registrar'"
    return int(site.execute(found)[0][0])


def test_a_file_that_is_no_workbook_is_refused_in_a_sentence(visit: Visit, tmp_path: Path) -> None:
    page = visit().sign_in("registrar", f"/filing/conditions/{YEAR}/")
    stray = tmp_path / "说明.xlsx"
    stray.write_bytes(b"%PDF-1.7 ...")
    hand_in(page, stray)
    expect(verdict(page, "文件需要修改后重新上传")).to_be_visible()
    expect(page.locator(".s-callout__body p").nth(1)).to_contain_text("。")
