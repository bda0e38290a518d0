"""Passkeys in a real browser, with Chromium's own virtual authenticator."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import PHONE, Visitor

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_device(visit: Visit, site: Site, **options: Any) -> tuple[Visitor, Any, str]:
    """Open a window at the name that passkeys are bound to, with a device that holds them."""
    visitor = visit(**options)
    visitor.address = site.address.replace("127.0.0.1", "localhost")
    device = visitor.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return visitor, device, made["authenticatorId"]


def test_a_passkey_is_added_signs_in_alone_and_is_removed(visit: Visit, site: Site) -> None:
    visitor, device, name = with_device(visit, site)
    page = visitor.sign_in("zone", "/me/sign-in")
    page.get_by_role("link", name="添加通行密钥").click()
    page.get_by_label("名称").fill("测试电脑")
    page.get_by_role("button", name="添加", exact=True).click()
    expect(page.get_by_role("heading", name="恢复码", exact=True)).to_be_visible()
    expect(page.locator(".s-codes li")).to_have_count(10)
    [kept] = device.send("WebAuthn.getCredentials", {"authenticatorId": name})["credentials"]
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)

    visitor.context.clear_cookies()
    page = visitor.open("/sign-in?next=/me/sign-in")
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.wait_for_url("**/me/sign-in")
    expect(page.get_by_role("rowheader", name="测试电脑")).to_be_visible()

    page.get_by_role("region", name="登录方式").get_by_role("button", name="移除").click()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    expect(page.get_by_text("还没有通行密钥")).to_be_visible()


def test_a_holder_who_is_not_verified_is_told_at_the_button(visit: Visit, site: Site) -> None:
    visitor, device, name = with_device(visit, site, size=PHONE)
    visitor.expected.append("422")
    page = visitor.open("/sign-in")
    device.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": False})
    page.get_by_role("button", name="使用通行密钥登录").click()
    expect(page.get_by_text("没有完成通行密钥验证")).to_be_visible()
    assert visitor.overflow() == ""
