"""The tree of orgs: with the keyboard alone, and as of another day."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit


def focused(page: Page) -> Locator:
    return page.locator("[role=treeitem]:focus")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_tree_is_walked_with_the_arrow_keys(visit: Visit) -> None:
    page = visit().sign_in("city", "/orgs/")
    tree = page.get_by_role("tree", name="机构树")
    expect(tree.locator("[role=treeitem][tabindex='0']")).to_have_count(1)  # one stop of the Tab key
    tree.locator("[role=treeitem][tabindex='0']").focus()
    expect(focused(page)).to_have_accessible_name("合肥市")

    press(page, "ArrowDown")
    expect(focused(page)).to_have_accessible_name("包河区")
    expect(focused(page)).to_have_attribute("aria-expanded", "false")
    press(page, "ArrowRight")
    expect(focused(page).get_by_role("treeitem").first).to_be_visible()  # its branch has come
    press(page, "ArrowRight")
    expect(focused(page).get_by_role("link")).to_contain_text("包河区")
    school = focused(page).get_attribute("aria-label")
    press(page, "ArrowLeft")
    expect(focused(page)).to_have_accessible_name("包河区")
    press(page, "ArrowLeft")
    expect(focused(page)).to_have_attribute("aria-expanded", "false")
    press(page, "End", "Home")
    expect(focused(page)).to_have_accessible_name("合肥市")

    press(page, "ArrowDown", "ArrowRight", "ArrowRight", "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(school or "")


def test_the_tree_is_shown_as_of_another_day(visit: Visit) -> None:
    page = visit().sign_in("city", "/orgs/")
    page.locator("[name=on]").fill("2018-09-01")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("这是 2018-09-01 的机构")).to_be_visible()
    page.get_by_role("link", name="列表", exact=True).click()
    expect(page.locator("[name=on]")).to_have_value("2018-09-01")
    page.go_back()
    page.get_by_role("link", name="回到今天").click()
    expect(page.locator("main")).not_to_contain_text("这是 2018")
