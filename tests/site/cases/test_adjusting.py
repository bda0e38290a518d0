"""Bureaus see and set how steps go, over HTTP."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.audit.models import Entry as AuditEntry
from tests.site.cases.test_materials import APPLY
from tests.world import World

pytestmark = pytest.mark.django_db
ROOM = reverse("cases:adjust", args=("tests.papers", "room"))
LIST = reverse("cases:adjusted")


def post(world: World, role: str, address: str = ROOM, **told: Any) -> Any:
    today = timezone.localdate().isoformat()
    return world.client(role).post(address, {"basis": "东教〔2026〕3号", "since": today, **told})


def test_a_shorter_limit_is_set_and_shown_to_applicants(world: World) -> None:
    assert post(world, "county_official", days="2", help="请先查看房间清单。").status_code == 302
    assert "2 个工作日" in world.client("registrar").get(APPLY).content.decode()
    shown = world.client("city_official").get(ROOM).content.decode()
    assert "东山县教育局" in shown, "a superior sees what is set below"
    assert "东教〔2026〕3号" in shown
    noted = AuditEntry.objects.within("").get(label="cases.step.adjusted")
    assert noted.org_path == world.county.path


def test_a_step_left_out_is_not_on_the_way(world: World) -> None:
    assert "安排房间" in world.client("registrar").get(APPLY).content.decode()
    post(world, "county_official", left_out="on")
    assert "安排房间" not in world.client("registrar").get(APPLY).content.decode()
    assert "不设这一环节" in world.client("county_official").get(LIST).content.decode()


def test_what_may_not_be_set_is_said_at_its_field(world: World) -> None:
    answer = post(world, "county_official", days="9")
    assert answer.status_code == 422
    assert "不能更长" in answer.content.decode()
    assert post(world, "county_official", basis="", days="2").status_code == 422
    principal = reverse("cases:adjust", args=("tests.papers", "principal"))
    assert 'name="left_out"' not in world.client("county_official").get(principal).content.decode()


def test_help_stands_where_the_step_is_acted_on(world: World) -> None:
    apply_step = reverse("cases:adjust", args=("tests.papers", "apply"))
    post(world, "county_official", apply_step, help="请带原件。")
    assert "请带原件。" in world.client("registrar").get(APPLY).content.decode()


def test_there_is_no_page_for_a_step_that_is_not(world: World) -> None:
    client = world.client("county_official")
    assert client.get(reverse("cases:adjust", args=("tests.papers", "nowhere"))).status_code == 404
    assert client.get(reverse("cases:adjust", args=("tests.gone", "room"))).status_code == 404


def test_the_list_asks_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    client = world.client("county_official")
    client.get(LIST)
    with django_assert_max_num_queries(8):
        client.get(LIST)
