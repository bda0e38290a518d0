"""The processing sheet: what a paper is about, who said what, in how many working days; on the page and as a PDF."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases import actions
from shuren.kernel.cases.models import Case, Stay
from shuren.modules.office.actions import receiving, typesetting
from shuren.modules.office.cases.incoming import IncomingForm
from shuren.modules.office.models import Letterhead
from shuren.modules.office.queries import sheets
from tests.modules.office import staff
from tests.world import World

pytestmark = pytest.mark.django_db


def page(world: World, role: str, case: Case) -> str:
    return world.client(role).get(reverse("office:sheet", args=(case.pk,))).content.decode()


def test_the_sheet_of_a_paper_sent_has_every_opinion_with_its_signer(
    world: World, office: Letterhead, county_leader: Actor
) -> None:
    case = staff.checked(world, staff.drafted(world, countersigners=[str(world.county.pk)]))
    staff.object_to(case, county_leader, "countersign", "请补充依据")
    told = page(world, "city_official", Case.objects.within("").get(pk=case.pk))
    for words in ("江城市教育局 发文处理单", "周市", "何文", "核稿通过", "东局", "请补充依据", "有不同意见"):
        assert words in told, words


def test_after_a_return_the_boxes_show_the_last_round_and_the_stays_all(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    staff.send_back(case, world.actor("office_clerk"), "check", "draft")
    sheet = sheets.sheet_of(case := Case.objects.within("").get(pk=case.pk))
    assert [stage.code for stage in sheet.stages] == ["draft", "check", "draft"]
    assert [(box.code, len(box.opinions)) for box in sheet.boxes] == [("draft", 0), ("check", 1)]
    assert sheet.boxes[1].opinions[0].text == "请补充依据"


def test_days_are_working_days_from_the_day_after(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    Stay.objects.within("").filter(case=case, step="check").update(entered_at=timezone.now() - timedelta(days=14))
    staff.checked(world, case)
    stage = sheets.stages_of(case)[1]
    assert stage.days is not None
    assert 1 <= stage.days <= 10


def test_the_sheet_of_a_paper_received_has_what_each_wrote_and_the_receipt(world: World, office: Letterhead) -> None:
    own = staff.delivered(staff.issued(world), world.school)
    principal, registrar = world.actor("principal"), world.actor("registrar")
    receiving.confirm(actor=principal, delivery=own, at=timezone.now())
    typed: dict[str, Any] = {
        "delivery": str(own.pk), "proposal": "请教务处落实", "directed": "", "handler": registrar.id,
        "due": timezone.localdate().isoformat(),
    }  # fmt: skip
    form = IncomingForm(typed, actor=principal)
    assert form.is_valid(), form.errors
    case = actions.apply(actor=principal, type_code="office.incoming", form=form.cleaned_data, entered=typed)
    staff.sign(case, registrar, "handle", {"result": "已落实。"})
    told = page(world, "principal", case)
    for words in ("收文处理单", "请教务处落实", "已落实。", "王校", own.paper.number):
        assert words in told, words
    assert told.count("已落实。") == 1


def test_the_pdf_is_for_those_who_handle_the_case(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    address = reverse("office:sheet_pdf", args=(case.pk,))
    answer = world.client("office_clerk").get(address)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert world.client("principal").get(address).status_code == 404


def test_every_kind_of_office_case_has_a_sheet(world: World, office: Letterhead, colleague: Actor) -> None:
    notice = staff.notice_drafted(world)
    ending = staff.ended(world, staff.issued(world))
    for case, heading in ((notice, "信息发布审核单"), (ending, "公文撤销、废止审批单")):
        assert heading in page(world, "city_official", case)
        assert typesetting.sheet(sheets.sheet_of(case))[:5] == b"%PDF-"


def test_the_sheet_asks_few_queries(world: World, office: Letterhead, django_assert_max_num_queries: Any) -> None:
    case = staff.drafted(world)
    client, address = world.client("office_clerk"), reverse("office:sheet", args=(case.pk,))
    client.get(address)
    with django_assert_max_num_queries(19):
        assert client.get(address).status_code == 200
