"""A request is drafted: what is known of a question is told while it is typed, before anything is sent."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_what_is_known_is_told_while_a_question_is_typed(visit: Visit) -> None:
    page = visit().sign_in("city", "/collection/requests/new/")
    page.get_by_label("任务名称").fill("校园足球开展情况")
    page.get_by_role("button", name="保存，录入填报项").click()
    page.locator("#id_text").press_sequentially("学校名称")
    expect(page.locator("#found")).to_contain_text("已掌握")
