"""Two requests that are granted at once: who asks some of the same units waits, who asks others does not."""

import pytest
from django.db import OperationalError, connection, transaction

from shuren.modules.collection.actions import clearing
from shuren.modules.collection.models import Request
from shuren.spine.orgs.models import Org
from tests.killing import deed, holding, standing
from tests.modules.collection import drafting
from tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)
ITS_QUESTIONS = "SELECT FROM collection_question WHERE request_id = %s FOR UPDATE"
SOON = "SET LOCAL lock_timeout = '3s'"


@pytest.fixture
def region(transactional_db: None) -> World:
    return build()


def cleared(region: World, below: Org, label: str) -> Request:
    row = drafting.drafted(region.actor("city_official"), below, *drafting.lines_of(label))
    case = drafting.submitted(region.actor("city_official"), row)
    clearing.rule(actor=region.actor("clearing_officer"), case_id=case.pk, ruled=drafting.all_granted(row))
    return row


def grant_soon(region: World, row: Request) -> None:
    """Grant a request; an OperationalError where it has to wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SOON)
        clearing.decide(actor=region.actor("clearing_officer"), case_id=row.case_id or 0, verb=clearing.Decision.GRANT)


def test_a_grant_waits_for_one_that_asks_the_same_units_and_for_no_other(region: World) -> None:
    slow = cleared(region, region.county, "校门口交通疏导岗位数（个）")
    elsewhere = cleared(region, region.zone, "校园足球特色队数（个）")
    school, city = (
        cleared(region, org, label)
        for org, label in ((region.school, "护学志愿者人数（人）"), (region.city, "安全演练次数（次）"))
    )
    grant = [*deed("tests.modules.collection.test_killed:grant"), str(slow.case_id)]
    with holding(ITS_QUESTIONS, slow.pk) as held, standing(held, grant):
        grant_soon(region, elsewhere)
        for overlapping in (school, city):
            with pytest.raises(OperationalError, match="lock timeout"):
                grant_soon(region, overlapping)
    for row in (slow, school, city):
        grant_soon(region, row)
    assert not Request.objects.within("").filter(sent_at=None).exists()
