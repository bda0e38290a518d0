"""The pages of cases, over HTTP."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.cases.models import Case
from shuren.spine.people.models import Enrolment
from tests.spine.people import factories
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World, account

pytestmark = pytest.mark.django_db
TYPED = {
    "national_no": "G340102201003076134", "name": "李小雨", "school_no": "20240399",
    "entered_on": "2026-11-23", "reason": "moved", "to_class": "",
}  # fmt: skip
APPLY = reverse("cases:apply", args=("registry.transfer",))


@pytest.fixture
def pupil(wall_open: World) -> Enrolment:  # noqa: F811
    factories.school_class(wall_open.school)
    return factories.enrolment(wall_open.far_school, "李小雨", national_no=TYPED["national_no"])


@pytest.fixture
def address(world: World, pupil: Enrolment) -> str:
    """The page of a transfer that the registrar has applied for."""
    answer = world.client("registrar").post(APPLY, TYPED)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def act(client: Client, address: str, verb: str, number: int, **told: str) -> int:
    case_id = int(address.split("/")[-2])
    return client.post(reverse("cases:act", args=(case_id, verb, number)), told).status_code


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_an_application_goes_to_the_next_desk(world: World, address: str) -> None:
    assert "转学：李小雨 · 高新小学 → 东山小学（转入学校审核）" in page(world.client("principal"), "/")
    assert "转入学校审核" in page(world.client("registrar"), reverse("cases:cases"))


def test_what_cannot_be_transferred_is_said_on_the_form(world: World, pupil: Enrolment) -> None:
    Enrolment.objects.within("").filter(pk=pupil.pk).update(status="02")
    answer = world.client("registrar").post(APPLY, TYPED)
    assert answer.status_code == 422
    assert "休学" in answer.content.decode()
    assert TYPED["national_no"] in answer.content.decode(), "nothing typed is lost"


def test_whose_turn_it_is_finds_the_buttons_and_nobody_else(world: World, address: str) -> None:
    assert "一次性补正" in page(world.client("principal"), address)
    assert "一次性补正" not in page(world.client("registrar"), address)


def test_the_registry_number_is_kept_nowhere_in_clear(world: World, address: str) -> None:
    case = Case.objects.within("").get()
    assert TYPED["national_no"] not in str([case.form, case.entered])


def test_agreeing_moves_the_case_on(world: World, address: str) -> None:
    assert act(world.client("principal"), address, "Agree", 2) == 302
    assert "办理中" in page(world.client("county_official"), address)


def test_the_place_for_a_remark_says_so_and_for_which_step(world: World, address: str) -> None:
    assert "意见 · 转入学校审核" in page(world.client("principal"), address)


def test_a_reason_is_owed_for_turning_down(world: World, address: str) -> None:
    principal = world.client("principal")
    answer = principal.post(reverse("cases:act", args=(int(address.split("/")[-2]), "Disagree", 2)))
    assert answer.status_code == 409
    assert "请写明理由" in answer.content.decode()
    assert Case.objects.within("").get().outcome == ""


def test_what_was_chosen_is_chosen_still_where_the_reason_is_missing(world: World, address: str) -> None:
    at = reverse("cases:act", args=(int(address.split("/")[-2]), "Return", 2))
    told = world.client("principal").post(at, {"to": "apply", "again": "1"}).content.decode()
    assert "已经有人先做了" not in told
    assert "请写明理由" in told
    assert '<option value="apply" selected' in told
    assert '<option value="1" selected' in told


def test_whoever_comes_second_sees_the_case_as_it_stands(world: World, address: str) -> None:
    principal = world.client("principal")
    assert act(principal, address, "Agree", 2) == 302
    answer = principal.post(reverse("cases:act", args=(int(address.split("/")[-2]), "Agree", 2)))
    assert answer.status_code == 409
    assert "您的操作没有生效" in answer.content.decode()
    assert "转入主管部门核办" in answer.content.decode()


def test_the_record_says_to_which_step_a_case_went_back_and_who_sent_it(world: World, address: str) -> None:
    act(world.client("principal"), address, "Return", 2, to="apply", again="0", reason="学号与年级不符")
    told = page(world.client("registrar"), address)
    assert "转入学校审核 · 退回 → 转入学校申请" in told
    assert "东山小学 · 校长 · " in told


def test_a_return_is_shown_with_its_reason(world: World, address: str) -> None:
    act(world.client("principal"), address, "Return", 2, to="apply", again="0", reason="学号与年级不符")
    told = page(world.client("registrar"), address)
    assert "学号与年级不符" in told
    assert "退回" in told


def test_a_task_is_handed_to_a_colleague_alone(world: World, address: str) -> None:
    colleague = account("deputy", name="赵副", org=world.school, role="principal")
    act(world.client("principal"), address, "HandOver", 2, seat=colleague.key)
    deputy = Client()
    deputy.force_login(colleague)
    assert act(world.client("principal"), address, "Agree", 2) == 403
    assert act(deputy, address, "Agree", 2) == 302


@pytest.mark.parametrize("seat", ["", "account:1", "principal@0001", "x"])
def test_a_task_is_handed_to_nobody_outside(world: World, address: str, seat: str) -> None:
    assert act(world.client("principal"), address, "HandOver", 2, seat=seat) == 409
    assert act(world.client("principal"), address, "AddSigner", 2, seat=seat) == 409


def test_the_applicant_withdraws_while_nobody_has_acted(world: World, address: str) -> None:
    registrar = world.client("registrar")
    assert "撤回" in page(registrar, address)
    assert act(registrar, address, "Withdraw", 1, reason="填错了班级") == 302
    assert Case.objects.within("").get().outcome == ""


def test_a_page_of_cases_asks_few_queries(world: World, address: str, django_assert_max_num_queries) -> None:
    client = world.client("registrar")
    client.get(reverse("cases:cases"))
    with django_assert_max_num_queries(12):
        client.get(reverse("cases:cases"))


def test_the_day_of_transfer_is_shown(world: World, address: str) -> None:
    assert str(date(2026, 11, 23)) in page(world.client("registrar"), address)


def test_whoever_stands_in_finds_the_buttons_and_the_record_says_for_whom(world: World, address: str) -> None:
    deputy = account("deputy", name="赵录", org=world.school, role="registrar")
    today = str(timezone.localdate())
    told = {"stand_in": str(deputy.pk), "first": today, "last": today, "reason": "出差"}
    assert world.client("principal").post(reverse("identity:name_stand_in"), told).status_code == 302
    client = Client()
    client.force_login(deputy)
    assert "代 王校" in page(client, "/")
    assert "转入学校审核（代 王校）" in page(client, address)
    assert act(client, address, "Agree", 2) == 302
    assert "赵录 代 王校" in page(client, address)
