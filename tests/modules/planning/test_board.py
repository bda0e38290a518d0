"""The board of a plan: targets beside what the cells say, from the city down to one school."""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.measures.models import Cell, Computation, Node
from shuren.modules.planning.models import Measure, Plan, Target
from shuren.modules.planning.queries.board import Board, Line, board
from shuren.modules.planning.queries.desk import of_plans
from shuren.modules.planning.queries.lookup import plan_for
from shuren.modules.planning.rules.lights import Light
from tests.matrix.makers import city_plan
from tests.world import World

WIFI = "ICT.WIFI_FULL"


@pytest.fixture
def plan(world: World) -> str:
    return city_plan(world)


def count(path: str, year: int, area: str, num: float, den: float, *, kind: str = "primary", missing: int = 0) -> None:
    Cell.objects.create(
        year=year, indicator=WIFI, depth=len(path) // 4, org_path=path, area=area, kind=kind, num=num, den=den,
        sq=0, ratio=0, ratio_sq=0, n=int(den), n_ratio=int(den), missing=missing,
    )  # fmt: skip


def node(world: World, name: str, year: int, *, is_unit: bool = False) -> None:
    org = world.org(name)
    Node.objects.create(
        year=year, org_path=org.path, node_id=org.pk, depth=len(org.path) // 4, name=org.name, is_unit=is_unit,
        area=org.area, kind="primary", facts={},
    )  # fmt: skip
    Computation.objects.get_or_create(
        year=year, defaults={"revision": 1, "computed_at": timezone.now(), "snapshots": {}}
    )


def seen(world: World, role: str = "city_official") -> Board:
    actor = world.actor(role)
    return board(plan_for(actor, "HF"), world.city)


def line(shown: Board, category: str, scope: str) -> Line:
    return next(one for one in shown.lines if one.category == category and one.scope.text == scope)


def test_all_published_rows_are_loaded_and_loading_again_changes_nothing(world: World, plan: str) -> None:
    assert Target.objects.count() == 124
    city_plan(world)
    assert Target.objects.count() == 124


def test_every_line_is_measured_or_says_what_is_missing_and_who_supplies_it(world: World, plan: str) -> None:
    shown = seen(world)
    for one in (*shown.lines, *shown.milestones):
        assert one.measure.code or (one.measure.fact and one.measure.supplier), one
    assert len(shown.milestones) == 34


def test_a_target_is_judged_by_the_schools_of_its_scope_alone(world: World, plan: str) -> None:
    count(world.city.path, 2018, "urban", 7, 10)
    count(world.city.path, 2018, "county_town", 1, 4)
    count(world.city.path, 2018, "township", 0, 6)
    urban = line(seen(world), "无线网络覆盖", "市区").cells[2]
    counties = line(seen(world), "无线网络覆盖", "县(市)").cells[2]
    assert (urban.actual, urban.light) == (70.0, Light.GREEN)  # asked: 60 %
    assert (counties.actual, counties.light) == (10.0, Light.RED)  # asked: 20 %


def test_a_year_nobody_reported_is_grey_and_not_zero(world: World, plan: str) -> None:
    cell = line(seen(world), "无线网络覆盖", "市区").cells[0]
    assert (cell.actual, cell.light) == (None, Light.GREY)


def test_schools_that_reported_nothing_do_not_pull_a_figure_down(world: World, plan: str) -> None:
    count(world.city.path, 2018, "urban", 6, 10, missing=5)
    assert line(seen(world), "无线网络覆盖", "市区").cells[2].actual == 60.0


def test_targets_that_contradict_are_shown(world: World, plan: str) -> None:
    sentences = [finding.sentence for finding in seen(world).findings]
    assert any("校园无线网络全覆盖学校比例" in sentence for sentence in sentences)


def test_the_board_page_names_target_actual_and_the_missing_fact(world: World, plan: str) -> None:
    count(world.city.path, 2018, "urban", 7, 10)
    page = world.client("city_official").get(reverse("planning:board", args=["HF"])).content.decode()
    assert "≥60%" in page
    assert "教师个人学习空间开通与实名注册记录" in page


def test_a_click_leads_from_the_city_to_the_county_and_to_the_school(world: World, plan: str) -> None:
    for name in ("city", "county", "school"):
        node(world, name, 2018, is_unit=name == "school")
        count(world.org(name).path, 2018, "county_town", 1, 1)
    client = world.client("city_official")
    city = client.get(
        reverse("planning:indicator", args=["HF", "HF.WIFI_FULL"]), {"year": 2018, "scope": "全市"}
    ).content.decode()
    assert world.county.name in city
    county = client.get(
        reverse("planning:indicator", args=["HF", "HF.WIFI_FULL"]),
        {"year": 2018, "scope": "全市", "org": world.county.pk},
    ).content.decode()
    assert world.school.name in county
    figure = client.get(reverse("planning:figure", args=[WIFI, world.school.pk, 2018])).content.decode()
    assert reverse("conditions:rows", args=[world.school.pk, 2018, "conditions.network"]) in figure


def test_a_line_opens_at_the_newest_year_with_figures(world: World, plan: str) -> None:
    node(world, "county", 2018)
    count(world.county.path, 2018, "county_town", 1, 1)
    page = world.client("city_official").get(
        reverse("planning:indicator", args=["HF", "HF.WIFI_FULL"]), {"scope": "全市"}
    )
    assert world.county.name in page.content.decode()


def test_a_county_official_sees_the_citys_plan_from_the_own_county_only(world: World, plan: str) -> None:
    client = world.client("county_official")
    assert world.county.name in client.get(reverse("planning:board", args=["HF"])).content.decode()
    assert client.get(reverse("planning:board", args=["HF"]), {"org": world.zone.pk}).status_code == 404


def test_the_board_goes_out_as_a_workbook_and_as_paper(world: World, plan: str) -> None:
    count(world.city.path, 2018, "urban", 7, 10)
    client: Client = world.client("city_official")
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("planning:board_workbook", args=["HF"])).content))
    values = {cell.value for row in book.active.iter_rows() for cell in row}
    assert {"校园无线网络全覆盖学校比例", 70, "达到"} <= values
    assert client.get(reverse("planning:board_pdf", args=["HF"])).content.startswith(b"%PDF")


def test_the_board_asks_few_queries(world: World, plan: str, django_assert_max_num_queries) -> None:
    count(world.city.path, 2018, "urban", 7, 10)
    client = world.client("city_official")
    client.get("/")  # the first page of a session also notes the sign-in
    with django_assert_max_num_queries(12):
        client.get(reverse("planning:board", args=["HF"]))


def test_the_head_of_an_authority_sees_its_plans_and_what_it_asks_of_schools(world: World) -> None:
    city_plan(world)
    leader = world.client("unit_leader")
    assert leader.get("/plans/HF/").status_code == 200
    assert 'href="/plans/"' in leader.get("/").content.decode()
    assert leader.get("/collection/burden/").status_code == 200


def test_the_first_page_counts_the_plan_of_which_most_is_measured(world: World, plan: str) -> None:
    """A later plan of a line or two does not take the place of the one that is worked by."""
    count(world.city.path, 2018, "urban", 7, 10)
    count(world.city.path, 2020, "urban", 9, 10)
    whole = Plan.objects.within("").get(code="HF")
    own = Target.objects.filter(plan=whole, indicator="HF.WIFI_FULL", scope="全市").latest("year")
    note = Plan.objects.create(
        code="YD", name="一点工作要点", org=whole.org, org_path=whole.org_path, first_year=2020, last_year=2021
    )
    measure = Measure.objects.get(plan=whole, indicator="HF.WIFI_FULL")
    for row in (own, measure):
        row.pk, row.plan = None, note
        row.save()
    stats = of_plans(world.actor("city_official"))
    assert {stat.note for stat in stats} == {"合肥市教育信息化规划（2016—2020年）"}
