"""The desk: what awaits one's signature, and signing many at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.cases import actions, batches, commands, queries
from shuren.kernel.cases.models import Case, Entry, Signing
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.periods import ONE_DAY
from tests.inline import run_jobs
from tests.kernel.cases.leave import Leave, Plain
from tests.world import World, account

pytestmark = pytest.mark.django_db
DESK = reverse("cases:desk")
SIGN = reverse("cases:sign_many")


@pytest.fixture(autouse=True)
def _nothing_granted_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Leave, "granted", [])


@pytest.fixture
def lodge(world: World) -> Callable[..., Case]:
    def made(kind: type = Leave, **form: object) -> Case:
        return actions.apply(actor=world.actor("registrar"), type_code=kind.code, form={"days": 3} | form)

    return made


def page(client: Client, **query: str) -> str:
    return client.get(DESK, query).content.decode()


def due(case: Case, days: int) -> None:
    moment = timezone.now() + timedelta(days=days)
    Notice.objects.filter(link=f"/cases/{case.pk}/").update(due_at=moment)


def named(case: Case, step: str = "principal") -> str:
    state = queries.state_of(case)
    visit = next(visit for visit in state.open_visits if visit.step == step)
    return f"{case.pk}.{state.tasks_of(visit)[0].number}"


def send(client: Client, *tasks: str, once: str = "page", reason: str = "") -> str:
    answer = client.post(SIGN, {"task": tasks, "once": once, "reason": reason})
    assert answer.status_code == 302, answer.content.decode()
    run_jobs()
    return str(answer["Location"])


def outcomes(cases: list[Case]) -> list[str]:
    return [Case.objects.within("").get(pk=case.pk).outcome for case in cases]


def test_what_awaits_is_listed_the_most_urgent_first(world: World, lodge: Callable[..., Case]) -> None:
    late, later = lodge(days=4), lodge(days=2)
    due(late, -1)
    due(later, 30)
    told = page(world.client("principal"))
    assert told.index("请假 4 天") < told.index("请假 2 天")
    assert "没有待办" in page(world.client("registrar"))


def test_what_awaits_elsewhere_is_on_the_same_page_and_in_no_tile(world: World) -> None:
    here = {"role": "principal", "org_path": world.school.path}
    notices.ask(kind="other", subject_id=1, title="核对名册", link="/x/", due_at=timezone.now() - ONE_DAY, **here)
    told = page(world.client("principal"))
    assert "其他待办" in told
    assert "核对名册" in told
    assert 's-stat__figure">1<' not in told
    assert "核对名册" not in page(world.client("principal"), light="red"), "a filter is about cases"
    assert "核对名册" in world.client("principal").get("/").content.decode()


@pytest.mark.parametrize(
    ("days", "light"), [(-1, "red"), (0.01, "amber"), (60, "green"), (None, "grey")], ids=["red", "amber", "green", "-"]
)
def test_a_tile_filters_by_its_light(world: World, lodge: Callable[..., Case], days: Any, light: str) -> None:
    case = lodge()
    Notice.objects.update(due_at=None) if days is None else due(case, days)
    for each in ("red", "amber", "green", "grey"):
        assert ("请假 3 天" in page(world.client("principal"), light=each)) == (each == light)


def test_it_is_narrowed_by_type_step_number_and_content(world: World, lodge: Callable[..., Case]) -> None:
    case = lodge(days=4)
    client = world.client("principal")
    for query in ({"type": "测试请假"}, {"step": "校长审批"}, {"q": case.number.lower()}, {"q": "4 天"}):
        assert "请假 4 天" in page(client, **query)
    for query in ({"type": "转学"}, {"step": "县级审批"}, {"q": "CS0"}, {"q": "5 天"}):
        assert "请假 4 天" not in page(client, **query)
        assert "没有符合条件的待办" in page(client, **query)


def test_the_home_page_leads_there(world: World, lodge: Callable[..., Case]) -> None:
    lodge()
    assert f'href="{DESK}"' in world.client("principal").get("/").content.decode()


def test_the_desk_asks_few_queries(
    world: World, lodge: Callable[..., Case], django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for days in range(1, 6):
        lodge(days=days)
    client = world.client("principal")
    page(client)
    with django_assert_max_num_queries(12):
        page(client)


def test_only_what_its_step_allows_has_a_box(world: World, lodge: Callable[..., Case]) -> None:
    lodge()
    assert 'name="task"' not in page(world.client("principal"))
    lodge(Plain)
    assert page(world.client("principal")).count('name="task"') == 1


def test_all_that_were_chosen_are_signed_with_one_comment(world: World, lodge: Callable[..., Case]) -> None:
    cases = [lodge(Plain) for _ in range(3)]
    client = world.client("principal")
    where = send(client, *map(named, cases), reason="同意办理")
    assert outcomes(cases) == ["granted"] * 3
    assert Entry.objects.filter(verb="Agree", comment="同意办理").count() == 3
    assert "已签署 3 件，未签署 0 件" in client.get(where).content.decode()


def test_one_that_is_refused_stops_no_other_and_is_told(world: World, lodge: Callable[..., Case]) -> None:
    first, gone, last = (lodge(Plain) for _ in range(3))
    tasks = [named(case) for case in (first, gone, last)]
    actions.act(actor=world.actor("registrar"), case_id=gone.pk, command=commands.Cancel())
    client = world.client("principal")
    told = client.get(send(client, *tasks)).content.decode()
    assert outcomes([first, gone, last]) == ["granted", "cancelled", "granted"]
    assert "已签署 2 件，未签署 1 件" in told
    assert "事项已办结" in told


def test_a_case_once_returned_is_signed_alone(world: World, lodge: Callable[..., Case]) -> None:
    case = lodge(Plain)
    back = commands.Return(int(named(case).split(".")[1]), "apply", again=False)
    actions.act(actor=world.actor("principal"), case_id=case.pk, command=back, comment="请补充")
    again = commands.Agree(int(named(case, "apply").split(".")[1]))
    actions.act(actor=world.actor("registrar"), case_id=case.pk, command=again)
    client = world.client("principal")
    assert 'name="task"' not in page(client)
    assert "曾被退回" in client.get(send(client, named(case))).content.decode()
    assert outcomes([case]) == [""]


def test_a_step_that_is_signed_with_the_case_open_is_refused(world: World, lodge: Callable[..., Case]) -> None:
    case = lodge()
    client = world.client("principal")
    assert "不能批量办理" in client.get(send(client, named(case))).content.decode()
    assert outcomes([case]) == [""]


def test_somebody_elses_task_is_not_signed(world: World, lodge: Callable[..., Case]) -> None:
    case = lodge(Plain)
    client = world.client("county_official")
    assert "不由您办理" in client.get(send(client, named(case))).content.decode()
    assert outcomes([case]) == [""]


def test_a_case_out_of_sight_is_not_even_named(world: World, lodge: Callable[..., Case]) -> None:
    case = lodge(Plain)
    elsewhere = account("elsewhere", org=world.far_school, role="principal")
    client = Client()
    client.force_login(elsewhere)
    answer = client.post(SIGN, {"task": named(case), "once": "x"})
    assert answer.status_code == 409
    assert "没有勾选办件" in answer.content.decode()


def test_a_double_click_signs_once(world: World, lodge: Callable[..., Case]) -> None:
    case = lodge(Plain)
    client, task = world.client("principal"), named(case)
    first = client.post(SIGN, {"task": task, "once": "page"})
    second = client.post(SIGN, {"task": task, "once": "page"})
    run_jobs()
    assert first["Location"] == second["Location"]
    assert Signing.objects.count() == 1
    assert "已签署 1 件" in client.get(first["Location"]).content.decode()


def test_work_that_was_interrupted_goes_on_where_it_was(world: World, lodge: Callable[..., Case]) -> None:
    done, left = lodge(Plain), lodge(Plain)
    tasks = [named(done), named(left)]
    client = world.client("principal")
    client.post(SIGN, {"task": tasks, "once": "page"})
    batches.sign([Signing.objects.get(case=done)], actor=world.actor("principal"), comment="")
    run_jobs()
    assert outcomes([done, left]) == ["granted", "granted"]
    assert list(Signing.objects.values_list("signed", flat=True)) == [True, True]


def test_what_breaks_is_told_and_stops_no_other(
    world: World, lodge: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [lodge(Plain), lodge(Plain)]
    broken = cases[0].number
    finish = Plain.finish

    def fail(actor: Any, application: Any, *, number: str) -> None:
        if number == broken:
            raise ZeroDivisionError
        finish(actor, application, number=number)

    monkeypatch.setattr(Plain, "finish", staticmethod(fail))
    client = world.client("principal")
    assert "意外错误" in client.get(send(client, *map(named, cases))).content.decode()
    assert outcomes(cases) == ["", "granted"]


@pytest.mark.parametrize("tasks", [[], ["x"], ["1.x"], ["."], ["９.９"]])
def test_nothing_chosen_is_refused(world: World, tasks: list[str]) -> None:
    assert world.client("principal").post(SIGN, {"task": tasks, "once": "x"}).status_code == 409


def test_too_many_at_once_are_refused(
    world: World, lodge: Callable[..., Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST", 1)
    cases = [lodge(Plain), lodge(Plain)]
    answer = world.client("principal").post(SIGN, {"task": [named(case) for case in cases], "once": "x"})
    assert "一次最多办理 1 件" in answer.content.decode()


def test_what_somebody_signed_together_is_shown_to_nobody_else(world: World, lodge: Callable[..., Case]) -> None:
    where = send(world.client("principal"), named(lodge(Plain)))
    assert world.client("registrar").get(where).status_code == 302
    assert world.client("principal").get(where.replace("signed", "signing")).status_code == 200
