"""A plan comes in by workbook: template, upload, differences, apply, undo; others stand for comparison."""

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.measures.models import Cell, Computation
from shuren.kernel.tabular import actions as tabular
from shuren.kernel.tabular import queries
from shuren.kernel.tabular.models import Batch
from shuren.modules.planning.actions import plans
from shuren.modules.planning.models import Plan, Target
from shuren.modules.planning.queries.board import board
from shuren.modules.planning.queries.compare import comparison
from shuren.modules.planning.tables import PlanWorkbook, speaks_for
from tests.matrix.makers import city_plan
from tests.world import World

pytestmark = pytest.mark.django_db
HEAD = "*序号,*指标代码,*类别,*指标名称,英文名称,*范围,*年度,完成期限,*比较,*目标值,*单位,*种类,备注"
LINES = f"""{HEAD}
1,JX.WIFI,网络,校园无线网络覆盖率,Wi-Fi,全市,2026,2026-12-31,不低于,90,%,目标,
2,JX.WIFI,网络,校园无线网络覆盖率,Wi-Fi,火星,2026,2026-12-31,5 达到,100,%,目标,
3,JX.OPS,运维,建成市级运维平台,,全市,2026,2026-06-30,达到,1,项,任务节点,
4,JX.WIFI,网络,校园无线网络覆盖率,,全市,2020,,达到,71.5,%,基线,
"""


@pytest.fixture
def plan(world: World) -> Plan:
    return plans.open_plan(
        actor=world.actor("city_official"), org=world.city, code="JX2026", name="江城市数字教育工作要点",
        region="江城市", first_year=2026, last_year=2026, is_reference=False,
    )  # fmt: skip


def handed_in(world: World, plan: Plan, text: str) -> Batch:
    city = world.actor("city_official")
    batch = tabular.upload(
        actor=city, workbook=PlanWorkbook, scope=speaks_for(plan, timezone.localdate()), name="规划目标.csv",
        content=io.BytesIO(text.encode()), table="planning.target",
    )  # fmt: skip
    return tabular.check(actor=city, batch=batch)


def test_lines_come_in_as_one_and_go_as_one(world: World, plan: Plan) -> None:
    city = world.actor("city_official")
    batch = handed_in(world, plan, LINES)
    assert (batch.state, batch.errors, batch.warnings) == ("ready", 0, 1)
    address = f"{reverse('filing:batch', args=[batch.pk])}?table=planning.target&kind=added"
    assert "JX.OPS" in world.client("city_official").get(address).content.decode()
    tabular.apply(actor=city, batch=batch)
    page = world.client("city_official").get(address).content.decode()
    assert "显示前 0 行" not in page
    assert "这里只列待应用的行" in page
    kept = Target.objects.filter(plan=plan).order_by("line").values_list("comparator", "kind", "value")
    assert list(kept) == [
        (">=", "target", 90.0), ("=", "target", 100.0), ("=", "milestone", 1.0), ("=", "baseline", 71.5),
    ]  # fmt: skip
    shown = board(plan, world.city)
    assert [(line.scope.text, line.measure.supplier) for line in shown.lines] == [
        ("全市", "规划发布单位"), ("火星", "规划发布单位"),
    ]  # fmt: skip
    assert len(shown.milestones) == 1
    tabular.undo(actor=city, batch=batch, reason="发错了")
    assert not board(plan, world.city).lines


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("1,JX.A,网络,甲,,全市,2031,,达到,1,%,目标,", "应在规划期内"),
        ("1,JX.A,网络,甲,,全市,2026,,达到,1,%,任务节点,", "任务节点须有完成期限"),
        ("1,JX.A,网络,甲,,全市,2026,,大概,1,%,目标,", "不是“比较”代码表中的值"),
    ],
)
def test_a_wrong_line_is_told_at_its_cell(world: World, plan: Plan, line: str, sentence: str) -> None:
    batch = handed_in(world, plan, f"{HEAD}\n{line}\n")
    assert (batch.state, batch.errors) == ("wrong", 1)
    page = world.client("city_official").get(reverse("filing:batch", args=[batch.pk])).content.decode()
    assert sentence in page
    assert reverse("planning:plan_workbook", args=["JX2026"]) in page


def test_the_filled_template_of_a_published_plan_comes_back_unchanged(world: World) -> None:
    city_plan(world)
    city, hefei = world.actor("city_official"), Plan.objects.within("").get(code="HF")
    scope = speaks_for(hefei, timezone.localdate())
    content = tabular.template(actor=city, workbook=PlanWorkbook, scope=scope)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {"规划目标", "指标来源"} <= set(book.sheetnames)
    batch = tabular.upload(
        actor=city, workbook=PlanWorkbook, scope=scope, name="规划.xlsx", content=io.BytesIO(content)
    )
    batch = tabular.check(actor=city, batch=batch)
    assert batch.refusal == ""
    assert list(queries.problems_of(batch)["sentence"]) == []
    assert (batch.state, batch.total("unchanged")) == ("ready", 124 + 57)
    assert not any(batch.total(kind) for kind in ("added", "changed", "vanished"))


def test_the_way_from_the_form_to_the_checked_file(world: World) -> None:
    client = world.client("city_official")
    told = {"name": "江城市工作要点", "code": "JX26", "region": "江城市", "first_year": "2026", "last_year": "2025"}
    assert client.post(reverse("planning:new_plan"), told).status_code == 422
    answer = client.post(reverse("planning:new_plan"), told | {"last_year": "2026"})
    assert answer.url == reverse("planning:plan_workbook", args=["JX26"])
    assert "还没有上传过文件" in client.get(answer.url).content.decode()
    assert client.get(reverse("planning:plan_template", args=["JX26"])).status_code == 200
    file = io.BytesIO(LINES.encode())
    file.name = "规划目标.csv"
    sent = client.post(reverse("planning:plan_upload", args=["JX26"]), {"file": file})
    assert sent.url == reverse("filing:batch", args=[Batch.objects.within("").get().pk])
    again = client.post(reverse("planning:new_plan"), told | {"last_year": "2026"})
    assert "已被“江城市工作要点”使用" in again.content.decode()


def test_another_regions_plan_is_taken_in_and_stands_beside_ones_own_newest_figures(world: World) -> None:
    client = world.client("city_official")
    assert "山东省教育信息化" in client.get(reverse("planning:plans")).content.decode()
    answer = client.post(reverse("planning:take_plan", args=["SD"]), {"as": "reference"})
    assert answer.url == reverse("planning:compare", args=["SD"])
    for year, num in ((2019, 4), (2020, 10)):
        Cell.objects.create(
            year=year, indicator="ICT.WIFI_FULL", depth=2, org_path=world.city.path, area="urban", kind="primary",
            num=num, den=10, sq=0, ratio=0, ratio_sq=0, n=10, n_ratio=10, missing=0,
        )  # fmt: skip
        Computation.objects.create(year=year, revision=1, computed_at=timezone.now(), snapshots={})
    found = comparison(Plan.objects.within("").get(code="SD"), world.city)
    (wifi,) = (line for line in found.targets if line.target.indicator_id == "SD.WIFI")
    assert (wifi.actual, wifi.figure.year if wifi.figure else 0, wifi.light) == (100.0, 2020, "green")
    assert len(found.targets) + len(found.baselines) == 27
    page = client.get(reverse("planning:board", args=["SD"]), follow=True).content.decode()
    assert "不作考核" in page
    assert "本地没有登记" in page
    assert world.client("principal").get(reverse("planning:compare", args=["SD"])).status_code == 200


def test_a_reference_is_nobodys_own_plan(world: World) -> None:
    plans.load_published(actor=world.actor("city_official"), code="ZJ", org=world.city, is_reference=True)
    assert "浙江" not in world.client("city_official").get("/").content.decode()
    with pytest.raises(plans.CodeTaken):
        plans.load_published(actor=world.actor("county_official"), code="ZJ", org=world.county, is_reference=True)
