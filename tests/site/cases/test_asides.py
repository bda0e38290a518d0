"""Copies, urging, escalation and reopening, over HTTP."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shuren.kernel.cases.models import Case, Party
from shuren.kernel.notices.queries import open_for
from tests.site.cases.test_materials import send, upload
from tests.site.cases.test_revising import act, page
from tests.world import World, account

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> Case:
    """Waiting for the principal."""
    assert send(world, material_letter=upload()).status_code == 302
    found: Case = Case.objects.within("").get()
    return found


def asked(world: World, role: str) -> list[str]:
    return [notice.sentence for notice in open_for(world.actor(role))]


def told(case: Case) -> Case:
    found: Case = Case.objects.within("").get(pk=case.pk)
    return found


def test_a_copy_is_put_before_a_colleague_until_it_is_read(world: World, case: Case) -> None:
    colleague = account("deputy", name="赵副", org=world.school, role="principal")
    assert act(world, "registrar", case, "Copy", 0, seats=[colleague.key]) == 302
    deputy = Client()
    deputy.force_login(colleague)
    assert "抄送您阅知 · 测试材料：材料 迁居" in deputy.get("/").content.decode()
    shown = deputy.get(reverse("cases:case", args=(case.pk,))).content.decode()
    assert "本事项抄送您阅知" in shown
    assert "抄送 → 赵副" in shown
    assert deputy.post(reverse("cases:act", args=(case.pk, "Read", 0))).status_code == 302
    assert "抄送您阅知" not in deputy.get("/").content.decode()


@pytest.mark.parametrize("seats", [[], ["account:1"], ["auditor@1"], ["principal@1"], ["x"]])
def test_a_copy_goes_to_nobody_outside(world: World, case: Case, seats: list[str]) -> None:
    assert act(world, "registrar", case, "Copy", 0, seats=seats) == 409


def test_an_urged_signer_sees_it_among_the_to_dos(world: World, case: Case) -> None:
    assert "催办" in page(world, "registrar", case)
    assert act(world, "registrar", case, "Urge", 2) == 302
    assert asked(world, "principal") == ["催办 · 测试材料：材料 迁居（校长受理）"]
    assert act(world, "county_official", case, "Urge", 2) == 409, "once a day, whoever urges"
    assert act(world, "principal", case, "Urge", 2) == 403


def test_a_superior_is_asked_to_see_to_it(world: World, case: Case) -> None:
    seat = "county_official@2"
    assert f'<option value="{seat}"' in page(world, "registrar", case)
    assert act(world, "registrar", case, "Escalate", 2, seat=seat) == 409, "a reason is owed"
    assert act(world, "registrar", case, "Escalate", 2, seat=seat, reason="逾期未办") == 302
    assert asked(world, "county_official") == ["提请督办 · 测试材料：材料 迁居（校长受理）"]
    shown = page(world, "county_official", case)
    assert "提请督办 → 东山县教育局 · 县级教育管理人员" in shown
    parties = Party.objects.within("").filter(case=case).values_list("org_path", flat=True)
    assert set(parties) == {world.school.path, world.county.path}


def test_a_reason_is_neither_endless_nor_broken(world: World, case: Case) -> None:
    address = reverse("cases:act", args=(case.pk, "Disagree", 2))
    principal = world.client("principal")
    answer = principal.post(address, {"reason": "长" * 1001})
    assert answer.status_code == 409
    assert "不能超过 1000 字" in answer.content.decode()
    assert principal.post(address, {"reason": "不\0符"}).status_code == 302


def test_looking_makes_nobody_a_party(world: World, case: Case) -> None:
    page(world, "registrar", case)
    assert act(world, "registrar", case, "Urge", 2) == 302
    assert Party.objects.within("").filter(case=case).count() == 1


def rejected(world: World, case: Case) -> None:
    assert act(world, "principal", case, "Disagree", 2, reason="不符") == 302


def test_the_declared_superior_reopens_and_nobody_else(world: World, case: Case) -> None:
    rejected(world, case)
    for role in ("registrar", "principal", "city_official"):
        assert "重新启动" not in page(world, role, case)
        assert act(world, role, case, "Reopen", 0, to="principal", reason="x") == 403
    assert "从哪一步重新启动" in page(world, "county_official", case)
    assert act(world, "county_official", case, "Reopen", 0, to="principal", reason="材料属实") == 302
    assert told(case).outcome == ""
    assert asked(world, "principal") == ["测试材料：材料 迁居（校长受理）"]


def test_what_was_applied_for_anew_is_not_reopened(world: World, case: Case) -> None:
    rejected(world, case)
    send(world, material_letter=upload())
    again = Case.objects.within("").latest("pk")
    answer: Any = world.client("county_official").post(
        reverse("cases:act", args=(case.pk, "Reopen", 0)), {"to": "principal", "reason": "x"}
    )
    assert answer.status_code == 409
    assert again.number in answer.content.decode()


def test_a_case_page_asks_few_queries(world: World, case: Case, django_assert_max_num_queries: Any) -> None:
    address = reverse("cases:case", args=(case.pk,))
    for role in ("registrar", "principal"):
        client = world.client(role)
        client.get(address)
        with django_assert_max_num_queries(17):
            client.get(address)
