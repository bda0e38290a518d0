"""What the answers of a round add up to; figures that do not add up stand as the mean of the units."""

import io

import openpyxl
import pytest
from django.urls import reverse

from shuren.modules.collection.actions import returns
from shuren.modules.collection.models import Round
from shuren.modules.collection.queries.rollups import rollup_of
from shuren.spine.identity import queries as identity
from tests.modules.collection.sending import fill, owed, sent, step
from tests.world import account

pytestmark = pytest.mark.django_db
ASKED = (
    {"label": "机器人套数", "unit": "套"},
    {"label": "生均图书册数", "unit": "册", "places": 2},
    {"label": "教师培训率", "unit": "%", "places": 2},
)
MEAN = "各单位的平均数，不相加"


def actor(org, role):
    holder = account(f"{role}-{org.pk}", org=org, role=role)
    return identity.actor_for(holder, identity.grants_of(holder)[0])


@pytest.fixture
def told(world):
    """A round that two schools of a county have told of, their heads having signed."""
    request = sent(world, questions=ASKED)
    for school, values in ((world.school, ("4", "30", "80")), (world.sibling, ("6", "40", "90"))):
        row, registrar = owed(request, school), actor(school, "registrar")
        fill(registrar, row, *values)
        returns.hand_in(actor=registrar, return_id=row.pk)
        step(actor(school, "principal"), row, "sign")
    return Round.objects.within("").select_related("request").get(request=request)


def test_what_is_counted_adds_up_and_ratios_are_averaged(world, told):
    found = rollup_of(world.actor("city_official"), told)
    assert [float(row.now.number) for row in found.rows] == [10, 35, 85]
    assert [float(row.below[world.county.path].number) for row in found.rows] == [10, 35, 85]
    at_county = rollup_of(world.actor("county_official"), told)
    assert [float(row.below[world.sibling.path].number) for row in at_county.rows] == [6, 40, 90]


def test_the_page_and_the_workbook_say_which_figures_are_means(world, told):
    city = world.client("city_official")
    page = city.get(reverse("collection:figures", args=(told.pk,)), {"view": "table"}).content.decode()
    assert page.count(MEAN) == 2
    assert "35.00" in page
    assert "70.00" not in page
    content = city.post(reverse("collection:export_round", args=(told.pk,))).content
    sums = openpyxl.load_workbook(io.BytesIO(content))["汇总"]
    assert [(row[0].value, row[3].value) for row in sums.iter_rows(min_row=2)] == [
        ("机器人套数", 10), ("生均图书册数（平均）", 35), ("教师培训率（平均）", 85),
    ]  # fmt: skip
