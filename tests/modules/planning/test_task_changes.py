"""A task after it was issued: its day is moved, units tell its figure, somebody else finds it done."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.kernel.notices.models import Notice
from shuren.kernel.workflow.actions import StepForbidden
from shuren.modules.collection.models import Fact, Item
from shuren.modules.planning.actions import dates, judging, monthly, sources, tasks
from shuren.modules.planning.models import Per, Plan, Task
from shuren.modules.planning.rules.tasks import Asked, Reason
from shuren.spine.identity.models import Grant
from tests.matrix.makers import city_plan
from tests.modules.planning.factories import NOVEMBER, drafted, shared, standing
from tests.world import World

pytestmark = pytest.mark.django_db
LATE = date(2021, 1, 10)
NEXT = date(2021, 6, 30)


@pytest.fixture
def plan(world: World, monkeypatch) -> Plan:
    monkeypatch.setattr(timezone, "localdate", lambda *_: NOVEMBER)
    city_plan(world)
    return Plan.objects.within("").get(code="HF")


def own_task(world: World, plan: Plan, **told) -> Task:
    what = tasks.Told("建成市级运维平台", date(2020, 12, 31), **told)
    task = tasks.add(actor=world.actor("city_official"), plan=plan, year=2020, what=what)
    tasks.step(actor=world.actor("city_official"), task=task, name="issue")
    return task


def show(world: World, task: Task, role: str) -> None:
    told = ("验收单.pdf", io.BytesIO(b"%PDF-1.7"))
    monthly.report(actor=world.actor(role), task=task, month=date(2020, 11, 1), sentence="已验收。", evidence=told)


def test_a_day_that_was_moved_is_told_and_judged_by(world: World, plan: Plan, monkeypatch) -> None:
    part = shared(world, plan)
    whole = part.parent
    monkeypatch.setattr(timezone, "localdate", lambda *_: LATE)
    assert standing(part, LATE).verdict.reason is Reason.LATE
    address = reverse("planning:task_dates", args=[whole.pk])
    client = world.client("city_official")
    assert client.post(address, {"due_on": "2020-12-01", "reason": "提前"}).status_code == 422
    assert client.post(address, {"due_on": NEXT.isoformat(), "reason": " "}).status_code == 422
    assert client.post(address, {"due_on": NEXT.isoformat(), "reason": "两校校舍改造"}).status_code == 302
    part.refresh_from_db()
    assert (part.due_on, part.first_due_on) == (NEXT, date(2020, 12, 31))
    found = part.due_changes.get()
    assert (found.was_on, found.due_on, found.reason) == (date(2020, 12, 31), NEXT, "两校校舍改造")
    assert standing(part, LATE).verdict.reason is not Reason.LATE
    told = Notice.objects.get(kind=dates.TOLD, settled_at=None)
    assert (told.org_path, told.role) == (world.county.path, "county_official")
    page = world.client("county_official").get(reverse("planning:task", args=[part.pk])).content.decode()
    assert "两校校舍改造" in page
    assert not Notice.objects.filter(kind=dates.TOLD, settled_at=None).exists()
    assert Entry.objects.within("").filter(label="planning.task.due_moved").count() == 2


@pytest.mark.parametrize(
    ("due_on", "stages", "refusal"),
    [
        (date(2020, 12, 31), {}, dates.NothingMoved),
        (date(2020, 11, 1), {}, dates.DayPast),
        (date(2020, 11, 30), {}, dates.StageAfterTask),
        (date(2021, 1, 31), {"上线": date(2021, 2, 1)}, dates.StageAfterTask),
    ],
)
def test_days_that_contradict_each_other_are_refused(world: World, plan: Plan, due_on, stages, refusal) -> None:
    task = own_task(world, plan, stages=(("上线", date(2020, 12, 10)),))
    with pytest.raises(refusal):
        dates.move(actor=world.actor("city_official"), task=task, due_on=due_on, reason="调整", stages=stages)
    task.refresh_from_db()
    assert (task.due_on, task.first_due_on) == (date(2020, 12, 31), None)


def test_a_part_is_not_due_after_the_whole_and_steps_move_too(world: World, plan: Plan) -> None:
    part = shared(world, plan)
    city = world.actor("city_official")
    with pytest.raises(dates.AfterTheWhole):
        dates.move(actor=city, task=part, due_on=NEXT, reason="延期")
    task = own_task(world, plan, stages=(("上线", date(2020, 12, 10)),))
    made = dates.move(actor=city, task=task, due_on=task.due_on, reason="招标流标", stages={"上线": date(2020, 12, 20)})
    assert [(one.stage, one.due_on) for one in made] == [("上线", date(2020, 12, 20))]
    assert task.stages.get().due_on == date(2020, 12, 20)
    draft = tasks.add(actor=city, plan=plan, year=2020, what=tasks.Told("还没有下达", NOVEMBER))
    with pytest.raises(dates.NotRunning):
        dates.move(actor=city, task=draft, due_on=NEXT, reason="延期")


def test_whoever_claims_a_task_of_ones_own_does_not_accept_it(world: World, plan: Plan) -> None:
    task, city = own_task(world, plan), world.actor("city_official")
    show(world, task, "city_official")
    tasks.step(actor=city, task=task, name="claim")
    asked = Notice.objects.get(kind=judging.KIND, settled_at=None)
    assert (asked.role, asked.not_for) == ("unit_leader", city.id)
    with pytest.raises(StepForbidden):
        tasks.step(actor=city, task=task, name="accept")
    page = world.client("unit_leader").get(reverse("planning:task", args=[task.pk])).content.decode()
    assert "同意销号" in page
    world.client("unit_leader").post(reverse("planning:task_step", args=[task.pk, "accept"]))
    task.refresh_from_db()
    assert (task.state, task.closed_on) == ("done", NOVEMBER)
    assert not Notice.objects.filter(kind=judging.KIND, settled_at=None).exists()


def test_a_task_that_was_not_done_is_found_unmet_after_its_last_day(world: World, plan: Plan, monkeypatch) -> None:
    task, city = own_task(world, plan), world.actor("city_official")
    with pytest.raises(StepForbidden):
        tasks.step(actor=city, task=task, name="lapse", reason="期满未完成")
    monkeypatch.setattr(timezone, "localdate", lambda *_: LATE)
    late = reverse("planning:tasks") + "?year=&light=late"
    assert task.title in world.client("unit_leader").get(late).content.decode()
    tasks.step(actor=city, task=task, name="lapse", reason="期满未完成")
    assert (standing(task, LATE).verdict.reason, task.closed_on) == (Reason.UNMET, LATE)
    assert task.title not in world.client("unit_leader").get(late).content.decode()
    tasks.step(actor=city, task=task, name="reopen", reason="继续办")
    assert standing(task, LATE).is_late


def test_nobody_claims_where_nobody_else_could_accept(world: World, plan: Plan) -> None:
    task = own_task(world, plan)
    show(world, task, "city_official")
    Grant.objects.within("").filter(role="unit_leader").delete()
    with pytest.raises(judging.NobodyJudges):
        tasks.step(actor=world.actor("city_official"), task=task, name="claim")


def test_what_units_reported_is_the_figure_of_a_task(world: World, plan: Plan) -> None:
    city = world.actor("city_official")
    task = next(
        one
        for one in drafted(world, plan)
        if one.indicator == "HF.SC_COMP" and one.rule and one.rule.scope.holds(world.school.area, "primary")
    )
    tasks.step(actor=city, task=task, name="issue")
    assert (standing(task).figure, standing(task).asked) == (None, Asked.EVIDENCE)
    item = Item.objects.create(code="T1", label="通过智慧校园评估", kind="yes_no", level="school", owner=world.city)
    sources.choose(actor=city, plan=plan, indicator=task.indicator, source=f"item:{item.pk}", per=Per.UNITS, over="")
    Fact.objects.create(
        item=item, org=world.school, org_path=world.school.path, as_of=date(2020, 9, 1), value="1", number=Decimal(1),
        told_by="校长", recorded_at=datetime(2020, 9, 2, tzinfo=UTC),
    )  # fmt: skip
    found = standing(task)
    assert (found.actual, found.met, found.asked) == (100.0, True, Asked.NOTHING)
    client = world.client("city_official")
    page = client.get(reverse("planning:task", args=[task.pk])).content.decode()
    assert "通过智慧校园评估" in page
    assert client.get(found.figure_page).status_code == 200
    (part,) = tasks.share_out(actor=city, task=task)
    assert (part.org, standing(part).actual) == (world.county, 100.0)


def test_a_task_without_a_figure_is_shared_out_to_units_chosen_by_hand(world: World, plan: Plan) -> None:
    task = own_task(world, plan)
    client, address = world.client("city_official"), reverse("planning:share_out", args=[task.pk])
    client.post(address, {"unit": [str(world.zone.pk)]})
    part = Task.objects.within("").get(parent=task)
    assert (part.org, part.state) == (world.zone, "issued")
    page = client.get(reverse("planning:task", args=[task.pk])).content.decode()
    assert f'name="unit" value="{world.county.pk}"' in page
    assert f'name="unit" value="{world.zone.pk}"' not in page
    with pytest.raises(tasks.NoPartsToShare):
        tasks.share_out(actor=world.actor("city_official"), task=task)


def test_a_unit_sees_the_task_that_it_supports_and_leaves_it_to_its_lead(world: World, plan: Plan) -> None:
    city = world.actor("city_official")
    task = tasks.add(
        actor=city, plan=plan, year=2020,
        what=tasks.Told("印发办法", date(2020, 12, 31), supports=(world.county.pk,)),
    )  # fmt: skip
    client, page = world.client("county_official"), reverse("planning:task", args=[task.pk])
    assert client.get(page).status_code == 404  # nobody hears of a draft
    tasks.step(actor=city, task=task, name="issue")
    show(world, task, "city_official")
    shown = client.get(page).content.decode()
    assert "配合单位" in shown
    assert "申请销号" not in shown
    paper = client.get(reverse("planning:evidence", args=[task.pk, "2020-11"]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert task.title in client.get(reverse("planning:tasks")).content.decode()
    moved = {"due_on": "2021-01-31", "reason": "延期"}
    assert client.post(reverse("planning:task_dates", args=[task.pk]), moved).status_code == 403
    assert client.post(reverse("planning:task_step", args=[task.pk, "claim"])).status_code == 403


def test_the_page_of_a_task_asks_few_statements(world: World, plan: Plan, django_assert_max_num_queries) -> None:
    part = shared(world, plan)
    dates.move(actor=world.actor("city_official"), task=part.parent, due_on=NEXT, reason="延期")
    client = world.client("city_official")
    client.get("/")  # the session is written once
    for task_id in (part.pk, part.parent_id):
        with django_assert_max_num_queries(12):
            client.get(reverse("planning:task", args=[task_id]))
