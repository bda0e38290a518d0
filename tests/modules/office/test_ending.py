"""A paper is revoked, repealed or corrected: receivers are told, their copy is marked, the sender sees who knows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.cases.models import Case
from shuren.kernel.notices.queries import open_for
from shuren.modules.office.actions import ending, receiving, registering
from shuren.modules.office.cases.ending import EndingForm
from shuren.modules.office.models import Letterhead, Paper
from tests.modules.office import staff
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world: World, office: Letterhead) -> Paper:
    return staff.issued(world)


def decided(world: World, case: Case) -> Case:
    return staff.sign(case, world.actor("unit_leader"), "decide")


def sentences(world: World, role: str) -> list[str]:
    return [str(one.sentence) for one in open_for(world.actor(role))]


def test_a_revoked_paper_is_taken_back_from_all(world: World, paper: Paper) -> None:
    own = staff.delivered(paper, world.school)
    receiving.confirm(actor=world.actor("principal"), delivery=own, at=timezone.now())
    decided(world, staff.ended(world, paper))
    told = [f"公文已撤销，请知悉：{paper.number} {paper.title}"]
    assert (sentences(world, "principal"), sentences(world, "county_official")) == (told, told)
    principal = world.client("principal")
    page = principal.get(reverse("office:delivery", args=(own.pk,))).content.decode()
    assert ("自始无效" in page, "发文范围有误" in page, "各单位要高度重视" in page) == (True, True, False)
    assert principal.get(reverse("office:received_file", args=(own.pk, 0))).status_code == 409
    principal.post(reverse("office:note_end", args=(own.pk,)))
    own.refresh_from_db()
    assert (own.end_seen_by, sentences(world, "principal")) == ("王校", [])


def test_a_paper_revoked_before_it_was_confirmed_is_confirmed_no_more(world: World, paper: Paper) -> None:
    decided(world, staff.ended(world, paper))
    own, now = staff.delivered(paper, world.school), timezone.now()
    with pytest.raises(receiving.Revoked):
        receiving.confirm(actor=world.actor("principal"), delivery=own, at=now)
    with pytest.raises(ending.EndedAlready):
        registering.urge(actor=world.actor("office_clerk"), paper=paper, at=now)


def test_a_repealed_paper_stays_to_be_read(world: World, paper: Paper) -> None:
    since = timezone.localdate() + timedelta(30)
    decided(world, staff.ended(world, paper, way="repealed", since=since.isoformat()))
    own = staff.delivered(paper, world.school)
    page = world.client("principal").get(reverse("office:delivery", args=(own.pk,))).content.decode()
    assert ("起废止" in page, "各单位要高度重视" in page) == (True, True)


def test_a_corrected_paper_takes_the_place_of_the_old_one(world: World, paper: Paper) -> None:
    new = staff.issued(world, replaces=str(paper.pk), groups=[], units="东山小学", title="关于更正防汛工作安排的通知")
    paper.refresh_from_db()
    assert (new.replaces, paper.end, paper.ended_why) == (paper, "replaced", new.number)
    assert sentences(world, "principal") == [f"请签收公文 {new.number}：{new.title}"]
    assert sentences(world, "county_official") == [f"公文已更正，请知悉：{paper.number} {paper.title}"]
    old = staff.delivered(paper, world.school)
    page = world.client("principal").get(reverse("office:delivery", args=(old.pk,))).content.decode()
    assert reverse("office:delivery", args=(staff.delivered(new, world.school).pk,)) in page


def test_the_sender_sees_who_had_read_it_and_who_knows_of_the_end(world: World, paper: Paper) -> None:
    own = staff.delivered(paper, world.school)
    receiving.confirm(actor=world.actor("principal"), delivery=own, at=timezone.now())
    decided(world, staff.ended(world, paper))
    ending.note(actor=world.actor("principal"), delivery=own, at=timezone.now())
    page = world.client("office_clerk").get(reverse("office:paper", args=(paper.pk,))).content.decode()
    assert ("这份公文已撤销" in page, "知悉失效" in page, "王校" in page) == (True, True, True)


def test_nobody_ends_a_paper_twice(world: World, paper: Paper) -> None:
    decided(world, staff.ended(world, paper))
    form = EndingForm({"paper": str(paper.pk), "way": "revoked", "why": "又"}, actor=world.actor("office_clerk"))
    assert "paper" in form.errors


def test_a_paper_in_force_has_no_end_to_know_of(world: World, paper: Paper) -> None:
    own = staff.delivered(paper, world.school)
    with pytest.raises(ending.StillInForce):
        ending.note(actor=world.actor("principal"), delivery=own, at=timezone.now())


def test_a_paper_repealed_from_a_later_day_on_says_from_when(world: World, paper: Paper) -> None:
    since = (timezone.localdate() + timedelta(30)).isoformat()
    decided(world, staff.ended(world, paper, way="repealed", since=since))
    for role, address in (("office_clerk", "office:register"), ("principal", "office:inbox")):
        assert f"{since}起废止" in world.client(role).get(reverse(address)).content.decode()


def test_a_superior_revokes_a_paper_of_a_unit_below_which_is_told_and_confirms(
    world: World, office: Letterhead
) -> None:
    paper, registrar = staff.asked(world), world.client("registrar")
    assert "提请撤销" in world.client("city_official").get(reverse("office:paper", args=(paper.pk,))).content.decode()
    decided(world, staff.ended(world, paper, why="超越职权"))
    paper.refresh_from_db()
    assert (paper.end, paper.ended_by) == ("revoked", "方局（江城市教育局）")
    assert sentences(world, "principal") == [f"上级机关已撤销本单位公文，请知悉：{paper.number} {paper.title}"]
    address = reverse("office:paper", args=(paper.pk,))
    assert "知悉" in (page := registrar.get(address).content.decode())
    assert "超越职权" in page
    assert world.client("city_official").post(reverse("office:note_above", args=(paper.pk,))).status_code == 409
    registrar.post(reverse("office:note_above", args=(paper.pk,)))
    assert sentences(world, "principal") == []
    assert registrar.post(reverse("office:note_above", args=(paper.pk,))).status_code == 409


def test_nobody_ends_a_paper_of_a_unit_beside_or_above(world: World, paper: Paper) -> None:
    for role in ("county_official", "registrar"):
        form = EndingForm({"paper": str(paper.pk), "way": "revoked", "why": "误"}, actor=world.actor(role))
        assert "paper" in form.errors
