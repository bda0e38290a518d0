import pytest

from shuren.kernel import paths
from shuren.spine.orgs import rules
from shuren.spine.orgs.rules import orders, places

pytestmark = pytest.mark.pure


def test_steps_sort_as_their_numbers_do() -> None:
    steps = [paths.step_of(number) for number in (1, 9, 10, 35, 36, 1295, 1296, 36**4 - 1)]
    assert steps == sorted(steps)
    assert [paths.number_of(step) for step in steps] == [1, 9, 10, 35, 36, 1295, 1296, 36**4 - 1]


def test_a_node_has_only_so_many_children() -> None:
    with pytest.raises(ValueError, match="1,679,616"):
        paths.step_of(36**4)


def test_ancestors_are_told_from_the_root_down() -> None:
    assert paths.ancestors_of("000100020003") == ["0001", "00010002"]
    assert paths.ancestors_of("0001") == []
    assert paths.parent_of("0001") == ""


@pytest.mark.parametrize(
    ("nodes", "shared"),
    [
        (["00010001", "00010001"], "00010001"),
        (["000100010001", "00010001"], "00010001"),
        (["000100010001", "000100020001"], "0001"),
        (["0001", "0002"], ""),
    ],
)
def test_the_lowest_node_above_all(nodes: list[str], shared: str) -> None:
    assert paths.common_path(nodes) == shared


@pytest.mark.parametrize(
    ("division", "urban_rural", "under_zone", "area"),
    [
        ("340102", "220", False, "urban"),  # a district
        ("340176", "", False, "urban"),  # a zone of the statistical list
        ("340123", "121", False, "county_town"),
        ("340123", "220", False, "township"),
        ("340181", "220", False, "township"),  # a county-level city
        ("340181", "220", True, "urban"),  # run by a development zone that lies in one
    ],
)
def test_areas(division: str, urban_rural: str, under_zone: bool, area: str) -> None:
    assert rules.area_of(division, urban_rural, under_zone=under_zone) == area


@pytest.mark.parametrize(
    ("level", "code", "above"),
    [
        ("province", "340000", ""),
        ("city", "340100", "340000"),
        ("county", "340123", "340100"),
        ("zone", "340176", "340100"),
        ("zone", "340181", "340100"),
        ("zone", "", "340100"),
        ("school", "340111", "340176"),  # a zone's school lies in the district around it
        ("school", "340123101", "340123"),
        ("school", "340123101200", "340123"),
    ],
)
def test_a_division_that_fits_its_level(level: str, code: str, above: str) -> None:
    assert places.division_problem(level, code, above=above) is None


@pytest.mark.parametrize(
    ("level", "code", "above", "told"),
    [
        ("province", "340100", "", "0000"),
        ("city", "340123", "340000", "00"),
        ("county", "340100", "340100", "不为 00"),
        ("county", "330102", "340100", "上级机构"),
        ("city", "330100", "340000", "上级机构"),
        ("zone", "3401", "340100", "开发区"),
        ("school", "3401", "340123", "县级"),
        ("school", "", "340123", "县级"),
        ("school", "340202", "340123", "上级机构"),
    ],
)
def test_a_division_that_does_not(level: str, code: str, above: str, told: str) -> None:
    assert told in (places.division_problem(level, code, above=above) or "")


def test_zone_codes_are_told_from_divisions() -> None:
    assert places.is_zone_code("340176")
    assert not places.is_zone_code("340123")
    assert not places.is_zone_code("")


@pytest.mark.parametrize(
    ("levels", "tiers"),
    [
        (["province"], (None, None)),
        (["province", "city"], (None, 2)),
        (["province", "city", "county"], (3, 2)),
        (["province", "city", "county", "school", "campus"], (3, 2)),
        (["province", "city", "county", "zone", "school"], (4, 2)),
        (["province", "city", "school"], (2, 2)),  # run by the city itself
        (["province", "county", "school"], (2, 2)),  # a county directly under its province
        (["province", "school"], (1, 1)),
        (["county", "school"], (1, 1)),
    ],
)
def test_tiers(levels: list[str], tiers: tuple[int | None, int | None]) -> None:
    assert places.tiers_of([(level, number) for number, level in enumerate(levels, 1)]) == tiers


def test_orders_survive_being_kept_as_json() -> None:
    order = orders.Merge(source_ids=[1, 2], target_id=3, name="联合学校", keep_sites=True)
    assert orders.ORDERS[order.kind].read(order.values()) == order
    assert orders.ORDERS["1"].read({"level": "school", "parent_id": 1, "name": "甲", "gone": 1}) == orders.Open(
        level="school", parent_id=1, name="甲"
    )
