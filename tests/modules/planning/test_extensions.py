"""More time is asked for by whoever leads a task and decided by whoever set it; supporting units learn of a task."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.cases.models import Case
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Refused
from shuren.modules.planning.actions import tasks
from shuren.modules.planning.models import Plan, Task
from tests.matrix.makers import city_plan
from tests.modules.planning.factories import NOVEMBER, count, shared
from tests.modules.registry.walking import applied, sign
from tests.world import World

pytestmark = pytest.mark.django_db
UNTIL = date(2021, 3, 31)


@pytest.fixture
def plan(world: World, monkeypatch) -> Plan:
    monkeypatch.setattr(timezone, "localdate", lambda *_: NOVEMBER)
    city_plan(world)
    return Plan.objects.within("").get(code="HF")


def asked(world: World, task: Task, until: date = UNTIL) -> Case:
    county = world.actor("county_official")
    case: Case = applied(
        county, "planning.extension", task=str(task.pk), until=until.isoformat(), why="两所学校校舍改造未完工。"
    )
    return case


def test_the_lead_asks_for_more_time_and_the_issuer_grants_it(world: World, plan: Plan) -> None:
    part = shared(world, plan)
    count(world.zone.path, 3, 10)
    (other,) = tasks.share_out(actor=world.actor("city_official"), task=part.parent)
    before = part.due_on
    address = reverse("cases:apply", args=["planning.extension"])
    page = world.client("county_official").get(reverse("planning:task", args=[part.pk])).content.decode()
    assert f"{address}?task={part.pk}" in page
    assert (
        f"{address}?task="
        not in world.client("city_official").get(reverse("planning:task", args=[part.pk])).content.decode()
    ), "whoever sets a task moves its day without asking"
    case = sign(asked(world, part), world.actor("city_official"), "decide")
    assert case.outcome == "granted"
    for task, day in ((part, UNTIL), (part.parent, UNTIL), (other, before)):
        task.refresh_from_db()
        assert task.due_on == day, "the whole is due with its last part, other parts stay"
    assert part.due_changes.get().reason == "两所学校校舍改造未完工。"


def test_a_day_that_gives_no_more_time_is_refused_at_its_field(world: World, plan: Plan) -> None:
    part = shared(world, plan)
    typed = {"task": str(part.pk), "until": part.due_on.isoformat(), "why": "写了很久的理由。"}
    answer = world.client("county_official").post(reverse("cases:apply", args=["planning.extension"]), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "也晚于现在的完成期限" in page
    assert "写了很久的理由。" in page


def test_nothing_is_moved_where_the_task_has_ended_meanwhile(world: World, plan: Plan) -> None:
    part = shared(world, plan)
    case = asked(world, part)
    tasks.step(actor=world.actor("city_official"), task=part, name="drop", reason="并入其他任务")
    with pytest.raises(Refused):
        sign(case, world.actor("city_official"), "decide")
    part.refresh_from_db()
    assert not part.due_changes.exists()


def test_a_supporting_unit_has_a_to_do_until_it_looks(world: World, plan: Plan) -> None:
    city = world.actor("city_official")
    what = tasks.Told("建成市级运维平台", date(2020, 12, 31), supports=(world.county.pk, world.zone.pk))
    task = tasks.add(actor=city, plan=plan, year=2020, what=what)
    waiting = Notice.objects.filter(kind="planning.support", settled_at=None)
    assert not waiting.exists(), "a draft is nobody's business yet"
    tasks.step(actor=city, task=task, name="issue")
    assert {notice.org_path for notice in waiting} == {world.county.path, world.zone.path}
    county = world.client("county_official")
    assert "请配合任务：建成市级运维平台" in county.get("/cases/desk/").content.decode()
    county.get(reverse("planning:task", args=[task.pk]))
    assert {notice.org_path for notice in waiting.all()} == {world.zone.path}
    task.refresh_from_db()
    tasks.step(actor=city, task=task, name="drop", reason="并入其他任务")
    assert not waiting.all().exists()
