"""One place to apply."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from shuren.kernel.cases import adjustments
from shuren.kernel.cases.declare import current
from shuren.kernel.cases.route import Parallel, Sequence, Step, When, promised
from shuren.site.cases import permissions
from shuren.site.cases.offering import offered_to
from shuren.spine.people.models import Enrolment
from tests.modules.registry.test_guardian import child  # noqa: F401  a fixture
from tests.spine.people.conftest import wall_open  # noqa: F401  a fixture
from tests.world import World

pytestmark = pytest.mark.django_db
START = reverse("cases:start")


def labels(world: World, role: str, text: str = "") -> dict[str, list[str]]:
    return {group: [one.label for one in items] for group, items in offered_to(world.actor(role), text)}


def test_everything_offered_says_what_it_is_for() -> None:
    assert [kind.code for kind in current() if kind.group and not kind.brief] == []


def test_a_registrar_finds_the_registry_by_subject(world: World) -> None:
    found = labels(world, "registrar")
    assert found["转学与建籍"] == ["转学", "建立学籍", "外地转入"]
    assert found["休学与复学"] == ["休学", "延长休学", "复学"]
    assert "子女转学" not in found["转学与建籍"]


def test_papers_are_offered_to_officials_and_to_no_guardian(world: World) -> None:
    assert {"发文", "信息发布"} <= set(labels(world, "city_official")["公文与信息"])
    assert "公文与信息" not in labels(world, "guardian")


def test_a_guardian_begins_with_the_child_chosen(world: World, child: Enrolment) -> None:  # noqa: F811
    shown = world.client("guardian").get(START).content.decode()
    assert "为郑小树申请" in shown
    form = reverse("cases:apply", args=("registry.child_transfer",)) + f"?child={child.pk}"
    assert form in shown
    chosen = [line for line in world.client("guardian").get(form).content.decode().splitlines() if "checked" in line]
    assert [f'value="{child.pk}"' in line for line in chosen] == [True]


def test_who_may_apply_for_nothing_is_told_so(world: World) -> None:
    assert "当前角色没有可以发起的事项" in world.client("teacher").get(START).content.decode()


@pytest.mark.parametrize("text", ["休学", "xx", "诊断证明", " 休学 "])
def test_it_is_found_by_name_initials_and_material(world: World, text: str) -> None:
    assert "休学" in labels(world, "registrar", text)["休学与复学"]


def test_what_nobody_offers_is_not_found(world: World) -> None:
    assert "没有符合的事项" in world.client("registrar").get(START, {"q": "不存在"}).content.decode()


def test_the_page_says_what_is_needed_how_long_it_takes_and_who_decides(world: World) -> None:
    shown = world.client("registrar").get(START, {"q": "休学"}).content.decode()
    for words in ("监护人签字的申请、县级以上医院的诊断证明（视情况）", "最长 20 个工作日", "学校审核、主管部门核准"):
        assert words in shown


def test_what_the_bureau_has_set_counts(world: World) -> None:
    def days() -> int:
        return next(
            one.days for _, items in offered_to(world.actor("registrar")) for one in items if one.label == "休学"
        )

    kind, before = next(kind for kind in current() if kind.code == "registry.suspension"), days()
    adjustments.adjust(
        actor=world.actor("county_official"), needed=permissions.adjust_steps, kind=kind, step="authority",
        setting=adjustments.Setting(days=3), basis="x", since=date.today(),  # noqa: DTZ011
    )  # fmt: skip
    assert days() == before - 7


def test_few_queries_are_asked(world: World, django_assert_max_num_queries: Any) -> None:
    client = world.client("registrar")
    client.get(START)
    with django_assert_max_num_queries(8):
        client.get(START)


def test_of_what_goes_side_by_side_the_longest_counts() -> None:
    def step(days: int | None) -> Step:
        return Step("x", "x", "x", days=days)

    route = Sequence((step(None), Parallel((step(10), Sequence((step(10), When("c", step(5)))))), step(2)))
    assert promised(route) == 17


def test_the_menu_offers_it_to_whoever_may_begin_something(world: World) -> None:
    offered = {role: START in world.client(role).get("/").content.decode() for role in ("registrar", "teacher")}
    assert offered == {"registrar": True, "teacher": False}
