"""An official on the road: the phone takes a visit along, works without a net, and hands in when there is one again."""

from pathlib import Path

from playwright.sync_api import Page, expect

from shuren.site.demo.inspections import PHOTOS
from tests.browser.conftest import Visit
from tests.browser.site import Site
from tests.browser.visitor import PHONE, Visitor

PAGE = "/inspection/phone/"
KEPT = "navigator.serviceWorker.ready.then(() => true)"


def status(page: Page, said: str) -> None:
    expect(page.locator("[data-part=status]")).to_contain_text(said)


def arrived(site: Site, unit: str) -> tuple[int, int, str]:
    """Return how many notes and pictures of a unit the server has, and how its visit stands."""
    rows = site.execute(
        "SELECT (SELECT count(*) FROM inspection_note n WHERE n.visit_id = v.id),"
        " (SELECT count(*) FROM inspection_photo p WHERE p.visit_id = v.id), v.state FROM inspection_visit v"
        " JOIN orgs_org o ON o.id = v.org_id JOIN inspection_round r ON r.id = v.round_id"
        " WHERE o.name = %s AND r.state = 'issued'",
        unit,
    )
    notes, photos, state = rows[0]
    return int(notes), int(photos), str(state)


def test_what_is_entered_without_a_net_is_handed_in_when_there_is_one(visit: Visit, site: Site) -> None:
    official = visit(size=PHONE, has_touch=True, is_mobile=True)
    official.expected += ["net::ERR_INTERNET_DISCONNECTED", "401", "Failed to load resource"]
    official.sign_in("city")
    page = official.open(PAGE)
    status(page, "已联网，内容全部上传")
    assert page.evaluate(KEPT)
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    card = page.locator(".s-phone__card").filter(has_text="已填 0 /").first
    unit = card.locator("a").inner_text()

    official.context.set_offline(True)
    page.reload()  # the phone was switched off on the way
    status(page, "没有网络")
    card = page.locator(".s-phone__card").filter(has_text=unit)
    card.locator("a").click()
    filled_in(page)
    assert official.overflow() == ""
    assert arrived(site, unit) == (0, 0, "open")

    page.reload()  # nothing is lost by it
    status(page, "没有网络")
    expect(page.get_by_role("textbox", name="机房可用的计算机")).to_have_value("41")
    expect(page.locator(".s-phone__pictures img")).to_have_count(1)
    page.get_by_role("button", name="提交结果").click()
    expect(card).to_contain_text("有网络后提交")

    signed_out(official, site)
    official.context.set_offline(False)
    status(page, "登录已过期")
    assert arrived(site, unit) == (0, 0, "open")
    page.get_by_role("link", name="去登录").click()
    page.locator("[name=username]").fill("city")
    page.locator("[name=password]").fill("Demo-2026!")
    page.locator("form.s-form button[type=submit]").click()
    page.wait_for_url(f"**{PAGE}")
    status(page, "已联网，内容全部上传")
    expect(card).to_contain_text("已提交")
    notes, photos, state = arrived(site, unit)
    assert (photos, state) == (1, "done")
    assert notes >= 4
    assert picture_of(site, unit).startswith(b"\xff\xd8")
    assert b"Exif" not in picture_of(site, unit)


def filled_in(page: Page) -> None:
    """Answer every item with a thumb, and take a picture."""
    items = page.locator(".s-phone__item")
    for number, answer in ((0, "是"), (2, "否"), (3, "是")):
        items.nth(number).get_by_role("button", name=answer, exact=True).click()
    items.nth(1).locator("input[data-answer]").fill("四十")
    expect(items.nth(1).get_by_role("alert").filter(has_text="请填写数字")).to_be_visible()
    items.nth(1).locator("input[data-answer]").fill("41")
    expect(page.locator("[data-missing]")).to_contain_text("第 1 项")
    items.nth(0).locator("input[type=file]").first.set_input_files(located(next(PHOTOS.glob("*.jpg"))))
    expect(items.nth(0).locator(".s-phone__pictures img")).to_have_count(1)
    expect(page.locator("[data-missing]")).to_contain_text("已经填完")


def located(file: Path) -> dict[str, object]:
    """Return a picture with a segment in which a camera would hide where it was."""
    content = file.read_bytes()
    hidden = b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00"
    segment = b"\xff\xe1" + (len(hidden) + 2).to_bytes(2, "big") + hidden
    return {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": content[:2] + segment + content[2:]}


def signed_out(official: Visitor, site: Site) -> None:
    """Let the session end while the phone is away."""
    site.execute("DELETE FROM django_session")
    assert official.context.cookies()


def picture_of(site: Site, unit: str) -> bytes:
    rows = site.execute(
        "SELECT f.sha256 FROM inspection_photo p JOIN files_storedfile f ON f.id = p.file_id"
        " JOIN inspection_visit v ON v.id = p.visit_id JOIN orgs_org o ON o.id = v.org_id"
        " WHERE o.name = %s AND v.state = 'done' ORDER BY p.id DESC",
        unit,
    )
    name = str(rows[0][0])
    return (site.runtime / "files" / name[:2] / name[2:]).read_bytes()
