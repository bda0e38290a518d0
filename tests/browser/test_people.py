"""The registers of persons: finding somebody among many, and what it leaves behind to look."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PHONE


def names(page: Page) -> list[str]:
    return page.locator("main tbody th").all_inner_texts()


def links(page: Page) -> list[str | None]:
    return [link.get_attribute("href") for link in page.locator("main tbody th a").all()]


def body(page: Page) -> Locator:
    return page.locator("main tbody")


def test_a_list_is_searched_filtered_sorted_and_paged(visit: Visit) -> None:
    page = visit().sign_in("city")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="学生").click()
    first, found = names(page), links(page)
    assert len(first) == 50
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_role("link", name="上一页")).to_have_attribute("href", re.compile("before="))
    assert not set(found) & set(links(page))
    page.get_by_role("link", name="上一页").click()
    assert names(page) == first

    page.get_by_role("link", name="姓名", exact=True).click()
    expect(page.get_by_role("columnheader", name="姓名")).to_have_attribute("aria-sort", "descending")
    assert names(page)[0] != first[0]

    page.get_by_label("学段").select_option(label="小学")
    page.get_by_role("searchbox", name="搜索").fill("zh")  # initials
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("小学")
    assert names(page)
    assert all("小学" in row for row in body(page).locator("tr").all_inner_texts())
    page.get_by_role("searchbox", name="搜索").fill("查无此人")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    page.get_by_role("link", name="清除全部").click()
    assert len(names(page)) == 50


def test_on_a_phone_the_cards_are_sorted_by_a_link_above_them(visit: Visit) -> None:
    page = visit(PHONE).sign_in("city", "/people/students/")
    first = names(page)
    sort = page.locator(".s-table__sort")
    expect(sort).to_be_in_viewport(ratio=1)
    sort.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[aria-sort=descending]")).to_contain_text("姓名")
    assert names(page)[0] != first[0]


def test_a_number_is_shown_for_a_reason_and_the_look_is_told(visit: Visit) -> None:
    registrar = visit()
    page = registrar.sign_in("registrar", "/people/students/")
    name = names(page)[0]
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    number = page.locator("#id_no")
    expect(number).to_contain_text("***")

    number.get_by_role("button").click()
    page.locator("#ask-reason").fill("核对户口簿原件")
    page.locator("#ask").get_by_role("button", name="查看", exact=True).click()
    shown = page.locator("main .s-masked .s-code").first
    expect(shown).to_have_text(re.compile(r"^\d{17}[\dX]$"))

    page.get_by_role("link", name="谁查看过").click()
    expect(body(page)).to_contain_text("核对户口簿原件")
    expect(body(page)).to_contain_text("李敏")
    page.go_back()
    page.reload()
    expect(page.locator("#id_no")).to_contain_text("***")
