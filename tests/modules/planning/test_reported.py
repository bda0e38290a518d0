"""A line of a plan that no register holds is measured by what units were asked, the moment a leader has signed."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from shuren.modules.collection.models import Fact, Item
from shuren.modules.planning.actions import plans, sources
from shuren.modules.planning.models import Per, Plan
from shuren.modules.planning.queries import board as boards
from tests.world import World

INDICATOR = "HF.SC_COMP"


@pytest.fixture
def plan(world: World) -> Plan:
    return plans.load_published(actor=world.actor("city_official"), code="HF", org=world.city)


def item(world: World, label: str, kind: str = "yes_no") -> Item:
    made: Item = Item.objects.create(code=f"T{label}", label=label, kind=kind, level="school", owner=world.city)
    return made


def tell(of: Item, world: World, number: int, *, year: int = 2018) -> None:
    Fact.objects.create(
        item=of, org=world.school, org_path=world.school.path, as_of=date(year, 9, 1), value=str(number),
        number=Decimal(number), told_by="校长", recorded_at=datetime(year, 9, 2, tzinfo=UTC),
    )  # fmt: skip


def line_of(plan: Plan, world: World) -> boards.Line:
    lines = [line for line in boards.board(plan, world.city).lines if line.indicator == INDICATOR]
    return next(line for line in lines if line.scope.holds(world.school.area, "primary"))


def figures(plan: Plan, world: World) -> dict[int, float | None]:
    return {cell.year: cell.actual for cell in line_of(plan, world).cells}


@pytest.mark.django_db
def test_what_a_leader_signs_is_on_the_board_at_once(world: World, plan: Plan) -> None:
    assessed = item(world, "通过智慧校园评估")
    assert set(figures(plan, world).values()) == {None}
    sources.choose(
        actor=world.actor("city_official"), plan=plan, indicator=INDICATOR, source=f"item:{assessed.pk}",
        per=Per.UNITS, over="",
    )  # fmt: skip
    tell(assessed, world, 1)
    assert figures(plan, world) == {2016: None, 2017: None, 2018: 100.0, 2019: None, 2020: None}


@pytest.mark.django_db
def test_a_share_is_taken_of_another_figure_of_the_same_units(world: World, plan: Plan) -> None:
    opened, all_of_them = item(world, "开通人数", "number"), item(world, "应开通人数", "number")
    tell(opened, world, 30)
    tell(all_of_them, world, 120)
    sources.choose(
        actor=world.actor("city_official"), plan=plan, indicator=INDICATOR, source=f"item:{opened.pk}",
        per=Per.FIGURE, over=f"item:{all_of_them.pk}",
    )  # fmt: skip
    assert figures(plan, world)[2018] == 25.0


@pytest.mark.django_db
def test_the_page_tells_the_source_and_only_who_keeps_the_plan_chooses_it(world: World, plan: Plan) -> None:
    assessed = item(world, "通过智慧校园评估")
    address = reverse("planning:reported", args=("HF", INDICATOR))
    chosen = {"source": f"item:{assessed.pk}", "per": "units", "over": ""}
    offered = world.client("city_official").get(address).content.decode()
    assert re.search(r'value="units"[^>]* checked', offered), "a target in percent begins with a share"
    assert world.client("city_official").post(address, {**chosen, "per": "figure"}).status_code == 422
    assert world.client("city_official").post(address, chosen).status_code == 302
    tell(assessed, world, 1)
    asked = f"{address}?year=2018&scope={line_of(plan, world).scope.text}"
    shown = world.client("county_official").get(asked).content.decode()
    assert "通过智慧校园评估" in shown
    assert world.school.name in shown
    world.client("county_official").post(address, {**chosen, "source": "item:0"})
    assert plan.reported.get().source == chosen["source"]
    assert "按上报数据" in world.client("city_official").get(reverse("planning:board", args=("HF",))).content.decode()


@pytest.mark.django_db
def test_a_line_that_a_register_measures_keeps_its_register(world: World, plan: Plan) -> None:
    assessed = item(world, "通过智慧校园评估")
    with pytest.raises(sources.MeasuredAlready):
        sources.choose(
            actor=world.actor("city_official"), plan=plan, indicator="HF.WIFI_FULL", source=f"item:{assessed.pk}",
            per=Per.UNITS, over="",
        )  # fmt: skip
