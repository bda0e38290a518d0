"""The pages of office work, as browsers ask for them."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.cases.models import Case
from shuren.modules.office.actions import receiving
from shuren.modules.office.models import Delivery, Letterhead, Paper
from tests.modules.office import staff
from tests.world import World

pytestmark = pytest.mark.django_db
FEW = 13  # queries a page may ask, signing in, navigation and the savepoints of a test included


def test_a_paper_is_drafted_checked_and_signed_over_http(world: World, office: Letterhead) -> None:
    drafter = world.client("city_official")
    answer = drafter.post(reverse("cases:apply", args=("office.outgoing",)), staff.TYPED)
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.within("").get(type="office.outgoing")
    clerk = world.client("office_clerk")
    page = clerk.get(reverse("cases:case", args=(case.pk,))).content.decode()
    assert "各单位要高度重视。" in page
    assert reverse("office:layout", args=(case.pk,)) in page
    task = staff.task_at(case, "check")
    text = {"check-title": case.form["title"], "check-body": "改过的正文。"}
    clerk.post(reverse("cases:act", args=(case.pk, "Agree", task)), text)
    leader = world.client("unit_leader")
    answer = leader.post(reverse("cases:act", args=(case.pk, "Agree", staff.task_at(case, "sign"))))
    assert answer.status_code == 302
    assert Paper.objects.within("").get(case_id=case.pk).body == "改过的正文。"


def test_a_secret_is_refused_at_its_field_and_what_was_typed_stays(world: World, office: Letterhead) -> None:
    typed = staff.TYPED | {"secrecy": "秘密"}
    answer = world.client("city_official").post(reverse("cases:apply", args=("office.outgoing",)), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "本平台不处理涉密文件" in page
    assert "各单位要高度重视。" in page


def test_the_layout_of_a_draft_is_a_pdf_for_those_who_handle_it(world: World, office: Letterhead) -> None:
    case = staff.drafted(world)
    address = reverse("office:layout", args=(case.pk,))
    answer = world.client("office_clerk").get(address)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert world.client("registrar").get(address).status_code == 404


def test_a_school_confirms_and_hands_out_over_http(world: World, office: Letterhead) -> None:
    own = staff.delivered(staff.issued(world), world.school)
    principal = world.client("principal")
    assert "未签收" in principal.get(reverse("office:inbox")).content.decode()
    principal.post(reverse("office:confirm", args=(own.pk,)))
    page = principal.get(reverse("office:delivery", args=(own.pk,))).content.decode()
    assert "王校" in page
    form = principal.get(reverse("cases:apply", args=("office.incoming",)), {"delivery": own.pk}).content.decode()
    assert f'<option value="{own.pk}" selected>' in form
    told: dict[str, Any] = {
        "delivery": own.pk, "proposal": "请落实", "handler": world.actor("registrar").id,
        "due": timezone.localdate().isoformat(),
    }  # fmt: skip
    assert principal.post(reverse("cases:apply", args=("office.incoming",)), told).status_code == 302
    case = Case.objects.within("").get(type="office.incoming")
    registrar = world.client("registrar")
    registrar.post(
        reverse("cases:act", args=(case.pk, "Agree", staff.task_at(case, "handle"))), {"handle-result": "已落实。"}
    )
    assert Delivery.objects.within("").get(pk=own.pk).result == "已落实。"


def test_the_office_urges_sends_on_and_files_over_http(world: World, office: Letterhead) -> None:
    paper = staff.issued(world)
    clerk = world.client("office_clerk")
    clerk.post(reverse("office:urge", args=(paper.pk,)))
    wrong = clerk.post(reverse("office:send_on", args=(paper.pk,)), {"units": "没有这所学校"})
    assert (wrong.status_code, "没有这所学校" in wrong.content.decode()) == (422, True)
    clerk.post(reverse("office:send_on", args=(paper.pk,)), {"units": "东山中学"})
    clerk.post(reverse("office:file_sent", args=(paper.pk,)), {"retention": "forever"})
    page = clerk.get(reverse("office:paper", args=(paper.pk,))).content.decode()
    assert "东山中学" in page
    assert "永久" in page


def test_the_register_is_taken_out_as_a_file(world: World, office: Letterhead) -> None:
    paper = staff.issued(world)
    answer = world.client("office_clerk").get(reverse("office:export", args=("csv",)))
    assert paper.number in answer.content.decode("utf-8-sig")


def test_the_letterhead_is_set_over_http(world: World) -> None:
    clerk = world.client("office_clerk")
    told = {"agency": "江城市教育局", "mark": "江教", "printer": "江城市教育局办公室", "last": 6}
    assert "江城市教育局办公室" in clerk.get(reverse("office:letterhead")).content.decode()
    assert clerk.post(reverse("office:letterhead"), told).status_code == 302
    assert clerk.post(reverse("office:letterhead"), told | {"mark": "J-1"}).status_code == 422
    assert staff.issued(world).serial == 7


def test_others_papers_are_not_found(world: World, office: Letterhead) -> None:
    paper = staff.issued(world, groups=["zones"], units="")
    client = world.client("principal")
    assert client.get(reverse("office:paper", args=(paper.pk,))).status_code == 404
    (delivery,) = Delivery.objects.within("").filter(paper=paper)
    assert client.get(reverse("office:delivery", args=(delivery.pk,))).status_code == 404


def test_the_pages_ask_few_queries(
    world: World, office: Letterhead, colleague: Actor, django_assert_max_num_queries: Any
) -> None:
    papers = [staff.issued(world) for _ in range(3)]
    for paper in papers:
        own = staff.delivered(paper, world.school)
        receiving.confirm(actor=world.actor("principal"), delivery=own, at=timezone.now())
    clerk, principal = world.client("office_clerk"), world.client("principal")
    addresses = [
        (clerk, reverse("office:register")),
        (clerk, reverse("office:paper", args=(papers[0].pk,))),
        (principal, reverse("office:inbox")),
        (principal, reverse("office:delivery", args=(own.pk,))),
        (clerk, reverse("office:board")),
        (clerk, reverse("office:published")),
    ]
    for client, address in addresses:
        client.get(address)
        with django_assert_max_num_queries(FEW):
            assert client.get(address).status_code == 200
