"""应用接入审核: item by item, countersigned where it is sensitive, ended by itself, stopped at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands, queries
from shuren.kernel.cases.declare import newest
from shuren.kernel.cases.refusals import CorrectedOnce
from shuren.kernel.refusals import Forbidden
from shuren.modules.apps import api
from shuren.modules.apps.actions import apps as actions
from shuren.modules.apps.actions import cleaning
from shuren.modules.apps.models import App, AppItem
from shuren.modules.apps.rules import terms
from tests.modules.apps import describing
from tests.modules.registry.walking import sign
from tests.world import World

pytestmark = pytest.mark.django_db
PHONE = {"audiences": ["staff"], "stages": [], "want_class": "", "why_class": "", "basis_class": "",
         "want_phone": "on", "why_phone": "家校沟通的电话由学校统一拨出", "basis_phone": "consent"}  # fmt: skip


@pytest.fixture
def app(world: World) -> App:
    describing.registered(world)
    return describing.described(world)


def of(app: App) -> App:
    return App.objects.within("").get(pk=app.pk)


def test_what_an_officer_allows_is_in_force_until_its_day(world: World, app: App) -> None:
    case = describing.submitted(world, app)
    assert of(app).state == "review"
    official = world.actor("city_official")
    filled = describing.verdicts(case, official, **{"class": "年级已经够用，不需要班级"})
    case = sign(case, official, "items", **filled)
    assert case.outcome == "granted"
    assert of(app).state == "in_use"
    listed = api.app_of("reading")
    assert listed.items == {"name"}
    assert listed.lasts_until == date.fromisoformat(case.form["until"])
    refused = AppItem.objects.get(app=app, item="class")
    assert (refused.is_allowed, refused.refused_why) == (False, "年级已经够用，不需要班级")
    assert Entry.objects.within("").filter(label="apps.app.admitted", subject_id=str(app.pk)).count() == 1


def test_a_refusal_of_an_item_needs_a_reason(world: World, app: App) -> None:
    case = describing.submitted(world, app)
    official = world.actor("city_official")
    told = {"verdict_name": "allow", "verdict_class": "refuse", "lasts_until": case.form["until"]}
    form = newest("apps.review").asks["items"](told, actor=official, application=queries.application_of(case))
    assert not form.is_valid()
    assert list(form.errors) == ["refused_class"]


def test_nobody_admits_for_longer_than_the_law_allows(world: World, app: App) -> None:
    case = describing.submitted(world, app)
    late = (timezone.localdate() + timedelta(days=400)).isoformat()
    told = {"verdict_name": "allow", "verdict_class": "allow", "lasts_until": late}
    official = world.actor("city_official")
    form = newest("apps.review").asks["items"](told, actor=official, application=queries.application_of(case))
    assert not form.is_valid()
    assert "lasts_until" in form.errors


def test_sensitive_items_wait_for_the_security_administrator(world: World) -> None:
    describing.registered(world)
    app = describing.described(world, **PHONE)
    case = describing.submitted(world, app)
    official = world.actor("city_official")
    case = sign(case, official, "items", **describing.verdicts(case, official))
    assert case.outcome == ""
    assert of(app).state == "review"
    case = sign(case, world.actor("security_admin"), "security")
    assert case.outcome == "granted"
    assert api.app_of("reading").items == {"name", "phone"}


def test_sensitive_items_that_were_refused_need_no_countersignature(world: World) -> None:
    describing.registered(world)
    case = describing.submitted(world, describing.described(world, **PHONE))
    official = world.actor("city_official")
    case = sign(case, official, "items", **describing.verdicts(case, official, phone="学校自己有电话"))
    assert case.outcome == "granted"


def test_it_is_sent_back_once_and_corrected_on_its_own_page(world: World, app: App) -> None:
    case = describing.submitted(world, app)
    official, vendor = world.actor("city_official"), world.actor("vendor")
    task = next(iter(queries.state_of(case).open_visits))
    asked = commands.AskCorrections(queries.state_of(case).tasks_of(task)[0].number, ("写明班级的用途",))
    with pytest.raises(actions.UnderReview):
        _describe_again(world, app, open_=False)
    cases.act(actor=official, case_id=case.pk, command=asked, comment="请补正")
    _describe_again(world, app, open_=True, why_class="按班级统计每周的朗读时间")
    form = newest("apps.review").form({"app": str(app.pk), "promise": "on"}, actor=vendor)
    assert form.is_valid()
    case = sign(case, vendor, "apply", **form.cleaned_data)
    assert ["class", "按班级统计每周的朗读时间", "duty"] in case.form["items"]
    state = queries.state_of(case)
    again = commands.AskCorrections(state.tasks_of(state.open_visits[0])[0].number, ("再写",))
    with pytest.raises(CorrectedOnce):
        cases.act(actor=official, case_id=case.pk, command=again)


def test_what_is_turned_down_goes_back_to_its_vendor(world: World, app: App) -> None:
    case = describing.submitted(world, app)
    state = queries.state_of(case)
    no = commands.Disagree(state.tasks_of(state.open_visits[0])[0].number)
    cases.act(actor=world.actor("city_official"), case_id=case.pk, command=no, comment="用途与教学无关")
    assert of(app).state == "draft"
    describing.submitted(world, app)
    assert of(app).state == "review"


def test_an_app_in_use_stays_so_while_a_change_is_reviewed(world: World, app: App) -> None:
    _admitted(world, app)
    _describe_again(world, app, open_=False, want_sex="on", why_sex="分组朗读时男女声部搭配", basis_sex="consent")
    case = describing.submitted(world, app)
    assert api.app_of("reading").items == {"name", "class"}, "what was admitted before"
    official = world.actor("city_official")
    sign(case, official, "items", **describing.verdicts(case, official))
    assert api.app_of("reading").items == {"name", "class", "sex"}


def test_it_is_stopped_at_once_and_by_whom_it_concerns(world: World, app: App) -> None:
    _admitted(world, app)
    with pytest.raises(Forbidden):
        actions.suspend(actor=world.actor("county_official"), app=of(app), reason="有家长投诉")
    actions.suspend(actor=world.actor("security_admin"), app=of(app), reason="接口泄露学生姓名")
    assert not api.apps_for(world.actor("teacher"))
    assert of(app).stopped_why == "接口泄露学生姓名"
    actions.resume(actor=world.actor("city_official"), app=of(app), reason="已修复并复测")
    assert api.app_of("reading").code == "reading"


def test_the_night_notes_what_has_run_out(world: World, app: App) -> None:
    _admitted(world, app)
    App.objects.within("").filter(pk=app.pk).update(lasts_until=timezone.localdate() - timedelta(days=1))
    assert cleaning.expire_all() == 1
    assert of(app).state == "expired"
    assert cleaning.expire_all() == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"why_name": "要用"}, "why_name"),
        ({"basis_name": ""}, "basis_name"),
        ({"want_national_no": "on", "why_national_no": "用学籍号登录更方便一些", "basis_national_no": "consent"},
         "basis_national_no"),
        ({"want_staff_no": "on", "why_staff_no": "教师用工号登录系统", "basis_staff_no": "duty"}, "why_staff_no"),
        ({"filing_no": "无"}, "filing_no"),
        ({"icp_no": "ICP备1号"}, "icp_no"),
        ({"mlps_no": "二级"}, "mlps_no"),
        ({"home": "http://reading.example.org/"}, "home"),
        ({"privacy": "我们保护隐私。"}, "privacy"),
        ({"stages": []}, "stages"),
        ({"until": "2020-01-01"}, "until"),
        ({"code": "晨读"}, "code"),
        ({"want_name": "", "want_class": ""}, "want_name"),
    ],
)  # fmt: skip
def test_what_is_lacking_or_too_much_is_told_at_its_field(changed: dict[str, Any], field: str) -> None:
    from shuren.modules.apps.cases.description import Description

    form = Description(describing.typed(**changed))
    assert not form.is_valid()
    assert field in form.errors, form.errors


def test_a_description_that_is_not_complete_is_kept_but_not_reviewed(world: World) -> None:
    describing.registered(world)
    app = describing.described(world, privacy="以后再写")
    assert app.described["privacy"] == "以后再写"
    form = newest("apps.review").form({"app": str(app.pk), "promise": "on"}, actor=world.actor("vendor"))
    assert not form.is_valid()
    assert "个人信息处理规则" in str(form.errors["app"])


@pytest.mark.pure
def test_how_long_an_admission_lasts() -> None:
    begins, asked = date(2026, 9, 1), date(2030, 1, 1)
    assert terms.last_day(begins, asked, ["pupil", "staff"]) == date(2027, 9, 1)
    assert terms.last_day(begins, asked, ["staff"]) == date(2029, 8, 31)
    assert terms.last_day(begins, date(2026, 12, 1), ["staff"]) == date(2026, 12, 1)


def _describe_again(world: World, app: App, *, open_: bool, **changed: Any) -> App:
    told = describing.typed(**changed)
    return actions.describe(
        actor=world.actor("vendor"), app=of(app), code=told["code"], name=told["name"], typed=told, open_=open_
    )


def _admitted(world: World, app: App) -> None:
    case = describing.submitted(world, app)
    official = world.actor("city_official")
    assert sign(case, official, "items", **describing.verdicts(case, official)).outcome == "granted"


def test_the_vendor_follows_the_own_review_and_opens_every_own_page(world: World, app: App) -> None:
    case = describing.submitted(world, app)
    client = world.client("vendor")
    for url in (f"/cases/{case.pk}/", "/apps/own/", "/apps/own/new/", f"/apps/own/{app.pk}/"):
        assert client.get(url).status_code == 200, url
