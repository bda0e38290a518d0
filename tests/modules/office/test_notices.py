"""Information is published after three checks by three persons, and withdrawn with a reason."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case
from shuren.kernel.cases.refusals import SecondPairOfEyes
from shuren.modules.office.actions import letterheads, publishing
from shuren.modules.office.cases.parts import NobodyToAsk
from shuren.modules.office.cases.publishing import NoticeForm
from shuren.modules.office.models import PublishedNotice
from shuren.modules.office.queries import notices
from tests.modules.office import staff
from tests.world import World

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def released(world: World, colleague: Actor, case: Case) -> PublishedNotice:
    case = staff.sign(case, colleague, "department")
    case = staff.sign(case, world.actor("office_clerk"), "office")
    staff.sign(case, world.actor("unit_leader"), "release")
    found: PublishedNotice = PublishedNotice.objects.within("").get(case_id=case.pk)
    return found


def test_three_checks_publish(world: World, colleague: Actor) -> None:
    notice = released(world, colleague, staff.notice_drafted(world))
    assert (notice.released_by, notice.org_name) == ("方局", "江城市教育局")
    page = Client().get(reverse("office:public_notice", args=(notice.pk,))).content.decode()
    assert "各科室安排专人值班。" in page


def test_whoever_drafted_does_not_check_the_own_text(world: World, colleague: Actor) -> None:
    case = staff.notice_drafted(world)
    with pytest.raises(SecondPairOfEyes):
        staff.sign(case, world.actor("city_official"), "department")


def test_without_a_second_official_nothing_is_drafted(world: World) -> None:
    with pytest.raises(NobodyToAsk, match="科室初审"):
        staff.notice_drafted(world)


def test_a_text_sent_back_by_the_leader_is_checked_by_all_again(world: World, colleague: Actor) -> None:
    case = staff.sign(staff.notice_drafted(world), colleague, "department")
    case = staff.sign(case, world.actor("office_clerk"), "office")
    case = staff.send_back(case, world.actor("unit_leader"), "release", "draft")
    form = {**case.form, "body": "改过的正文。"}
    case = staff.sign(case, world.actor("city_official"), "draft", form)
    assert staff.at(case) == ["department"]
    assert released(world, colleague, case).body == "改过的正文。"


def test_what_is_for_units_below_is_not_for_the_public(world: World, colleague: Actor) -> None:
    notice = released(world, colleague, staff.notice_drafted(world, audience="below"))
    assert list(notices.board_for(world.actor("principal"))) == [notice]
    assert Client().get(reverse("office:public_notice", args=(notice.pk,))).status_code == 404
    assert "关于暑期值班的公告" not in Client().get(reverse("office:news")).content.decode()


def test_a_corrected_notice_takes_the_place_of_the_old_one(world: World, colleague: Actor) -> None:
    old = released(world, colleague, staff.notice_drafted(world))
    new = released(world, colleague, staff.notice_drafted(world, title="更正公告", replaces=str(old.pk)))
    old.refresh_from_db()
    assert (new.replaces, old.reason) == (old, publishing.REPLACED)
    assert list(notices.public()) == [new]


def test_withdrawing_needs_a_reason_and_is_seen_by_the_unit_alone(world: World, colleague: Actor) -> None:
    notice = released(world, colleague, staff.notice_drafted(world))
    clerk, now = world.actor("office_clerk"), timezone.now()
    with pytest.raises(publishing.ReasonMissing):
        publishing.withdraw(actor=clerk, notice=notice, reason=" ", at=now)
    publishing.withdraw(actor=clerk, notice=notice, reason="日期有误", at=now)
    with pytest.raises(publishing.WithdrawnAlready):
        publishing.withdraw(actor=clerk, notice=notice, reason="日期有误", at=now)
    assert not notices.board_for(world.actor("principal")).exists()
    page = world.client("office_clerk").get(reverse("office:notice", args=(notice.pk,))).content.decode()
    assert "日期有误" in page


def test_what_was_withdrawn_meanwhile_is_not_replaced(world: World, colleague: Actor) -> None:
    old = released(world, colleague, staff.notice_drafted(world))
    case = staff.notice_drafted(world, title="更正公告", replaces=str(old.pk))
    publishing.withdraw(actor=world.actor("unit_leader"), notice=old, reason="撤下", at=timezone.now())
    with pytest.raises(publishing.ReplacedAlready):
        released(world, colleague, case)


def test_a_notice_goes_up_and_comes_down_by_itself(world: World, colleague: Actor) -> None:
    today = timezone.localdate()
    ahead = staff.notice_drafted(world, show_on=(today + timedelta(2)).isoformat())
    notice = released(world, colleague, ahead)
    assert (notices.state_of(notice), list(notices.public())) == ("ahead", [])
    PublishedNotice.objects.within("").update(released_at=NOW - timedelta(9), shown_from=NOW - timedelta(9))
    assert list(notices.public()) == [notice]
    PublishedNotice.objects.within("").update(expires_on=today)
    notice.refresh_from_db()
    assert (notices.state_of(notice), list(notices.public())) == ("expired", [])
    assert Client().get(reverse("office:public_notice", args=(notice.pk,))).status_code == 404


@pytest.mark.parametrize(("show", "until", "field"), [(3, 3, "expires_on"), (None, 0, "expires_on")])
def test_a_notice_does_not_end_before_it_begins(
    world: World, colleague: Actor, show: int | None, until: int, field: str
) -> None:
    today = timezone.localdate()
    told = {
        "title": "公告", "body": "正文。", "audience": "below", "replaces": "",
        "show_on": "" if show is None else (today + timedelta(show)).isoformat(),
        "expires_on": (today + timedelta(until)).isoformat(),
    }  # fmt: skip
    assert field in NoticeForm(told, actor=world.actor("city_official")).errors


def test_who_checked_stands_on_the_page_and_what_is_pinned_on_top(world: World, colleague: Actor) -> None:
    notice = released(world, colleague, staff.notice_drafted(world))
    clerk = world.client("office_clerk")
    clerk.post(reverse("office:pin", args=(notice.pk,)), {"on_top": "1"})
    page = clerk.get(reverse("office:notice", args=(notice.pk,))).content.decode()
    assert [name in page for name in ("章处", "何文", "方局", "取消置顶")] == [True] * 4
    assert "s-pinned" in Client().get(reverse("office:news")).content.decode()
    clerk.post(reverse("office:pin", args=(notice.pk,)), {"on_top": "0"})
    assert "s-pinned" not in Client().get(reverse("office:news")).content.decode()


def test_a_unit_may_keep_off_the_public_page(world: World, colleague: Actor) -> None:
    notice = released(world, colleague, staff.notice_drafted(world))
    clerk = world.actor("office_clerk")
    letterheads.keep(actor=clerk, org=world.city, agency="江城市教育局", mark="江教", printer="办公室", is_public=False)
    assert Client().get(reverse("office:public_notice", args=(notice.pk,))).status_code == 404
    choices = dict(NoticeForm(actor=world.actor("city_official")).fields["audience"].choices)  # type: ignore[attr-defined]
    assert list(choices) == ["below"]
