"""A unit that leads, issues and supports tasks goes into another, and comes back when that was a mistake."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.cases.models import Party
from shuren.kernel.holdings import held_at
from shuren.kernel.notices.models import Notice
from shuren.modules.planning.actions import monthly, successors, tasks
from shuren.modules.planning.models import Plan, Report, Task
from shuren.spine.orgs import api as orgs
from shuren.spine.orgs.actions.undoing import undo
from shuren.spine.orgs.models import Change
from tests.matrix.makers import city_plan
from tests.modules.planning.factories import NOVEMBER, shared
from tests.modules.registry.walking import actor_at, applied
from tests.spine.orgs.factories import CLERK
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world: World, monkeypatch) -> Plan:
    monkeypatch.setattr(timezone, "localdate", lambda *_: NOVEMBER)
    city_plan(world)
    return Plan.objects.within("").get(code="HF")


def merged(world: World, on: date = NOVEMBER) -> int:
    """Let the county go into the zone."""
    order = orgs.Merge(source_ids=[world.county.pk], target_id=world.zone.pk)
    return orgs.decide(actor=CLERK, order=order, paper=orgs.Paper(on=on, document="1号"))


def mistaken(change_id: int) -> None:
    undo(actor=CLERK, change=Change.objects.within("").get(pk=change_id), reason="撤并文件作废")


def own_of(world: World, plan: Plan, **told) -> Task:
    city = world.actor("city_official")
    task = tasks.add(actor=city, plan=plan, year=2020, what=tasks.Told("印发办法", date(2020, 12, 31), **told))
    tasks.step(actor=city, task=task, name="issue")
    return task


def test_the_successor_leads_reports_and_answers_letters(world: World, plan: Plan) -> None:
    part, county = shared(world, plan), world.actor("county_official")
    own = own_of(world, plan, supports=(world.county.pk,))
    monthly.report(actor=county, task=part, month=date(2020, 11, 1), sentence="已完成招标。")
    case = applied(
        world.actor("city_official"), "planning.supervision", task=str(part.pk), demand="请限期完成。",
        reply_by="2020-11-20",
    )  # fmt: skip
    change = merged(world)
    part.refresh_from_db()
    assert (part.org, part.org_path) == (world.zone, world.zone.path)
    assert Report.objects.within(world.zone.path).filter(task=part).exists()
    assert own.supports.get().org == world.zone
    assert Party.objects.within(world.zone.path).filter(case=case).exists()
    zone = actor_at("county_official", world.zone)
    told = Notice.objects.get(kind=successors.TOLD, settled_at=None)
    assert (told.org_path, told.params["count"]) == (world.zone.path, 1)
    monthly.report(actor=zone, task=part, month=date(2020, 11, 1), sentence="接着办。", seen=1)
    page = world.client("city_official").get(reverse("planning:task", args=[part.pk])).content.decode()
    assert "东山县教育局并入江城高新区教育局" in page
    mistaken(change)
    part.refresh_from_db()
    assert (part.org, part.org_path) == (world.county, world.county.path)
    assert own.supports.get().org == world.county
    assert Report.objects.within(world.county.path).get(task=part).sentence == "接着办。"


def test_what_the_successor_leads_already_is_not_led_twice(world: World, plan: Plan) -> None:
    own = own_of(world, plan)
    parts = tasks.share_out(actor=world.actor("city_official"), task=own, units=[world.county.pk, world.zone.pk])
    of_county = next(part for part in parts if part.org == world.county)
    change = merged(world)
    of_county.refresh_from_db()
    assert (of_county.state, of_county.org) == ("dropped", world.county)
    assert Task.objects.within("").filter(parent=own, state="issued").count() == 1
    mistaken(change)
    of_county.refresh_from_db()
    assert of_county.state == "issued"


def test_a_unit_that_leads_tasks_does_not_end_without_a_successor(world: World, plan: Plan) -> None:
    shared(world, plan)
    held = {holding.name: count for holding, count in held_at(world.county.path, NOVEMBER)}
    assert held["planning.tasks"] == 1
