"""A paper from its draft to its number: who acts, what is kept, what is refused."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.urls import reverse

from shuren.kernel.actors import Absent, Actor
from shuren.kernel.cases.attachments import keep
from shuren.kernel.cases.materials import Given
from shuren.kernel.cases.models import Entry
from shuren.kernel.cases.refusals import SecondPairOfEyes
from shuren.kernel.notices.queries import open_for
from shuren.kernel.refusals import Forbidden
from shuren.modules.office.actions import letterheads
from shuren.modules.office.actions.issuing import LeaderSigns, NoLetterhead
from shuren.modules.office.cases.outgoing import Outgoing
from shuren.modules.office.cases.parts import NobodyToAsk
from shuren.modules.office.models import Delivery, Letterhead, Paper
from shuren.spine.identity.models import Grant
from tests.kernel.files.packages import packed
from tests.modules.office import staff
from tests.world import World, grant

pytestmark = pytest.mark.django_db


def test_a_paper_is_checked_signed_numbered_and_sent(world: World, office: Letterhead) -> None:
    paper = staff.issued(world)
    assert paper.number == f"江教〔{paper.year}〕1号"
    assert (paper.drafted_by, paper.signed_by) == ("周市", "方局")
    assert paper.addressed == "各县（市、区）教育主管部门，各开发区教育主管部门，东山小学"
    to = Delivery.objects.within("").filter(paper=paper).order_by("org_path").values_list("org__name", flat=True)
    assert list(to) == ["东山县教育局", "东山小学", "江城高新区教育局"]
    assert b"ETSI.CAdES.detached" in paper.file.path.read_bytes()


def test_receivers_are_asked_to_confirm_each_in_its_own_place(world: World, office: Letterhead) -> None:
    paper = staff.issued(world)
    asked = {
        role: [notice.sentence for notice in open_for(world.actor(role))] for role in ("principal", "county_official")
    }
    sentence = f"请签收公文 {paper.number}：{paper.title}"
    assert asked == {"principal": [sentence], "county_official": [sentence]}


def test_where_a_unit_has_a_clerk_the_clerk_is_asked(world: World, office: Letterhead) -> None:
    clerk = staff.holder("office_clerk", world.county)
    staff.issued(world)
    assert open_for(clerk).count() == 1
    assert open_for(world.actor("county_official")).count() == 0


def test_named_units_countersign_before_the_leader_signs(
    world: World, office: Letterhead, county_leader: Actor
) -> None:
    zone_leader = staff.holder("unit_leader", world.zone)
    both = [str(world.county.pk), str(world.zone.pk)]
    case = staff.checked(world, staff.drafted(world, countersigners=both))
    case = staff.sign(case, county_leader, "countersign", seat=0)
    assert staff.at(case) == ["countersign"]
    case = staff.sign(case, zone_leader, "countersign", seat=1)
    assert staff.at(case) == ["sign"]


def test_objections_of_countersigners_go_back_to_the_drafter_together(
    world: World, office: Letterhead, county_leader: Actor
) -> None:
    zone_leader = staff.holder("unit_leader", world.zone)
    both = [str(world.county.pk), str(world.zone.pk)]
    case = staff.checked(world, staff.drafted(world, countersigners=both))
    case = staff.object_to(case, county_leader, "countersign", "经费来源不清")
    assert staff.at(case) == ["countersign"]
    case = staff.object_to(case, zone_leader, "countersign", "建议下学期执行", seat=1)
    assert staff.at(case) == ["draft"]
    page = world.client("city_official").get(reverse("cases:case", args=(case.pk,))).content.decode()
    assert page.count("请按意见修改后重新提交") == 2
    assert "经费来源不清" in page


def test_the_leader_alone_ends_a_paper(world: World, office: Letterhead) -> None:
    case = staff.object_to(staff.drafted(world), world.actor("office_clerk"), "check", "文种不对")
    assert (staff.at(case), case.outcome) == (["draft"], "")
    case = staff.sign(case, world.actor("city_official"), "draft", case.form)
    case = staff.object_to(staff.checked(world, case), world.actor("unit_leader"), "sign", "暂不发文")
    assert case.outcome == "rejected"
    page = world.client("office_clerk").get(reverse("cases:case", args=(case.pk,))).content.decode()
    assert "未予签发" in page


def test_after_a_countersigner_sends_it_back_all_look_at_the_new_text(
    world: World, office: Letterhead, county_leader: Actor
) -> None:
    case = staff.checked(world, staff.drafted(world, countersigners=[str(world.county.pk)]))
    staff.send_back(case, county_leader, "countersign", "draft")
    form = staff.filled(world.actor("city_official"), body="重新起草。", countersigners=[str(world.county.pk)])
    assert form.is_valid()
    case = staff.sign(case, world.actor("city_official"), "draft", form.cleaned_data)
    assert staff.at(case) == ["check"]
    case = staff.checked(world, case)
    assert staff.at(case) == ["countersign"]


def test_the_office_corrects_the_text_and_the_record_keeps_both(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    better = {"title": case.form["title"], "body": "一、总体要求\n改过的正文。"}
    case = staff.sign(case, world.actor("office_clerk"), "check", better)
    paper = _signed(world, case.pk)
    assert paper.body == better["body"]
    kept = Entry.objects.filter(case=case).exclude(replaced=None).get()
    assert (kept.actor_name, kept.replaced and kept.replaced["body"]) == ("何文", staff.BODY)


def _signed(world: World, case_id: int) -> Paper:
    from shuren.kernel.cases.models import Case

    case = Case.objects.within("").get(pk=case_id)
    staff.sign(case, world.actor("unit_leader"), "sign")
    found: Paper = Paper.objects.within("").get(case_id=case_id)
    return found


def test_whoever_drafted_does_not_check(world: World, office: Letterhead) -> None:
    grant(world.accounts["city_official"], "office_clerk", world.city)
    case = staff.drafted(world)
    both = Actor(
        world.actor("city_official").id,
        "周市",
        "office_clerk",
        world.city.path,
        world.actor("office_clerk").permissions,
    )
    with pytest.raises(SecondPairOfEyes):
        staff.sign(case, both, "check", {"title": "改", "body": "改"})


def test_nobody_but_a_leader_signs_even_where_it_is_handed_over(world: World, office: Letterhead) -> None:
    from shuren.kernel.cases import actions, commands

    other = staff.holder("city_official", world.city, "章处")
    case = staff.checked(world, staff.drafted(world))
    task = staff.task_at(case, "sign")
    actions.act(actor=world.actor("unit_leader"), case_id=case.pk, command=commands.HandOver(task, other.id))
    with pytest.raises(Forbidden):
        staff.sign(case, other, "sign")
    assert not Paper.objects.within("").exists()


def test_annexes_go_with_the_paper_to_whoever_receives_it(world: World, office: Letterhead) -> None:
    clerk = world.actor("city_official")
    (annex,) = Outgoing.materials
    file = keep(actor=clerk, material=annex, name="附件1：任务分解表.xlsx", content=BytesIO(packed("xlsx")))
    paper = staff.issued(world, {"annex": Given((file.pk,))})
    own = staff.delivered(paper, world.school)
    principal = world.client("principal")
    assert "任务分解表.xlsx" in principal.get(reverse("office:delivery", args=(own.pk,))).content.decode()
    for client in (principal, world.client("county_official")):  # the authority sees what its school has received
        answer = client.get(reverse("office:received_file", args=(own.pk, 1)))
        assert ("spreadsheetml" in answer["Content-Type"], answer.getvalue()[:2]) == (True, b"PK")


def test_a_stand_in_who_is_no_leader_does_not_sign(world: World, office: Letterhead) -> None:
    leader = world.actor("unit_leader")
    other = replace(
        staff.holder("city_official", world.city, "章处"),
        stands_in_for=(Absent(leader.id, leader.name, "unit_leader"),),
    )
    case = staff.checked(world, staff.drafted(world))
    with pytest.raises(LeaderSigns):
        staff.sign(case, other, "sign")
    assert staff.at(case) == ["sign"]


def test_numbers_follow_each_other_by_unit_and_year(world: World, office: Letterhead) -> None:
    assert [staff.issued(world).serial for _ in range(3)] == [1, 2, 3]


def test_numbering_goes_on_where_the_unit_was(world: World, office: Letterhead) -> None:
    letterheads.keep(
        actor=world.actor("office_clerk"), org=world.city, agency="江城市教育局", mark="江教", printer="办公室", last=57
    )
    assert staff.issued(world).serial == 58


def test_a_signature_that_fails_takes_its_number_back(
    world: World, office: Letterhead, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = staff.checked(world, staff.drafted(world))
    with monkeypatch.context() as broken:
        broken.setattr("shuren.spine.identity.api.sign_paper", _fail)
        with pytest.raises(RuntimeError):
            staff.sign(case, world.actor("unit_leader"), "sign")
    assert staff.at(case) == ["sign"]
    assert _signed(world, case.pk).serial == 1


def _fail(**_told: object) -> None:
    raise RuntimeError


def test_without_a_letterhead_nothing_is_drafted(world: World) -> None:
    with pytest.raises(NoLetterhead):
        staff.drafted(world)


@pytest.mark.parametrize("role", ["office_clerk", "unit_leader"])
def test_without_a_second_person_nothing_is_drafted(world: World, office: Letterhead, role: str) -> None:
    Grant.objects.within("").filter(role=role).delete()
    with pytest.raises(NobodyToAsk):
        staff.drafted(world)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"secrecy": "机密"}, "secrecy", "不处理涉密文件"),
        ({"body": "机密★1年\n正文"}, "body", "不处理涉密文件"),
        ({"groups": [], "units": ""}, "groups", "请选择主送机关"),
        ({"units": "东山小学\n南山小学"}, "units", "南山小学"),
    ],
)
def test_what_is_wrong_with_a_draft_is_said_at_its_field(
    world: World, office: Letterhead, typed: dict[str, object], field: str, words: str
) -> None:
    form = staff.filled(world.actor("city_official"), **typed)
    assert words in str(form.errors.get(field))


def test_two_units_cannot_share_a_mark(world: World, office: Letterhead) -> None:
    clerk = staff.holder("office_clerk", world.county)
    with pytest.raises(letterheads.MarkTaken):
        letterheads.keep(actor=clerk, org=world.county, agency="东山县教育局", mark="江教", printer="办公室")
    with pytest.raises(letterheads.MarkUnfit):
        letterheads.keep(actor=clerk, org=world.county, agency="东山县教育局", mark="DS-1", printer="办公室")
    staff.issued(world)
    with pytest.raises(letterheads.SerialGiven):
        staff.letterhead(world)
