"""Money by place and by year, each figure with a way down."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from shuren.kernel.measures.models import Cell, Computation, Node
from shuren.modules.projects.queries import monitor
from tests.modules.projects import buying
from tests.modules.projects.needing import a_line
from tests.world import World


@pytest.mark.django_db
def test_contracts_and_payments_stand_beside_the_budget_by_county_by_school_and_by_year(world: World) -> None:
    project, actor, year = buying.under_contract(world), world.actor("registrar"), timezone.localdate().year
    buying.paid(actor, project, 20_000, "P-1")
    a_line(world.city, 70_000, code="SJ-01")
    city = {row.name: row for row in monitor.by_place(world.city, year)}
    county = city["东山县教育局"]
    assert (county.lines, county.budget, county.count) == (Decimal(200_000), Decimal("133001.00"), 1)
    assert (county.contracted, county.paid, county.paid_share) == (Decimal(100_000), Decimal(20_000), Decimal("0.2"))
    assert city["江城市教育局本级"].lines == 70_000
    total = monitor.whole(city.values())
    assert (total.lines, total.paid) == (Decimal(270_000), Decimal(20_000))
    school = {row.name: row for row in monitor.by_place(world.county, year)}["东山小学"]
    assert (school.contracted, school.url) == (Decimal(100_000), "")
    assert [(row.key, row.paid) for row in monitor.by_year(world.school)] == [(year, Decimal(20_000))]


@pytest.mark.django_db
def test_a_figure_of_the_city_leads_to_the_county_and_on_to_the_project(world: World) -> None:
    buying.under_contract(world)
    client, page = world.client("city_official"), "/projects/monitor/"
    html = client.get(page).content.decode()
    for wanted in (
        rf"/projects/monitor/\?org={world.county.pk}[^\"]*",
        rf"/projects/\?year=\d+&amp;unit={world.school.pk}",
    ):
        found = re.search(wanted, html)
        assert found, wanted
        html = client.get(found[0].replace("&amp;", "&")).content.decode()
    assert "平板教室" in html
    assert world.client("principal").get(f"{page}?org={world.county.pk}").status_code == 404
    assert world.client("principal").get(page).status_code == 200


@pytest.mark.django_db
def test_spending_is_set_against_running_funds_down_to_the_rows_of_a_school(world: World) -> None:
    Computation.objects.create(year=2018, revision=1, computed_at=timezone.now(), snapshots={})
    for org, spent in ((world.county, 6.0), (world.school, 6.0)):
        depth = len(org.path) // 4
        is_unit = org == world.school
        Node.objects.create(
            year=2018, org_path=org.path, node_id=org.pk, depth=depth, name=org.name, is_unit=is_unit
        )  # fmt: skip
        Cell.objects.create(
            year=2018, indicator="ICT.FUND", depth=depth, org_path=org.path, area="", kind="", num=spent, den=50.0,
            sq=0, ratio=0, ratio_sq=0, n=1, n_ratio=1, missing=0,
        )  # fmt: skip
    html = world.client("county_official").get("/projects/monitor/?fund=2018").content.decode()
    assert "12.0%" in html
    assert f"/conditions/{world.school.pk}/2018/conditions.spending/" in html
    city = world.client("city_official").get("/projects/monitor/").content.decode()
    assert f"/projects/monitor/?org={world.county.pk}&amp;fund=2018" in city
