"""The freeze reads the registers as they are."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from shuren.kernel.measures import freeze, keeping, read
from shuren.kernel.measures.models import Node
from shuren.modules.conditions.models import Device, Finance, Network
from shuren.spine.orgs.models import Org

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("table", freeze.tables(), ids=lambda table: table.name)
def test_every_fact_table_fits_the_registers(table):
    with connection.cursor() as cursor:
        for units in (None, [1, 2]):
            cursor.execute(f"EXPLAIN {table.query(year=2018, on=date(2018, 9, 1), units=units)}")


def common(school: Org) -> dict:
    return {
        "org_path": school.path, "school": school, "county_id": school.county_id, "city_id": school.city_id,
        "year": 2018, "entered_at": timezone.now(),
    }  # fmt: skip


def test_what_a_school_entered_is_what_its_city_sees(world):
    Network.objects.create(has_internet=True, wired_lan=True, wifi="2", ipv6=False, **common(world.school))
    Network.objects.create(has_internet=True, wired_lan=True, wifi="1", ipv6=False, **common(world.sibling))
    keeping.refresh([2018])
    figures = {
        path: read.figures_at(path, ["ICT.WIFI_FULL"], [2018])["ICT.WIFI_FULL", 2018]
        for path in (world.city.path, world.county.path, world.school.path)
    }
    assert [item.value for item in figures.values()] == [50, 50, 100]
    assert figures[world.city.path].sums.missing == 1


def test_a_sheet_left_out_of_a_filed_workbook_is_a_true_zero(world):
    Network.objects.create(has_internet=True, wired_lan=True, wifi="2", ipv6=False, **common(world.school))
    Finance.objects.create(public_funds_yuan=1, equipment_value_yuan=1, **common(world.school))
    keeping.refresh([2018])
    facts = Node.objects.within("").get(year=2018, node_id=world.school.pk).facts
    assert facts["recording_rooms"] == 0
    assert Node.objects.within("").get(year=2018, node_id=world.sibling.pk).facts["recording_rooms"] is None


def test_only_computers_count_as_computers_and_only_for_those_who_use_them(world):
    for at, (kind, user) in enumerate([("11", "1"), ("13", "1"), ("41", "1"), ("12", "2"), ("14", "4"), ("31", "3")]):
        Device.objects.create(
            name=f"批次{at}", kind=kind, used_by=user, count=10, bought_year=2015, value_yuan=1, **common(world.school)
        )
    keeping.refresh([2018])
    facts = Node.objects.within("").get(year=2018, node_id=world.school.pk).facts
    assert (facts["pupil_computers"], facts["teacher_computers"], facts["teaching_terminals"]) == (20, 10, 40)


def test_a_school_opened_after_the_reference_date_is_not_in_the_tree(world):
    done = keeping.refresh([1999])
    assert done.cells == 0
    assert not Node.objects.within("").filter(year=1999).exists()
