"""Every main page in both languages, at a desk and on a phone: WCAG 2.2 AA by axe, and nothing scrolls sideways."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.browser.visitor import DESK, PHONE, Visitor

AXE = Path(__file__).resolve().parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """([within, tags]) => axe.run(within, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
  .then(({violations}) => violations.map(({id, help, nodes}) => ({id, help, nodes: nodes.map(({html}) => html)})))"""
# axe takes all that hangs below a node of the tree for its visible label; its label is its own line.
NOT_MEANT = ("label-content-name-mismatch", '<li role="treeitem"')

FIRST_PERSON = "main tbody th a"
PAGES = {
    "": ("/sign-in",),
    "city": (
        "/",
        "/plans/HF/",
        "/plans/HF/?view=milestones",
        "/plans/HF/?view=conflicts",
        "/plans/HF/HF.WIFI_FULL/",
        "/balance/",
        "/indicators/",
        "/orgs/",
        "/orgs/list/",
        "/people/students/",
        "/cases/",
        "/cases/desk/",
        "/cases/statistics/",
        "/me",
        "/me/absences/new",
        "/ui-gallery",
    ),
    "registrar": ("/filing/", "/filing/conditions/2020/", "/schools/own/", "/people/staff/"),
    "auditor": ("/audit",),
}
LANGUAGES = ("zh-hans", "en")


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


def found(visitor: Visitor, where: str, within: str = "html") -> Iterator[str]:
    """Say what is wrong with the page as it stands, or with a part of it, at both widths."""
    visitor.page.evaluate(axe())  # the site's policy forbids a script tag, not a debugger
    for size in (DESK, PHONE):
        visitor.resize(size)
        for violation in visitor.page.evaluate(RUN, [within, TAGS]):
            rule, nodes = violation["id"], violation["nodes"]
            meant = [html[:160] for html in nodes if not (rule == NOT_MEANT[0] and html.startswith(NOT_MEANT[1]))]
            if meant:
                yield "\n    ".join([f"{where} at {size[0]}: {rule}, {violation['help']}", *meant[:4]])
        if wide := visitor.overflow():
            yield f"{where} at {size[0]} scrolls sideways: {wide}"
    visitor.resize(DESK)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", PAGES)
def test_pages_are_accessible(visit: Visit, role: str, language: str) -> None:
    visitor = visit()
    visitor.speak(language)
    if role:
        visitor.sign_in(role)
    faults: list[str] = []
    for path in PAGES[role]:
        visitor.open(path)
        faults += found(visitor, path)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_opens_over_a_page_is_accessible(visit: Visit, language: str) -> None:
    visitor = visit()
    visitor.speak(language)
    page = visitor.sign_in("registrar", "/people/students/")
    page.locator(FIRST_PERSON).first.click()
    page.wait_for_url("**/people/*/")
    faults = list(found(visitor, "a person"))
    page.locator("#id_no button").click()
    faults += found(visitor, "a question with a reason", "#ask")

    visitor.open("/schools/own/").locator("a.s-figure__ask").first.click()
    page.locator("dialog[open] dl").first.wait_for()
    faults += found(visitor, "the drawer", "#drawer")
    page.keyboard.press("Escape")
    page.locator(".s-bar summary").last.click()
    faults += found(visitor, "the account's menu", ".s-bar")
    assert not faults, "\n".join(faults)
