"""The catalogue is open to everybody; what nobody uses is listed and ended."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.notices.models import Notice
from shuren.kernel.workflow.actions import ReasonMissing
from shuren.modules.apps import api
from shuren.modules.apps.actions import cleaning as actions
from shuren.modules.apps.models import App, SwitchOn
from shuren.modules.apps.queries import cleaning
from tests.modules.apps import admitted
from tests.world import World

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.localdate() - timedelta(days=500)


def page(address: str) -> str:
    return Client().get(address).content.decode()


def test_everybody_finds_apps_by_stage_subject_and_purpose(world: World) -> None:
    first = admitted.app(world, stages=["primary"], subjects=["13"], purpose="课外阅读打卡")
    admitted.app(world, "lab", first.vendor, name="实验", stages=["senior"], purpose="虚拟实验")
    at = reverse("apps:catalogue")
    assert "晨读" in page(at)
    assert "实验" in page(at)
    assert "实验" not in page(f"{at}?stages=primary")
    assert "实验" not in page(f"{at}?subjects=13")
    assert "晨读" not in page(f"{at}?q=虚拟")


def test_what_is_out_of_use_is_not_published(world: World) -> None:
    admitted.app(world, state="suspended")
    assert "晨读" not in page(reverse("apps:catalogue"))
    assert Client().get(reverse("apps:entry", args=("reading",))).status_code == 404


def test_an_entry_tells_what_an_app_may_get_and_why(world: World) -> None:
    admitted.app(world, privacy="只处理姓名和班级。")
    told = page(reverse("apps:entry", args=("reading",)))
    assert "排课和布置阅读任务要用" in told
    assert "只处理姓名和班级。" in told


def test_use_is_noted_by_the_day(world: World) -> None:
    app = admitted.app(world)
    admitted.switched(app, world.school, ("staff",))
    api.note_used(app.pk, world.actor("teacher"))
    assert SwitchOn.objects.within("").get().last_used_on == timezone.localdate()


def test_what_nobody_used_for_a_year_is_listed_and_ended(world: World) -> None:
    idle = admitted.app(world, admitted_on=LONG_AGO)
    used = admitted.app(world, "used", idle.vendor, name="口算", admitted_on=LONG_AGO)
    admitted.app(world, "fresh", idle.vendor, name="新的")
    admitted.switched(used, world.school, ("staff",), last_used_on=timezone.localdate())
    admitted.switched(idle, world.school, ("staff",), last_used_on=LONG_AGO)
    official = world.actor("city_official")
    assert [one.app.code for one in cleaning.unused(official.path)] == ["reading"]
    with pytest.raises(ReasonMissing):
        actions.clean_up(actor=official, app_ids=[idle.pk], reason=" ")
    assert actions.clean_up(actor=official, app_ids=[idle.pk, used.pk], reason="一年无人使用") == 1
    assert App.objects.within("").get(pk=idle.pk).state == "ended"
    assert not api.may_open(idle.pk, world.actor("teacher"))
    assert api.may_open(used.pk, world.actor("teacher"))


def test_the_authority_is_asked_once_a_year(world: World) -> None:
    idle = admitted.app(world, admitted_on=LONG_AGO)
    assert actions.remind() == 1
    assert actions.remind() == 1
    asked = Notice.objects.get(kind="apps.clean_up", settled_at=None)
    assert (asked.role, asked.org_path) == ("city_official", world.city.path)
    actions.clean_up(actor=world.actor("city_official"), app_ids=[idle.pk], reason="一年无人使用")
    assert not Notice.objects.filter(kind="apps.clean_up", settled_at=None).exists()
