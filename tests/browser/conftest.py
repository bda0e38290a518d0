"""A live site and a Chromium. Where there is no Chromium, these tests are skipped and say so."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from shuren.site.ui.assets import BUILT
from tests.browser.site import Site, served
from tests.browser.visitor import DESK, Visitor

HERE = Path(__file__).resolve().parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
PATIENCE = 30_000  # milliseconds an element or an answer is waited for; a busy machine takes seconds

expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Visitor]


def chromium_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The application, served from a copy of the region that this process alone uses."""
    if chromium_path() is None:
        pytest.skip(f"没有浏览器 no browser: none of {', '.join(NAMES)} is on the path")
    if not (BUILT / "manifest.json").exists():
        pytest.skip("前端尚未构建 the front end is not built: run make setup")
    folder = Path(os.environ["SHUREN_VAR"]) / "browser"
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with served(request.getfixturevalue("database_server"), folder, worker) as running:
        yield running


@pytest.fixture(scope="module")
def chromium(site: Site) -> Iterator[Browser]:
    """One browser for a file of tests. Playwright's event loop must not outlive it: Django refuses to work beside."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visit]:
    """Open a window, at 1440 pixels unless said otherwise; at the end nothing must have been complained of."""
    opened: list[Visitor] = []

    def open_window(size: tuple[int, int] = DESK, **options: Any) -> Visitor:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id="Asia/Shanghai", **options
        )
        context.set_default_timeout(PATIENCE)
        opened.append(Visitor(context, site.address))
        return opened[-1]

    yield open_window
    complaints = [told for visitor in opened for told in visitor.unexpected()]
    for visitor in opened:
        visitor.context.close()
    assert not complaints, complaints
