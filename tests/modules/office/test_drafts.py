"""A draft on its way: its versions, its layout before it is sent, what countersigners said."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case, Draft
from shuren.kernel.files.models import StoredFile
from shuren.modules.office.models import Letterhead, Paper
from tests.modules.office import staff
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_checker_sees_what_changed_from_one_version_to_the_next(world: World, office: Letterhead) -> None:
    case = staff.drafted(world, body="请于3日前报送。")
    text = {"title": case.form["title"], "body": "请于5日前报送。"}
    staff.sign(case, world.actor("office_clerk"), "check", text)
    page = world.client("unit_leader").get(reverse("office:versions", args=(case.pk,))).content.decode()
    assert "请于<del>3</del><ins>5</ins>日前报送。" in page
    assert ("周市" in page, "何文" in page) == (True, True)


def test_a_draft_nobody_changed_has_one_version(world: World, office: Letterhead) -> None:
    case = staff.checked(world, staff.drafted(world))
    page = world.client("unit_leader").get(reverse("office:versions", args=(case.pk,))).content.decode()
    assert "文稿没有改动过" in page


def test_others_do_not_see_the_versions_of_a_draft(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    assert world.client("registrar").get(reverse("office:versions", args=(case.pk,))).status_code == 404


def test_what_is_being_typed_is_shown_as_it_would_be_printed(world: World, office: Letterhead) -> None:
    typed = staff.TYPED | {"title": "", "material_annex": SimpleUploadedFile("附件1：表.xlsx", b"x")}
    answer = world.client("city_official").post(reverse("office:preview"), typed)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert answer["Content-Disposition"].startswith("inline")


def test_the_checker_previews_the_own_corrections(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    address = f"{reverse('office:preview')}?case={case.pk}&prefix=check"
    clerk = world.client("office_clerk")
    assert clerk.post(address, {"check-title": "改", "check-body": "改"}).content[:5] == b"%PDF-"
    case.refresh_from_db()
    assert case.form["body"] == staff.BODY
    assert world.client("registrar").post(address, {}).status_code == 404


def test_opinions_of_countersigners_stand_side_by_side(world: World, office: Letterhead, county_leader: Actor) -> None:
    staff.holder("unit_leader", world.zone)
    both = [str(world.county.pk), str(world.zone.pk)]
    case = staff.checked(world, staff.drafted(world, countersigners=both))
    staff.object_to(case, county_leader, "countersign", "经费来源不清")
    page = world.client("office_clerk").get(reverse("cases:case", args=(case.pk,))).content.decode()
    assert ("会签意见" in page, "经费来源不清" in page, "未表态" in page) == (True, True, True)


TYPED = {"check-title": "江城市教育局关于做好校园防汛工作的通知", "check-body": "改到一半的正文。", "reason": "待核"}


def test_what_is_typed_while_correcting_is_there_again(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    clerk, task = world.client("office_clerk"), staff.task_at(case, "check")
    told = clerk.post(reverse("cases:save_typed", args=(case.pk, task)), TYPED, headers={"HX-Request": "true"})
    assert "已保存" in told.content.decode()
    page = clerk.get(reverse("cases:case", args=(case.pk,))).content.decode()
    assert ("改到一半的正文。" in page, "待核" in page) == (True, True)
    assert Case.objects.within("").get(pk=case.pk).form["body"] == case.form["body"], "nothing is handed in"
    clerk.post(reverse("cases:act", args=(case.pk, "Agree", task)), TYPED)
    assert not Draft.objects.within("").exists()


def test_two_windows_on_one_correction_are_told(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    clerk, task = world.client("office_clerk"), staff.task_at(case, "check")
    address, htmx = reverse("cases:save_typed", args=(case.pk, task)), {"HX-Request": "true"}
    clerk.post(address, TYPED, headers=htmx)
    late = clerk.post(address, TYPED | {"check-body": "另一窗口。"}, headers=htmx)
    assert "另一个窗口" in late.content.decode()
    assert Draft.objects.within("").get().entered["body"] == "改到一半的正文。"
    clerk.post(address, TYPED | {"check-body": "另一窗口。", "over": "1"})
    assert Draft.objects.within("").get().entered["body"] == "另一窗口。"


def test_a_drafter_goes_on_with_a_correction_that_was_not_sent(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    staff.send_back(case, world.actor("office_clerk"), "check", "draft")
    drafter, task = world.client("city_official"), staff.task_at(case, "draft")
    typed = {f"form-{name}": value for name, value in staff.TYPED.items()} | {"form-title": "改了一半的标题"}
    drafter.post(reverse("cases:save_typed", args=(case.pk, task)), typed, headers={"HX-Request": "true"})
    page = drafter.get(reverse("cases:case", args=(case.pk,))).content.decode()
    assert 'value="改了一半的标题"' in page
    assert "改了一半的标题" not in drafter.get(reverse("cases:cases")).content.decode(), "it is no application begun"


def test_nobody_saves_for_a_task_that_is_not_theirs(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    address = reverse("cases:save_typed", args=(case.pk, staff.task_at(case, "check")))
    assert [world.client(role).post(address, TYPED).status_code for role in ("city_official", "principal")] == [
        409,
        404,
    ]


SAVE, HTMX = reverse("cases:save_draft", args=("office.outgoing",)), {"HX-Request": "true"}


@pytest.mark.parametrize("marked", [{"secrecy": "机密"}, {"body": "机密★1年\n部署如下。"}, {"title": "绝密"}])
def test_a_classified_text_is_not_kept_and_what_was_kept_of_it_before_is_gone(
    world: World, office: Letterhead, marked: dict[str, str]
) -> None:
    client = world.client("city_official")
    client.post(SAVE, staff.TYPED, headers=HTMX)
    kept = Draft.objects.within("").get()
    told = client.post(SAVE, staff.TYPED | marked | {"draft": kept.pk}, headers=HTMX).content.decode()
    assert "没有保存" in told
    assert 'name="draft"' not in told
    assert not Draft.objects.within("").exists()


def test_a_classified_paper_is_refused_and_nothing_of_it_is_kept_but_on_the_page(
    world: World, office: Letterhead
) -> None:
    client = world.client("city_official")
    annex = SimpleUploadedFile("附件.pdf", b"%PDF-1.4\n%%EOF")
    typed = staff.TYPED | {"secrecy": "机密", "material_annex": annex}
    answer = client.post(reverse("cases:apply", args=("office.outgoing",)), typed)
    assert (answer.status_code, staff.BODY.splitlines()[0] in answer.content.decode()) == (422, True)
    assert "没有保存" in answer.content.decode()
    button = client.post(SAVE, staff.TYPED | {"secrecy": "机密"})
    assert button.status_code == 422
    assert not Draft.objects.within("").exists()
    assert not StoredFile.objects.filter(name="附件.pdf").exists()


def test_a_classified_correction_is_not_kept(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    clerk, task = world.client("office_clerk"), staff.task_at(case, "check")
    address = reverse("cases:save_typed", args=(case.pk, task))
    clerk.post(address, TYPED, headers=HTMX)
    told = clerk.post(address, TYPED | {"check-body": "秘密★\n部署如下。"}, headers=HTMX).content.decode()
    assert "没有保存" in told
    assert not Draft.objects.within("").exists()


def test_a_signed_papers_case_leads_to_the_register(world: World, office: Letterhead) -> None:
    case = staff.checked(world, staff.drafted(world))
    page = reverse("cases:case", args=(case.pk,))
    assert not re.search(r"/office/sent/\d", world.client("city_official").get(page).content.decode())
    staff.sign(case, world.actor("unit_leader"), "sign")
    paper = reverse("office:paper", args=(Paper.objects.within("").get().pk,))
    assert paper in world.client("city_official").get(page).content.decode()
    assert world.client("city_official").get(paper).status_code == 200
