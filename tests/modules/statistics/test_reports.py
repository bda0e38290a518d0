"""A yearly report: compiled from figures, edited, asked to be released, released, taken."""

import io
from typing import Any

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from shuren.kernel.cases import actions as cases
from shuren.kernel.cases import commands
from shuren.kernel.cases.queries import state_of
from shuren.kernel.measures.models import Cell, Computation, Node
from shuren.modules.statistics.actions import reports
from shuren.modules.statistics.cases.reports import told
from shuren.modules.statistics.models import Report, Section
from shuren.modules.statistics.queries import reports as queries
from shuren.modules.statistics.queries.tracing import trace_of
from tests.matrix.makers import city_plan
from tests.world import World

pytestmark = pytest.mark.django_db
WIFI = "ICT.WIFI_FULL"
WIFI_LABEL = "校园无线网络全覆盖学校比例"
PUPILS = {"school": 400, "sibling": 900, "far_school": 5}


@pytest.fixture
def figures(world: World) -> None:
    """Two computed years: of three schools, one had Wi-Fi everywhere in 2017, two in 2018."""
    for year, covered in ((2017, 1), (2018, 2)):
        Computation.objects.create(year=year, revision=3, computed_at=timezone.now(), snapshots={})
        for name in ("city", "county", "zone", *PUPILS):
            org = world.org(name)
            unit = name in PUPILS
            Node.objects.create(
                year=year, org_path=org.path, node_id=org.pk, depth=len(org.path) // 4, name=org.name, is_unit=unit,
                area=org.area if unit else "", kind="primary" if unit else "",
                facts={"pupils": PUPILS[name], "classes": None} if unit else None,
            )  # fmt: skip
        for path, num, den in ((world.city.path, covered, 3), (world.county.path, covered, 2), (world.zone.path, 0, 1)):
            Cell.objects.create(
                year=year, indicator=WIFI, depth=len(path) // 4, org_path=path, area="county_town", kind="primary",
                num=num, den=den, sq=0, ratio=0, ratio_sq=0, n=den, n_ratio=den, missing=0,
            )  # fmt: skip


def compiled(world: World, role: str = "city_official", year: int = 2018) -> Report:
    actor = world.actor(role)
    report = reports.begin(actor=actor, year=year)
    reports.compile_sections(actor=actor, report=report, tell=lambda *_told: None)
    report.refresh_from_db()
    return report


def section(report: Report, code: str) -> Section:
    return report.sections.get(code=code)


def text_of(report: Report, code: str) -> str:
    blocks = queries.blocks_of(section(report, code), report, queries.sources_of(report))
    return "".join(run.text for block in blocks if hasattr(block, "runs") for run in block.runs)


def test_texts_tables_and_charts_come_from_the_figures(world: World, figures: None) -> None:
    city_plan(world)
    report = compiled(world)
    assert text_of(report, "topic:无线网络覆盖").startswith(
        f"2018 年，{WIFI_LABEL}为66.67%，比上年提高33.33个百分点。{WIFI_LABEL}各地在0%至100%之间。"
    )
    table, chart = sorted(section(report, "topic:无线网络覆盖").exhibits, key=lambda kept: kept["is"], reverse=True)
    assert [row[0] for row in table["rows"]] == ["东山县教育局", "江城高新区教育局", "合计"]
    assert [row[1] for row in table["rows"]] == pytest.approx([100, 0, 200 / 3])
    assert (chart["labels"], chart["series"][0]["values"]) == (["2017", "2018"], pytest.approx([100 / 3, 200 / 3]))
    assert "学校数为3所，与上年持平；在校学生数为1,305人" in text_of(report, "scale")
    small = next(row for row in section(report, "scale").exhibits[0]["rows"] if row[0] == "江城高新区教育局")
    assert small[3] == "不足 10"  # no cell under ten persons
    great = next(row for row in section(report, "scale").exhibits[0]["rows"] if row[0] == "东山县教育局")
    assert great[3] == "*", "the whole less this one would tell the other"
    assert not report.sections.filter(code="topic:录播教室").exists()  # nobody reported
    assert "项暂缺数据" in text_of(report, "plans")


def test_every_figure_says_where_it_comes_from_and_what_it_would_be_today(world: World, figures: None) -> None:
    report = compiled(world)
    assert all(told["source"] in report.sources for told in report.figures.values())
    assert "分子 2，分母 3；计入 3 所学校，0 所未报；统计时点 2018-09-01，第 3 次计算" in report.sources[WIFI]
    assert not trace_of(report, WIFI).is_changed
    Cell.objects.within("").filter(year=2018, org_path=world.city.path).update(num=3)
    traced = trace_of(report, WIFI)
    assert (traced.is_changed, traced.now, dict(traced.figures)[WIFI_LABEL]) == (True, "100%", "66.67%")
    assert dict(trace_of(report, "pupils").parts) == {"东山县教育局": 1300.0, "江城高新区教育局": 5.0}
    assert sum(value or 0 for _name, value in trace_of(report, "pupils").units) == 1305
    assert len(trace_of(report, "schools").units) == 3


def test_an_edited_text_keeps_its_figures_and_stays_when_compiled_again(world: World, figures: None) -> None:
    report, actor = compiled(world), world.actor("city_official")
    with pytest.raises(reports.UnknownFigure, match="没有的数"):
        reports.edit(actor=actor, report=report, code="scale", text="共【没有的数】所。", is_left_out=False)
    own = "全市现有【学校数】所学校。\n\n投入 300 万元。"
    reports.edit(actor=actor, report=report, code="scale", text=own, is_left_out=False)
    reports.edit(actor=actor, report=report, code="kinds", text="", is_left_out=True)
    reports.compile_sections(actor=actor, report=report, tell=lambda *_told: None)
    report.refresh_from_db()
    assert text_of(report, "scale") == "全市现有3所学校。投入 300 万元。"
    assert [numbers for kept, numbers in queries.doubts_of(report) if kept.code == "scale"] == [["300 万元"]]
    headings = [getattr(block, "text", "") for block in queries.document_of(report).blocks]
    assert "办学规模" in headings
    assert "学校构成" not in headings
    reports.edit(actor=actor, report=report, code="scale", text="", is_left_out=False)
    assert section(report, "scale").text == section(report, "scale").drafted


def test_a_county_reports_by_class_of_area_and_names_no_school(world: World, figures: None) -> None:
    report = compiled(world, "county_official")
    names = {row[0] for row in section(report, "scale").exhibits[0]["rows"]}
    assert names == {"县城", "合计"}


def test_one_draft_a_year_and_none_without_figures(world: World, figures: None) -> None:
    compiled(world)
    with pytest.raises(reports.BegunAlready):
        reports.begin(actor=world.actor("city_official"), year=2018)
    with pytest.raises(reports.NotComputed):
        reports.begin(actor=world.actor("city_official"), year=2016)


def test_the_head_of_the_unit_releases_it_for_good(world: World, figures: None) -> None:
    report, actor = compiled(world), world.actor("city_official")
    drafted = reports.take(actor=actor, report=report, kind="docx")
    assert "（征求意见稿）" in [line.text for line in docx.Document(io.BytesIO(drafted)).paragraphs]
    case = reports.submit(actor=actor, report=report, form=told(actor, report.pk))
    report.refresh_from_db()
    with pytest.raises(reports.ReportClosed):
        reports.edit(actor=actor, report=report, code="next", text="明年再说。", is_left_out=False)
    leader = world.actor("unit_leader")
    task = next(iter(state_of(case).tasks_of(state_of(case).open_visits[0]))).number
    cases.act(actor=leader, case_id=case.pk, command=commands.Return(task, "compile", again=False), comment="补写打算")
    report.refresh_from_db()
    reports.edit(actor=actor, report=report, code="next", text="继续推进。", is_left_out=False)
    task = next(iter(state_of(case).tasks_of(state_of(case).open_visits[0]))).number
    cases.act(actor=actor, case_id=case.pk, command=commands.Agree(task))
    task = next(iter(state_of(case).tasks_of(state_of(case).open_visits[0]))).number
    cases.act(actor=leader, case_id=case.pk, command=commands.Agree(task))
    report.refresh_from_db()
    assert (report.released_by_name, report.word is not None) == ("方局", True)
    kept = reports.take(actor=actor, report=report, kind="docx")
    Cell.objects.within("").update(num=0)
    assert reports.take(actor=actor, report=report, kind="docx") == kept
    assert "（征求意见稿）" not in [line.text for line in docx.Document(io.BytesIO(kept)).paragraphs]
    assert reports.begin(actor=actor, year=2018).edition == 2


def test_the_pages_show_it_and_answer_in_few_queries(
    world: World, figures: None, django_assert_max_num_queries: Any
) -> None:
    city_plan(world)
    report = compiled(world)
    client = world.client("city_official")
    for name, args in (
        ("reports", ()),
        ("begin", ()),
        ("report", (report.pk,)),
        ("section", (report.pk, "scale")),
        ("figure", (report.pk, WIFI)),
        ("figure", (report.pk, "plan:HF")),
    ):
        with django_assert_max_num_queries(13):
            page = client.get(reverse(f"statistics:{name}", args=args))
        assert page.status_code == 200, name
    page = client.get(reverse("statistics:report", args=(report.pk,)))
    assert "66.67%" in page.content.decode()
    assert client.get(reverse("statistics:take", args=(report.pk, "pdf"))).content.startswith(b"%PDF")
    posted = client.post(reverse("statistics:section", args=(report.pk, "scale")), {"text": "【没有】"})
    assert posted.status_code == 422
    assert "不是可引用的数字" in posted.content.decode()
    assert world.client("county_official").get(reverse("statistics:report", args=(report.pk,))).status_code == 404
