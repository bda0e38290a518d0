"""The ledger tells who asks how much, what was spared and what is late, to one unit; the public sees no school."""

import io
from datetime import timedelta

import fastexcel
import pytest
from django.test import Client
from django.utils import timezone

from shuren.modules.collection.models import Request, Return, Round
from shuren.modules.collection.queries import burden, ledger
from tests.modules.collection.drafting import NEW, lines_of, sent
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world: World) -> int:
    """Two requests: the city's of two questions beside one that is known, the county's of one."""
    sent(
        world,
        world.actor("city_official"),
        world.city,
        *lines_of("学校名称\n校园足球特色队数（个）\n是否设有校园足球场"),
    )
    return timezone.localdate().year


def test_figures_add_up_from_the_unit_to_the_region(world: World, asked: int) -> None:
    whole, county = ledger.whole(world.city.path, asked), ledger.whole(world.county.path, asked)
    assert (whole.requests, whole.units, whole.returns, whole.asked, whole.spared) == (1, 3, 3, 6, 3)
    assert (county.asked, county.spared, county.seconds) == (4, 2, 2 * 75)
    assert [(line.name, line.asked) for line in ledger.by_place(world.city, asked)] == [
        ("东山县教育局", 4), ("江城高新区教育局", 2),
    ]  # fmt: skip
    assert [(line.name, line.asked) for line in ledger.by_place(world.county, asked)] == [
        ("东山小学", 2), ("东山中学", 2),
    ]  # fmt: skip
    assert [(line.name, line.share) for line in ledger.by_asker(world.school.path, asked)] == [
        ("江城市教育局", 100 / 3)
    ]
    assert burden.loads(world.county.path, asked) == {world.school.pk: 75, world.sibling.pk: 75}
    assert ledger.whole(world.city.path, asked - 1).returns == 0


def test_what_is_late_and_what_expired_is_counted(world: World, asked: int) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Round.objects.within("").update(opens_on=yesterday, due_on=yesterday)
    assert ledger.whole(world.city.path, yesterday.year).overdue == 3
    own = Return.objects.within("").filter(org=world.school)
    own.update(handed_in_at=timezone.now() - timedelta(days=1))
    assert ledger.whole(world.school.path, yesterday.year).overdue == 0
    (row,) = ledger.owed_by(world.school, asked)
    assert not ledger.was_late(row)


def test_a_school_sees_its_own_and_takes_it_away(world: World, asked: int) -> None:
    principal = world.client("principal")
    page = principal.get("/collection/burden/").content.decode()
    assert "校园足球开展情况" in page
    assert "东山中学" not in page
    assert principal.get(f"/collection/burden/{world.sibling.pk}/").status_code == 404
    answer = principal.get(f"/collection/burden/{world.school.pk}/ledger.xlsx?year={asked}")
    sheet = fastexcel.read_excel(io.BytesIO(answer.content).getvalue()).load_sheet(0).to_polars()
    assert sheet["任务名称"].to_list() == ["校园足球开展情况"]
    assert sheet["免填项数"].to_list() == [1]


def test_the_public_sees_totals_by_authority_and_no_school(world: World, asked: int) -> None:
    page = Client().get("/collection/burden/public/").content.decode()
    assert "江城市教育局" in page
    assert not any(school.name in page for school in (world.school, world.sibling, world.far_school))
    assert NEW.label not in page


def test_the_public_sees_places_of_few_units_together(world: World, asked: int) -> None:
    assert [(line.name, line.units, line.asked) for line in ledger.public_places(asked)] == [("其他", 3, 6)]


def test_a_place_of_few_cannot_be_told_from_the_whole(
    world: World, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "FEWEST", 2)  # the county's two units would stand alone, and leave the zone's one
    assert [line.name for line in ledger.public_places(asked)] == ["其他"]
    monkeypatch.setattr(ledger, "FEWEST", 1)
    assert [line.name for line in ledger.public_places(asked)] == [world.county.name, world.zone.name]


def test_what_was_asked_of_few_units_names_no_asker(world: World, asked: int) -> None:
    second = sent(world, world.actor("city_official"), world.zone, *lines_of("机器人社团活动次数（次）"))
    Request.objects.within("").filter(pk=second.pk).update(org=world.county, org_name=world.county.name)
    assert [line.name for line in ledger.by_asker("", asked)] == [world.city.name, world.county.name]
    assert [(line.name, line.units) for line in ledger.public_askers(asked)] == [("其他", 3)]
