"""The pictures of the README. `SHUREN_SCREENSHOTS=1` takes them from the tests' own region, an address from there."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

WHERE = os.environ.get("SHUREN_SCREENSHOTS", "")
IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
LARGEST = 300_000  # bytes
PICTURES = {
    "board": ("city", "/plans/HF/"),
    "school": ("principal", "/schools/own/"),
    "filing": ("registrar", "/filing/"),
}


@pytest.mark.skipif(not WHERE, reason="pictures are taken anew with SHUREN_SCREENSHOTS=1 or an address")
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_taken(visit: Visit, name: str) -> None:
    role, path = PICTURES[name]
    visitor = visit()
    if WHERE.startswith("http"):
        visitor.address = WHERE.rstrip("/")
    page = visitor.sign_in(role, path)
    if name == "filing":
        page.locator("a[href*='/filing/batches/']").first.click()
        page.wait_for_url("**/batches/*/")
    expect(page.locator("main table").first).to_be_visible()
    page.evaluate("document.fonts.ready.then(() => null)")
    IMAGES.mkdir(parents=True, exist_ok=True)
    target = IMAGES / f"{name}.png"
    page.screenshot(path=target, animations="disabled")
    assert target.stat().st_size < LARGEST
