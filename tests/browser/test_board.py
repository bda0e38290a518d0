"""From the board of a plan down to the row and the person behind it, out as files, and onto paper."""

from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from tests.browser.conftest import Visit

INDICATOR = "校园无线网络全覆盖学校比例 · 全市"
CHROME = (".s-bar", ".s-side", ".s-head__actions", ".s-filter__fields")


def test_a_figure_leads_from_the_region_to_the_row_and_the_person(visit: Visit) -> None:
    official = visit()
    page = official.sign_in("city")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="规划进展").click()
    page.get_by_role("link", name="合肥市教育信息化规划（2016—2020年）", exact=True).click()
    page.get_by_role("link", name=INDICATOR, exact=True).first.click()

    expect(page.locator("canvas, .s-chart__plot svg").first).to_be_visible()
    below = page.get_by_role("region", name="下级单位")
    below.get_by_role("link", name="包河区", exact=True).click()
    row = below.locator("tbody tr").first
    school = row.get_by_role("rowheader").inner_text()
    row.get_by_role("link", name="查看说明").click()

    drawer = page.get_by_role("dialog")
    for word in ("定义", "现行公式", "分子", "分母", "依据", school):
        expect(drawer.get_by_text(word).first).to_be_visible()
    drawer.get_by_role("link", name="每一行").first.click()
    table = page.locator("main table").first
    for heading in ("录入人", "录入时间", "来源文件"):
        expect(table.get_by_role("columnheader", name=heading)).to_be_visible()
    expect(table.locator("tbody tr").first).to_contain_text("演示数据说明.txt")
    expect(table.locator("tbody tr").first).to_contain_text("演示数据导入")
    official.speak("en")
    page.reload()
    expect(table.locator("tbody tr").first).to_contain_text("Demo data import")


def test_the_tiles_of_the_places_fill_their_card(visit: Visit) -> None:
    page = visit().sign_in("city", "/plans/HF/HF.WIFI_FULL/")
    tiles = page.locator(".s-tiles")
    frame = tiles.bounding_box()
    placed = [box for tile in tiles.locator("li").all() if (box := tile.bounding_box())]
    assert frame is not None
    assert len(placed) > 2
    assert max(box["x"] + box["width"] for box in placed) > frame["x"] + frame["width"] - 2
    assert len({round(box["width"]) for box in placed}) == 1


def test_the_drawer_closes_with_the_keyboard_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit().sign_in("city", "/plans/HF/")
    cell = page.locator("a.s-matrix__cell").first
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(cell).to_be_focused()


def test_the_board_goes_out_as_a_workbook_and_as_paper(visit: Visit, tmp_path: Path) -> None:
    official = visit()
    page = official.sign_in("city", "/plans/HF/")
    menu = page.locator("main .s-menu").first
    for kind in ("xlsx", "pdf"):
        menu.locator("summary").click()
        file = official.save(f"main .s-menu a[href*='board.{kind}']", tmp_path)
        if kind == "pdf":
            assert file.read_bytes().startswith(b"%PDF")
        else:
            values = {cell.value for line in openpyxl.load_workbook(file).active.iter_rows() for cell in line}
            assert "校园无线网络全覆盖学校比例" in values
    menu.locator("summary").click()
    page.keyboard.press("Escape")
    expect(menu.locator("a").first).to_be_hidden()


def test_paper_carries_the_content_and_no_controls(visit: Visit) -> None:
    official = visit()
    for path in ("/plans/HF/", "/plans/HF/HF.WIFI_FULL/", "/balance/"):
        page = official.sign_in("city", path) if path == "/plans/HF/" else official.open(path)
        page.emulate_media(media="print")
        for selector in CHROME:
            for control in page.locator(selector).all():
                expect(control).to_be_hidden()
        expect(page.locator("main h1")).to_be_visible()
        expect(page.locator(".s-print-head")).to_contain_text("周明远")
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
        page.emulate_media(media="screen")


def test_a_principal_sees_the_own_school_beside_standards_and_never_a_rank(visit: Visit) -> None:
    page = visit().sign_in("principal")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="本校对标").click()
    table = page.get_by_role("region", name="对照标准与目标")
    for heading in ("本校", "标准或目标", "状态", "本县中位数"):
        expect(table.get_by_role("columnheader", name=heading, exact=True)).to_be_visible()
    assert not {"名次", "第1名", "第 1 名"} & set(page.locator("main").inner_text().split())
    table.get_by_role("link", name="查看说明").first.click()
    expect(page.get_by_role("dialog").get_by_text("依据")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="关闭").click()
    page.get_by_role("link", name="填报的数据").click()
    expect(page.get_by_role("columnheader", name="来源文件")).to_be_visible()
