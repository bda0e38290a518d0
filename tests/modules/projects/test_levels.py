"""Which share of running funds is asked for is laid down by whoever may, from a year on, and judged by that year's."""

from decimal import Decimal

import pytest

from shuren.modules.projects.actions import budgets as actions
from shuren.modules.projects.models import FundLevel
from shuren.modules.projects.queries import budgets
from shuren.modules.projects.rules.funds import light
from tests.world import World


@pytest.mark.pure
@pytest.mark.parametrize(
    ("percent", "least", "shown"),
    [
        (10.0, 10.0, "green"), (9.99, 10.0, "amber"), (8.0, 10.0, "amber"), (7.9, 10.0, "red"), (7.9, 5.0, "green"),
        (None, 10.0, "grey"), (12.0, None, "grey"),
    ],
)  # fmt: skip
def test_a_share_is_judged_by_what_is_asked_for(percent: float | None, least: float | None, shown: str) -> None:
    assert light(percent, least) == shown


@pytest.mark.django_db
def test_years_keep_the_level_they_had_and_a_county_may_ask_for_its_own(world: World) -> None:
    client = world.client("city_official")
    typed = {"percent": "10", "basis": "合肥市教育信息化规划（2016—2020年）", "from_year": "2016"}
    assert client.post("/projects/levels/", {**typed, "percent": "0"}).status_code == 422
    assert client.post("/projects/levels/", typed).status_code == 302
    actions.set_level(actor=world.actor("city_official"), percent=Decimal(12), basis="新规划", from_year=2026)
    FundLevel.objects.create(
        org_path=world.county.path, from_year=2025, percent=8, basis="县", set_by_key="t", set_by_name="测试"
    )
    found = {
        (path, year): level and level.percent
        for path in (world.city.path, world.school.path)
        for year in (2015, 2020, 2026)
        if (level := budgets.level_in(path, year)) or True
    }
    assert found == {
        (world.city.path, 2015): None, (world.city.path, 2020): 10, (world.city.path, 2026): 12,
        (world.school.path, 2015): None, (world.school.path, 2020): 10, (world.school.path, 2026): 8,
    }  # fmt: skip
    assert budgets.levels_below(world.city.path, 2026) == {world.city.path: 12.0, world.county.path: 8.0}
    assert "12%" in client.get("/projects/levels/").content.decode()
    assert world.client("county_official").get("/projects/levels/").status_code == 403
