"""What was paid for projects stands beside what schools reported as spent; who differs says why."""

from decimal import Decimal

import pytest
from django.utils import timezone

from shuren.kernel.refusals import Refused
from shuren.modules.conditions.models import Spending
from shuren.modules.projects.actions.reconciling import explain
from shuren.modules.projects.queries import reconciling
from shuren.modules.projects.rules.differences import Why, compared
from tests.modules.projects import buying
from tests.world import World


@pytest.mark.pure
def test_each_category_tells_in_which_way_it_differs() -> None:
    paid = {"11": Decimal(5), "12": Decimal(3), "13": Decimal(2), "14": Decimal(1)}
    reported = {"11": Decimal(5), "13": Decimal(1), "14": Decimal(2), "21": Decimal(7)}
    assert [(row.category, row.why) for row in compared(paid, reported)] == [
        ("11", Why.SAME), ("12", Why.NOT_REPORTED), ("13", Why.MORE_PAID), ("14", Why.MORE_REPORTED),
        ("21", Why.NO_PROJECT),
    ]  # fmt: skip


def reported(world: World, yuan: int, category: str = "13", item: str = "平板电脑") -> None:
    school = world.school
    Spending.objects.create(
        school=school, org_path=school.path, county=world.county, city=world.city, year=timezone.localdate().year,
        item=item, category=category, source="4", amount_yuan=yuan, entered_at=timezone.now(),
    )  # fmt: skip


@pytest.mark.django_db
def test_a_difference_is_open_until_the_school_explains_it_and_again_when_figures_change(world: World) -> None:
    project, year = buying.under_contract(world), timezone.localdate().year
    buying.paid(world.actor("registrar"), project, 20_000, "P-1")
    reported(world, 15_000)
    here, client = f"/projects/reconcile/?org={world.school.pk}&year={year}", world.client("registrar")
    page = client.get(here).content.decode()
    for told in ("支付多于填报", "5,000.00", "平板教室", "平板电脑", "P-1"):
        assert told in page
    (place,) = reconciling.by_place(world.county, year)
    assert (place.name, place.difference, place.open) == ("东山小学", 5_000, 1)
    url = f"/projects/reconcile/{world.school.pk}/{year}/explain"
    assert client.post(url, {"text": ""}).status_code == 422
    assert client.post(url, {"text": "尾款年初入账"}).status_code == 302
    (city,) = reconciling.by_place(world.city, year)
    assert (city.name, city.open, city.explained) == ("东山县教育局", 0, 1)
    assert "已说明" in world.client("city_official").get(f"/projects/reconcile/?year={year}").content.decode()
    reported(world, 1_000, item="耗材")
    assert "此后数字有变" in world.client("county_official").get(here).content.decode()
    assert reconciling.by_place(world.county, year)[0].open == 1
    reported(world, 4_000, item="补报")
    with pytest.raises(Refused, match="一致，不必说明"):
        explain(actor=world.actor("registrar"), school=world.school, year=year, text="无")
    assert world.client("principal").get(url).status_code == 403
