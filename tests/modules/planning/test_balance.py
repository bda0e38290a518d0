"""How even a county is, and a school beside its standards."""

from django.urls import reverse
from django.utils import timezone

from shuren.kernel.measures.models import Cell, Computation, Node
from shuren.modules.planning.queries import balance, schools
from shuren.modules.planning.rules.lights import Light
from shuren.spine.orgs.models import Org
from tests.world import World

YEAR = 2018


def node(org: Org, *, is_unit: bool) -> None:
    Node.objects.create(
        year=YEAR, org_path=org.path, node_id=org.pk, depth=len(org.path) // 4, name=org.name, is_unit=is_unit,
        area=org.area, kind="primary", facts={"pupils": 100.0, "has_wifi": None},
    )  # fmt: skip
    Computation.objects.get_or_create(
        year=YEAR, defaults={"revision": 1, "computed_at": timezone.now(), "snapshots": {}}
    )


def cell(org: Org, indicator: str, num: float, den: float, sq: float = 0.0, schools: int = 1) -> None:
    Cell.objects.create(
        year=YEAR, indicator=indicator, depth=len(org.path) // 4, org_path=org.path, area="county_town", kind="primary",
        num=num, den=den, sq=sq or num * num / den, ratio=num / den, ratio_sq=(num / den) ** 2, n=schools,
        n_ratio=schools,
        missing=0,
    )  # fmt: skip


def test_an_even_county_keeps_the_limit_and_an_uneven_one_does_not(world: World) -> None:
    node(world.county, is_unit=False)
    node(world.zone, is_unit=False)
    cell(world.county, "QB.4P", 900, 200, schools=3)  # as if all its schools had 4.5 square metres
    cell(world.zone, "QB.4P", 900, 200, sq=900 * 900 / 200 * 1.36, schools=3)  # variance 0.36 of the square of the mean
    found = {one.name: one.coefficients[3] for one in balance.counties(world.city, "P", YEAR)}
    even, uneven = found[world.county.name], found[world.zone.name]
    assert (even.weighted, even.mean, even.light) == (0.0, 4.5, Light.GREEN)
    assert uneven.light is Light.RED
    assert uneven.weighted is not None
    assert abs(uneven.weighted - 0.6) < 1e-9


def test_a_county_of_one_school_is_shown_and_not_judged(world: World) -> None:
    node(world.county, is_unit=False)
    cell(world.county, "QB.4P", 900, 200)
    (county,) = balance.counties(world.county, "P", YEAR)
    one = county.coefficients[3]
    assert (one.weighted, one.light, one.alone, county.alone) == (0.0, Light.GREY, True, True)
    page = world.client("city_official").get(reverse("planning:balance"), {"year": YEAR, "stage": "P"})
    body = page.content.decode().partition("<tbody>")[2]
    assert "仅一所学校，不作差异判断" in body
    assert "s-light" not in body
    asked = reverse("planning:figure", args=[one.indicator.code, world.county.pk, YEAR])
    assert "仅一所学校，不作差异判断" in world.client("city_official").get(asked).content.decode()


def test_the_balance_page_asks_few_queries(world: World, django_assert_max_num_queries) -> None:
    node(world.county, is_unit=False)
    cell(world.county, "QB.4P", 900, 200)
    client = world.client("city_official")
    client.get("/")
    with django_assert_max_num_queries(12):
        page = client.get(reverse("planning:balance"), {"year": YEAR, "stage": "P"}).content.decode()
    assert world.county.name in page


def test_a_school_is_held_to_the_national_standard(world: World) -> None:
    node(world.school, is_unit=True)
    cell(world.school, "QB.4P", 400, 100)
    one = next(
        item for item in schools.standings(world.school, YEAR, [], timezone.now()) if item.indicator.code == "QB.4P"
    )
    assert (one.value, one.asked, one.light) == (4.0, 4.5, Light.RED)
    assert "教督〔2017〕6号" in one.source


def test_a_standard_is_written_as_figures_are(world: World) -> None:
    node(world.school, is_unit=True)
    cell(world.school, "QB.6P", 300_000, 100)
    page = world.client("principal").get(reverse("planning:own_school")).content.decode()
    assert "3,000" in page
    assert "≥ 2,000" in page


def test_a_spread_of_few_schools_is_not_shown() -> None:
    assert schools.spread_of([1.0, 2.0, 3.0, 4.0]) is None
    spread = schools.spread_of([1.0, 2.0, 3.0, 4.0, 5.0])
    assert spread is not None
    assert (spread.low, spread.median, spread.high) == (1.0, 3.0, 5.0)


def test_the_principals_page_shows_the_own_school_and_no_other(world: World) -> None:
    for org in (world.school, world.sibling):
        node(org, is_unit=True)
        cell(org, "QB.4P", 400, 100)
    page = world.client("principal").get(reverse("planning:own_school")).content.decode()
    assert world.school.name in page
    assert world.sibling.name not in page
