"""The form again after a return, and what a step asks of its signer, over HTTP."""

import re

import pytest
from django.urls import reverse

from shuren.kernel.cases.models import Case
from tests.site.cases.test_materials import send, upload
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> Case:
    """Returned to the applicant."""
    assert send(world, material_letter=upload()).status_code == 302
    found: Case = Case.objects.within("").get()
    assert act(world, "principal", found, "AskCorrections", 2, reason="申请书未签字\n缺页") == 302
    return found


def act(world: World, role: str, case: Case, verb: str, number: int, **told: object) -> int:
    return world.client(role).post(reverse("cases:act", args=(case.pk, verb, number)), told).status_code


def page(world: World, role: str, case: Case) -> str:
    return world.client(role).get(reverse("cases:case", args=(case.pk,))).content.decode()


def test_the_form_is_shown_again_as_it_was_handed_in(world: World, case: Case) -> None:
    shown = page(world, "registrar", case)
    assert re.search(r'name="form-reason" value="迁居"', shown)
    assert re.search(r'name="kept_letter"[^>]*checked><span>申请书\.pdf', shown)
    assert re.search(r'name="promise_address" checked', shown)
    assert "申请书未签字" in shown
    assert "不同意" not in shown, "an applicant does not turn the own application down"
    assert 'name="kept_letter"' not in page(world, "principal", case), "nobody else gets the form"


def test_what_changed_is_told_in_the_record(world: World, case: Case) -> None:
    task = 3
    told = {"form-reason": "就业", "promise_address": "on", "material_letter": upload("已签字.pdf")}
    assert act(world, "registrar", case, "Agree", task, **told) == 302
    shown = page(world, "principal", case)
    assert "事由：迁居 → 就业" in shown
    assert "补充“申请书”：已签字.pdf" in shown
    assert "撤下“申请书”：申请书.pdf" in shown
    assert "已替换的 1 个" in shown


def test_a_mistake_keeps_everything_on_the_case_page(world: World, case: Case) -> None:
    address = reverse("cases:act", args=(case.pk, "Agree", 3))
    answer = world.client("registrar").post(
        address, {"form-reason": "", "reason": "已改", "material_letter": upload("新.pdf")}
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "请上传“住址证明”，或者勾选承诺。" in shown
    assert ">已改</textarea>" in shown
    assert re.search(r"checked><span>新\.pdf", shown)


def test_somebody_else_does_not_hand_it_in(world: World, case: Case) -> None:
    assert act(world, "principal", case, "Agree", 3, reason="x") == 403


def test_a_step_asks_its_signer(world: World, case: Case) -> None:
    number = Case.objects.within("").get().entries.last().facts[-1][1]["tasks"][0][0]
    told = {"form-reason": "迁居", "promise_address": "on", "kept_letter": _kept(case)}
    assert act(world, "registrar", case, "Agree", number, **told) == 302
    assert act(world, "principal", case, "Agree", number + 1) == 302
    assert 'name="room-room"' in page(world, "principal", case)
    assert 'name="room-room"' not in page(world, "registrar", case)
    assert act(world, "principal", case, "Agree", number + 2) == 422
    assert act(world, "principal", case, "Agree", number + 2, **{"room-room": "101"}) == 302
    case.refresh_from_db(from_queryset=Case.objects.within(""))
    assert (case.outcome, case.form["room"]) == ("granted", "101")
    assert "房间：101" in page(world, "registrar", case)


def _kept(case: Case) -> int | None:
    return case.attachments.get(material="letter").file_id
