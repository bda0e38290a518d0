"""The sheet of a class's marks: gone through with the keyboard, and filled from the clipboard."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit

PASTE = """(input, text) => {
  const held = new DataTransfer();
  held.setData("text", text);
  input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
}"""


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator("table.s-sheet tbody tr:not(.s-sheet__fulls)").nth(row).locator("input").nth(column)


def test_a_block_is_pasted_and_a_wrong_cell_told_where_it_is(visit: Visit) -> None:
    registrar = visit()
    page = registrar.sign_in("registrar", "/marks/class")
    registrar.expected.append("status of 422")
    cell(page, 0, 0).evaluate(PASTE, "优秀\t92\tA\t88\r\n良好\t135/150\n很好\n")
    for (row, column), text in {(0, 0): "优秀", (0, 2): "A", (1, 1): "135/150", (2, 0): "很好"}.items():
        expect(cell(page, row, column)).to_have_value(text)
    expect(page.locator("[data-sheet-told]")).to_contain_text("1 格没有粘贴")
    page.get_by_role("button", name="保存成绩").click()
    expect(page.locator("table.s-sheet .s-field__error")).to_have_count(1)
    expect(cell(page, 2, 0)).to_be_visible()
    expect(cell(page, 1, 1)).to_have_value("135/150")


def test_arrows_and_enter_move_and_send_nothing(visit: Visit) -> None:
    page = visit().sign_in("registrar", "/marks/class")
    cell(page, 0, 0).focus()
    for key, row, column in (
        ("ArrowDown", 1, 0), ("ArrowRight", 1, 1), ("Enter", 2, 1), ("Shift+Enter", 1, 1), ("ArrowUp", 0, 1),
        ("ArrowLeft", 0, 0),
    ):  # fmt: skip
        page.keyboard.press(key)
        expect(cell(page, row, column)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".s-sheet__fulls input").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell(page, 0, 0)).to_be_focused()
    page.keyboard.type("92")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, 0, 0)).to_be_focused()
    assert page.url.endswith("/marks/class")
