"""Coming in, changing roles and languages, being gone for too long."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

from shuren.site.secrets import secrets_of
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import PHONE

PAGES = ("/", "/plans/", "/plans/HF/", "/plans/HF/HF.WIFI_FULL/", "/balance/", "/orgs/", "/people/students/")


def test_a_wrong_password_is_answered_at_the_form(visit: Visit) -> None:
    visitor = visit()
    visitor.expected.append("422")
    page = visitor.open("/sign-in")
    page.locator("[name=username]").fill("city")
    page.locator("[name=password]").fill("not this one")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".s-callout--bad")).to_be_visible()
    expect(page.locator("[name=username]")).to_have_value("city")


def test_somebody_with_two_roles_changes_between_them(visit: Visit) -> None:
    page = visit().sign_in("both")
    bar = page.locator(".s-bar")
    expect(bar).to_contain_text("县级教育管理人员")
    nav = page.get_by_role("navigation", name="主导航")
    expect(nav.get_by_role("link", name="规划进展")).to_be_visible()

    bar.locator("summary").first.click()
    bar.get_by_role("button", name="校长").click()
    expect(bar.locator("summary").first).to_contain_text("校长")
    expect(nav.get_by_role("link", name="本校对标")).to_be_visible()
    expect(nav.get_by_role("link", name="规划进展")).to_have_count(0)


def test_another_language_keeps_the_page(visit: Visit) -> None:
    page = visit().sign_in("city", "/plans/HF/?view=milestones")
    page.get_by_role("button", name="Switch to English").click()
    page.wait_for_url("**/plans/HF/?view=milestones")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("navigation", name="Main navigation")).to_be_visible()
    page.get_by_role("button", name="切换到中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_whoever_was_away_too_long_signs_in_again_and_is_back(visit: Visit, site: Site, settings: Any) -> None:
    visitor = visit()
    page = visitor.sign_in("county", "/orgs/")
    let_time_pass(page, site, settings, seconds=31 * 60)
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="学生").click()
    expect(page.get_by_text("30 分钟没有操作")).to_be_visible()
    visitor.sign_in("county", "/people/students/")
    expect(page.get_by_role("heading", level=1)).to_have_text("学生")


def test_whoever_does_nothing_is_warned_and_may_stay_or_leave(visit: Visit) -> None:
    visitor = visit()
    visitor.page.clock.install()
    page = visitor.sign_in("county", "/orgs/")
    warning = page.get_by_role("alertdialog", name="即将自动退出")
    page.clock.fast_forward("27:30")
    expect(page.locator("#idle")).to_be_hidden()
    page.clock.fast_forward("00:40")
    expect(warning).to_contain_text("将在 2 分钟后自动退出")
    expect(warning.get_by_role("button", name="继续使用")).to_be_focused()
    with page.expect_response("**/keep-alive") as told:
        page.keyboard.press("Enter")
    assert told.value.status == 204
    expect(warning).to_be_hidden()

    visitor.speak("en")
    page.reload()
    page.clock.fast_forward("29:10")
    warning = page.get_by_role("alertdialog", name="About to be signed out")
    expect(warning).to_contain_text("in 1 minute.")
    warning.get_by_role("button", name="Sign out now").click()
    page.wait_for_url("**/sign-in")


def test_a_page_left_alone_too_long_shows_nothing_any_more(visit: Visit, site: Site, settings: Any) -> None:
    visitor = visit()
    visitor.page.clock.install()
    page = visitor.sign_in("county", "/people/students/")
    let_time_pass(page, site, settings, seconds=31 * 60)
    page.clock.fast_forward("30:05")
    expect(page.get_by_text("30 分钟没有操作")).to_be_visible()


def test_a_drawer_says_when_the_session_is_over(visit: Visit) -> None:
    visitor = visit()
    visitor.expected.append("401")
    page = visitor.sign_in("city", "/plans/HF/")
    visitor.context.clear_cookies()
    page.locator("a.s-matrix__cell").first.click()
    expect(page.locator("#toasts")).to_contain_text("登录已过期")


def test_a_phone_opens_the_navigation_as_a_drawer_and_never_scrolls_sideways(visit: Visit) -> None:
    visitor = visit(PHONE, has_touch=True, is_mobile=True)
    page = visitor.sign_in("city")
    nav = page.get_by_role("navigation", name="主导航")
    expect(nav).not_to_be_in_viewport()
    page.get_by_role("button", name="菜单").tap()
    expect(nav).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(nav).not_to_be_in_viewport()
    page.get_by_role("button", name="菜单").tap()
    nav.get_by_role("link", name="规划进展").tap()
    page.wait_for_url("**/plans/**")
    expect(nav).not_to_be_in_viewport()
    wide = {path: told for path in PAGES if (told := overflow(visitor, path))}
    assert not wide


def overflow(visitor: Any, path: str) -> str:
    visitor.open(path)
    return str(visitor.overflow())


def let_time_pass(page: Page, site: Site, settings: Any, *, seconds: int) -> None:
    """Move the last activity of the browser's session back, in the server's own store."""
    settings.SECRET_KEY = secrets_of(site.runtime).session_key
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    store = SessionStore()
    [(kept,)] = site.execute("SELECT session_data FROM django_session WHERE session_key = %s", key)
    session = store.decode(kept)
    session["seen_at"] -= seconds
    site.execute("UPDATE django_session SET session_data = %s WHERE session_key = %s", store.encode(session), key)
