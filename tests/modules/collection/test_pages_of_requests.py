"""An officer drafts on the page, is told what is known and what is lacking, and a clearing officer rules."""

import html
import io
import re
from dataclasses import replace
from datetime import timedelta

import fastexcel
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from shuren.modules.collection.actions import gaps
from shuren.modules.collection.actions import requests as actions
from shuren.modules.collection.models import Check, Question, Request
from shuren.modules.collection.queries import requests, sheets
from tests.modules.collection.drafting import BASIS, NEW, drafted, head, lines_of, submitted
from tests.world import World

pytestmark = pytest.mark.django_db
OF_EVERY_PAGE = 7  # session, account, grants, row scope, to-dos


def test_a_request_is_drafted_pasted_uploaded_completed_and_cleared_on_its_pages(world: World) -> None:
    officer, today = world.client("city_official"), timezone.localdate()
    officer.post("/collection/requests/new/", {"title": "校园足球开展情况", "level": "school", "frequency": "once"})
    row = Request.objects.within("").get()
    page = f"/collection/requests/{row.pk}/"
    text = "学校名称\n校园足球特色队数（个）\n办学类型\n"
    seen = officer.get(f"{page}match", {"text": text}).content.decode()
    assert "已掌握" in seen
    assert "新增" in seen
    wrong = officer.post(f"{page}questions", {"text": "填报项\t填写方式\n班数\t多选"})
    assert wrong.status_code == 422
    assert "第 2 行" in wrong.content.decode()
    assert not Question.objects.exists()
    officer.post(f"{page}questions", {"text": text})
    book = io.BytesIO(sheets.template())
    book.name = "填报项.xlsx"
    assert officer.post(f"{page}questions", {"file": book}).status_code in {302, 422}, "an empty template adds nothing"
    shown = officer.get(page).content.decode()
    assert "已掌握" in shown
    assert "办学类型" not in officer.get(f"{page}coverage").content.decode(), "it is known of every school"
    assert "提交统筹审核" in shown
    refused = officer.post(f"{page}submit")
    told = refused.content.decode()
    assert refused.status_code == 422
    for sentence in ("没有依据的不能要求填报", "没有终止日期的任务不能下达", "没有填报单位的任务不能下达"):
        assert sentence in told
    day = {name: (today + timedelta(days=days)).isoformat() for name, days in DAYS.items()}
    complete = {"title": row.title, "purpose": "安排经费", "basis": BASIS, "below": world.county.path} | day
    officer.post(page, complete | {"level": "school", "frequency": "once"})
    assert officer.post(f"{page}submit").status_code == 302, officer.post(f"{page}submit").content.decode()
    row.refresh_from_db()
    clearer = world.client("clearing_officer")
    ruling = f"/collection/clearing/{row.case_id}/"
    assert "校园足球特色队数" in clearer.get(ruling).content.decode()
    early = clearer.post(f"{ruling}grant")
    assert early.status_code == 422
    assert "还有 1 个填报项没有审核意见" in early.content.decode()
    new = Question.objects.get(request=row, finding="new")
    reasonless = clearer.post(ruling, {f"ruling_{new.pk}": "refused"})
    assert reasonless.status_code == 422
    assert f"第 {new.position} 项的理由" in reasonless.content.decode(), "which of many is said"
    assert "请写明删减或不予采集的理由" in reasonless.content.decode()
    clearer.post(ruling, {"rest": "1"})
    assert clearer.post(f"{ruling}grant").status_code == 302
    row.refresh_from_db()
    assert (row.sent_at is not None, row.asked, row.spared) == (True, 1, 2)
    assert clearer.get(f"/cases/{row.case_id}/").status_code == 200
    assert "填报中" in officer.get("/collection/requests/").content.decode()
    assert "2 / 2" in officer.get(f"{page}known/").content.decode(), "what nobody was asked is known of both schools"
    sheet = fastexcel.read_excel(officer.get(f"{page}known.xlsx").content).load_sheet(0).to_polars()
    assert sheet["学校名称"].to_list() == ["东山小学", "东山中学"]


DAYS = {"as_of": 0, "opens_on": 0, "due_on": 10, "ends_on": 30}


def test_a_question_is_moved_reworded_taken_and_struck(world: World) -> None:
    officer = world.client("city_official")
    row = drafted(world.actor("city_official"), world.county, *lines_of("学校名称\n校园足球特色队数（个）"))
    name, teams = Question.objects.filter(request=row).order_by("position")
    one = f"/collection/requests/{row.pk}/questions/{name.pk}/"
    assert "已采用，不再填报" in officer.get(one).content.decode()
    assert officer.post(f"{one}anew", {"why": "短"}).status_code == 422
    officer.post(f"{one}anew", {"why": "需要填写对外使用的简称"})
    assert "需要填写对外使用的简称" in officer.get(f"/collection/requests/{row.pk}/").content.decode()
    officer.post(f"{one}take", {"source": "org:name"})
    officer.post(f"{one}down")
    assert list(Question.objects.filter(request=row).order_by("position")) == [teams, name]
    officer.post(one, {"label": "学校简称", "kind": "text"})
    name.refresh_from_db()
    assert (name.label, name.kind) == ("学校简称", "text")
    officer.post(f"{one}strike")
    assert Question.objects.filter(request=row).count() == 1
    colleague = world.client("county_official")
    assert colleague.get(f"/collection/requests/{row.pk}/").status_code == 404
    submitted(world.actor("city_official"), row)
    assert colleague.get(f"/collection/requests/{row.pk}/").status_code == 404, (
        "the county sees what it is asked, not the case"
    )


def test_answers_are_held_against_each_other_as_the_drafter_says(world: World) -> None:
    officer = world.client("city_official")
    row = drafted(
        world.actor("city_official"), world.county, *lines_of("足球队数（个）\n男子足球队数（个）\n足球赛事名称")
    )
    team, boys, name = Question.objects.filter(request=row).order_by("position")
    page = f"/collection/requests/{row.pk}/"
    wrong = officer.post(f"{page}relate", {"kind": "adds_up", "first": team.pk, "parts": [boys.pk]})
    assert wrong.status_code == 422
    assert "至少 2 个其他数值项" in wrong.content.decode()
    assert officer.post(f"{page}relate", {"kind": "no_more", "first": boys.pk, "parts": [name.pk]}).status_code == 422
    officer.post(f"{page}relate", {"kind": "no_more", "first": boys.pk, "parts": [team.pk]})
    assert "男子足球队数 ≤ 足球队数" in officer.get(page).content.decode()
    officer.post(f"{page}questions/{team.pk}/strike")
    assert not Check.objects.exists(), "a relation goes with either of its questions"


def test_the_page_of_a_request_asks_the_database_a_dozen_times_at_most(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = drafted(world.actor("city_official"), world.county, *lines_of("足球队数（个）\n男子足球队数（个）\n学校名称"))
    drafted(world.actor("county_official"), world.county, *lines_of("足球队数（个）"))
    officer, page = world.client("city_official"), f"/collection/requests/{row.pk}/"
    assert "正在问同一项" in officer.get(page).content.decode()
    with django_assert_max_num_queries(OF_EVERY_PAGE + 12):
        officer.get(page)


def test_the_day_asked_about_changes_and_what_was_accepted_stays_accepted(world: World) -> None:
    drafter, officer = world.actor("city_official"), world.client("city_official")
    row = drafted(drafter, world.county, *lines_of("学生人数\n是否有食堂\n教师数\n女教师"))
    pupils, canteen, teachers, women = requests.questions_of(row)
    page = f"/collection/requests/{row.pk}/"
    officer.post(f"{page}questions/{pupils.pk}/take", {"source": "derived:people.leavers"})
    officer.post(f"{page}questions/{canteen.pk}/take", {"source": "elsewhere:food_grade"})
    gaps.fill(actor=drafter, request_id=row.pk, question_id=women.pk, asks=False)
    Question.objects.filter(pk=teachers.pk).update(finding="held", source="org:name", score=0.7)
    actions.change(actor=drafter, request_id=row.pk, head=head(world.county, as_of=timezone.localdate().replace(day=1)))
    kept = {one.label: (one.finding, one.source, one.fills_gaps) for one in requests.questions_of(row)}
    assert kept == {
        "学生人数": ("derivable", "derived:people.leavers", True),
        "是否有食堂": ("elsewhere", "elsewhere:food_grade", True),
        "教师数": ("derivable", "derived:people.staff", True),
        "女教师": ("derivable", "derived:people.staff", False),
    }, "what answers it no more gives way to what does"


def test_before_units_are_chosen_it_is_said_that_they_are_not(world: World) -> None:
    officer = world.client("city_official")
    drafter = world.actor("city_official")
    row = drafted(drafter, world.county, NEW)
    actions.change(actor=drafter, request_id=row.pk, head=replace(head(world.county), below=""))
    shown = officer.get(f"/collection/requests/{row.pk}/").content.decode()
    assert shown.count("尚未选择填报范围") == 2
    assert "个单位 ·" not in shown


def test_what_is_counted_while_the_page_is_open_goes_where_the_page_has_a_place_for_it(world: World) -> None:
    officer, clearer = world.client("city_official"), world.client("clearing_officer")
    row = drafted(world.actor("city_official"), world.county, *lines_of("学校名称\n校园足球特色队数（个）"))
    page = f"/collection/requests/{row.pk}/"

    def places(client: Client, address: str) -> tuple[bool, bool]:
        shown = client.get(address).content.decode()
        (counting,) = re.findall(r'id="coverage" hx-get="([^"]+)"', shown)
        return 'id="weight-line"' in shown, 'id="weight-line"' in client.get(html.unescape(counting)).content.decode()

    assert places(officer, page) == (True, True)
    submitted(world.actor("city_official"), row)
    row.refresh_from_db()
    ruling = f"/collection/clearing/{row.case_id}/"
    assert (places(officer, page), places(clearer, ruling)) == ((False, False), (True, True))


def test_what_another_authority_keeps_is_told_with_its_name(world: World) -> None:
    row = drafted(world.actor("city_official"), world.county, *lines_of("学龄人口数\n学校名称"))
    officer, page = world.client("city_official"), f"/collection/requests/{row.pk}/"
    Question.objects.filter(request=row, label="学龄人口数").update(
        finding="elsewhere", source="elsewhere:school_age", source_label="学龄人口数"
    )
    assert "公安机关（户籍管理）" in officer.get(page).content.decode()
    assert "由公安机关（户籍管理）掌握，须申请共享" in officer.get(f"{page}known/").content.decode()


def test_only_what_is_certain_is_said_to_mean_the_same(world: World) -> None:
    row = drafted(world.actor("city_official"), world.county, *lines_of("生均教学仪器设备值"))
    (one,) = Question.objects.filter(request=row)
    page = world.client("city_official").get(f"/collection/requests/{row.pk}/questions/{one.pk}/").content.decode()
    assert "相近。" in page
    assert "同义。" not in page
