"""From the lines of a plan to tasks, parts, monthly reports and a letter, with the registers telling what they know."""

import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.kernel.cases.models import Case
from shuren.kernel.measures.models import Cell
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Forbidden
from shuren.kernel.workflow.actions import StepForbidden
from shuren.modules.planning.actions import judging, monthly, tasks
from shuren.modules.planning.models import Plan, Report, Task
from shuren.modules.planning.queries import monthly as months
from shuren.modules.planning.queries.letters import letter_for
from shuren.modules.planning.rules.tasks import Asked, Reason
from tests.matrix.makers import city_plan
from tests.modules.planning.factories import NOVEMBER, drafted, shared, standing
from tests.modules.registry.walking import applied, sign
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(world: World, monkeypatch) -> Plan:
    monkeypatch.setattr(timezone, "localdate", lambda *_: NOVEMBER)
    city_plan(world)
    return Plan.objects.within("").get(code="HF")


def test_every_target_and_milestone_of_a_year_becomes_one_task(world: World, plan: Plan) -> None:
    made = drafted(world, plan)
    lines = {(line.indicator, line.scope) for line in plan.targets.all() if tasks._belongs(line, 2020)}
    assert {(task.indicator, task.scope) for task in made} == lines
    assert len(made) == len(lines) > 30
    milestone = next(task for task in made if task.rule is None)
    assert milestone.due_on.year == 2020
    assert milestone.office
    with pytest.raises(tasks.NothingToBreakDown):
        drafted(world, plan)


def test_a_county_does_not_break_down_the_citys_plan(world: World, plan: Plan) -> None:
    with pytest.raises(Forbidden):
        tasks.break_down(actor=world.actor("county_official"), plan=plan, year=2020)


def test_parts_are_made_where_there_are_schools_and_show_their_own_figures(world: World, plan: Plan) -> None:
    part = shared(world, plan)
    assert (part.org, part.state, part.issued_on) == (world.county, "issued", NOVEMBER)
    found = standing(part)
    assert (found.actual, found.asked) == (30.0, Asked.SENTENCE)
    with pytest.raises(tasks.NoPartsToShare):  # the zone has no figures, the county has its part
        tasks.share_out(actor=world.actor("city_official"), task=part.parent)


def test_the_unit_is_asked_once_and_no_more_when_it_has_reported(world: World, plan: Plan) -> None:
    part, county = shared(world, plan), world.actor("county_official")
    todo = Notice.objects.get(kind="planning.monthly", org_path=world.county.path)
    assert (todo.role, todo.settled_at, todo.due_at.date() if todo.due_at else None) == (
        "county_official", None, date(2020, 12, 5),
    )  # fmt: skip
    saved = monthly.report(actor=county, task=part, month=date(2020, 11, 1), sentence="已完成招标。")
    assert (saved.figure, saved.figure_year, saved.changes) == (30.0, 2020, 1)
    todo.refresh_from_db()
    assert todo.settled_at is not None
    assert months.month_for(county, NOVEMBER).owed == 0


def test_what_registers_show_as_met_is_not_asked_and_may_be_closed(world: World, plan: Plan) -> None:
    part = shared(world, plan)
    Cell.objects.within("").filter(org_path=world.county.path).update(num=10)
    found = standing(part)
    assert (found.verdict.reason, found.asked) == (Reason.MET, Asked.NOTHING)
    assert months.month_for(world.actor("county_official"), NOVEMBER).owed == 0
    tasks.step(actor=world.actor("county_official"), task=part, name="claim")
    tasks.step(actor=world.actor("city_official"), task=part, name="accept")
    assert standing(part).verdict.reason is Reason.DONE
    assert part.closed_on == NOVEMBER


def test_nothing_is_closed_without_a_figure_or_something_to_show(world: World, plan: Plan) -> None:
    part, county = shared(world, plan), world.actor("county_official")
    with pytest.raises(judging.NothingShown):
        tasks.step(actor=county, task=part, name="claim")
    shown = ("验收单.pdf", io.BytesIO(b"%PDF-1.7"))
    monthly.report(actor=county, task=part, month=date(2020, 11, 1), sentence="已验收。", evidence=shown)
    tasks.step(actor=county, task=part, name="claim")
    with pytest.raises(StepForbidden):
        tasks.step(actor=county, task=part, name="accept")


def test_two_windows_do_not_overwrite_each_other(world: World, plan: Plan) -> None:
    part, county = shared(world, plan), world.actor("county_official")
    told = {"actor": county, "task": part, "month": date(2020, 11, 1)}
    monthly.report(**told, sentence="第一个窗口。")
    with pytest.raises(monthly.ChangedMeanwhile):
        monthly.report(**told, sentence="第二个窗口。")
    monthly.report(**told, sentence="看过以后再改。", seen=1)
    assert Report.objects.within("").get().sentence == "看过以后再改。"


@pytest.mark.parametrize(
    ("role", "month", "sentence", "refusal"),
    [
        ("city_official", date(2020, 11, 1), "代填。", monthly.NotYourTask),
        ("county_official", date(2020, 10, 1), "补填。", monthly.MonthClosed),
        ("county_official", date(2020, 11, 1), " ", monthly.NothingSaid),
    ],
)
def test_a_report_is_refused(world: World, plan: Plan, role, month, sentence, refusal) -> None:
    part = shared(world, plan)
    with pytest.raises(refusal):
        monthly.report(actor=world.actor(role), task=part, month=month, sentence=sentence)


def test_what_was_typed_stays_on_the_page_when_it_is_refused(world: World, plan: Plan) -> None:
    part, client = shared(world, plan), world.client("county_official")
    monthly.report(actor=world.actor("county_official"), task=part, month=date(2020, 11, 1), sentence="别人写的。")
    answer = client.post(
        reverse("planning:report_task", args=[part.pk]), {"sentence": "我写了很久的话。", "seen": "0"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "我写了很久的话。" in page
    assert 'name="seen" value="1"' in page


def test_a_letter_is_answered_and_sent_back_until_it_settles_the_matter(world: World, plan: Plan) -> None:
    part, city, county = shared(world, plan), world.actor("city_official"), world.actor("county_official")
    case: Case = applied(
        city, "planning.supervision", task=str(part.pk), demand="请说明原因并限期完成。", reply_by="2020-11-20"
    )
    assert case.form["unit"] == world.county.name
    letter = reverse("planning:letter", args=[case.pk])
    for role in ("city_official", "county_official", "unit_leader"):
        assert world.client(role).get(letter).content.startswith(b"%PDF")
    assert world.client("principal").get(letter).status_code == 403
    reply = {"reply": "已督促各校。", "promised": "2020-12-20"}
    case = sign(case, county, "reply", **reply)
    case = sign(case, city, "review")
    assert case.outcome == "granted"
    told = letter_for(county, case.pk)
    assert [deed.word for deed in told.deeds][-2:] == ["反馈", "同意办结"]
    assert (told.agency, told.reply, told.promised) == (world.city.name, "已督促各校。", date(2020, 12, 20))
    page = world.client("city_official").get(reverse("planning:task", args=[part.pk])).content.decode()
    assert case.number in page


def test_the_pages_show_what_is_late_and_ask_few_queries(
    world: World, plan: Plan, monkeypatch, django_assert_max_num_queries
) -> None:
    part = shared(world, plan)
    late = date(2021, 1, 10)
    monkeypatch.setattr(timezone, "localdate", lambda *_: late)
    client = world.client("city_official")
    assert "今日逾期任务" in client.get("/").content.decode()
    for address in ("planning:tasks", "planning:monthly"):
        with django_assert_max_num_queries(14):
            page = client.get(reverse(address)).content.decode()
        assert "已逾期 10 天" in page, address
    with django_assert_max_num_queries(15):
        page = client.get(reverse("planning:task", args=[part.pk])).content.decode()
    assert "发出督办单" in page
    assert client.get(reverse("planning:tasks_export")).content.startswith(b"PK")


def test_a_task_of_ones_own_has_stages_and_is_changed_until_it_is_issued(world: World, plan: Plan) -> None:
    client = world.client("city_official")
    told = {
        "title": "建成市级运维平台", "due_on": "2020-12-31", "office": "电教馆", "outside": "市财政局", "is_key": "on",
        "supports": [str(world.county.pk)], "stages": "2020-06-30 完成招标\n2020/10/31 上线试运行",
    }  # fmt: skip
    client.post(reverse("planning:new_task", args=["HF"]) + "?year=2020", told)
    task = Task.objects.within("").get()
    assert [stage.label for stage in task.stages.order_by("due_on")] == ["完成招标", "上线试运行"]
    wrong = client.post(reverse("planning:change_task", args=[task.pk]), told | {"stages": "六月底完成招标"})
    assert wrong.status_code == 422
    assert "应以日期开头" in wrong.content.decode()
    tasks.step(actor=world.actor("city_official"), task=task, name="issue")
    refused = client.post(reverse("planning:change_task", args=[task.pk]), told | {"title": "换个说法"})
    assert "已经下达" in refused.content.decode()
    assert standing(task).verdict.reason is Reason.STAGE_LATE
    assert Entry.objects.within("").filter(label="planning.task.changed").exists()
