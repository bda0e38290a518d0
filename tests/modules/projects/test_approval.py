"""From what a school needs to a project with money; no line holds less than was drawn on it."""

import io
import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from shuren.kernel.cases.declare import Application
from shuren.kernel.refusals import Forbidden, Refused
from shuren.kernel.tabular import actions as tabular
from shuren.modules.projects.actions import budgets
from shuren.modules.projects.cases.approval import Approval
from shuren.modules.projects.models import BudgetLine, Draw, Project, Stage, Threshold
from shuren.modules.projects.tables import BudgetWorkbook, speaks_for
from tests.modules.projects.needing import CITY_MONEY, a_line, granted, handed_in, led_to_authority, need
from tests.modules.registry.walking import sign
from tests.world import World, build

HEADINGS = "*指标编号,*指标名称,*经费来源,*批复金额（元）"


def threshold(world: World, yuan: int, *, days_ago: int = 1) -> None:
    Threshold.objects.create(
        org_path=world.city.path, from_on=timezone.localdate() - timedelta(days=days_ago), yuan=yuan, basis="测试",
        set_by_key="tests", set_by_name="测试",
    )  # fmt: skip


@pytest.mark.django_db
def test_a_need_becomes_a_project_and_its_money_is_taken_from_the_line_the_county_names(world: World) -> None:
    line = a_line(world.county, 200_000)
    project = granted(world, line)
    assert (project.title, project.org_id, project.county_id) == ("平板教室", world.school.pk, world.county.pk)
    assert (project.budget_yuan, project.stage) == (Decimal("133001.00"), Stage.GRANTED)
    assert project.number.startswith(f"XX{timezone.localdate().year}")
    assert list(project.costs.order_by("id").values_list("name", "pieces")) == [("平板电脑", 50), ("充电车", 2)]
    line.refresh_from_db()
    assert (line.drawn_yuan, line.left_yuan) == (Decimal("133001.00"), Decimal("66999.00"))


@pytest.mark.django_db
def test_a_line_that_holds_too_little_is_refused_at_its_field(world: World) -> None:
    line, case = a_line(world.county, 133_000), led_to_authority(world)
    form = Approval.asks["authority"](
        {"line": str(line.pk)},
        actor=world.actor("county_official"),
        application=Application(case.form, case.org_path, ""),
    )
    assert not form.is_valid()
    assert "只余 133,000.00 元" in form.errors["line"][0]
    with pytest.raises(Refused, match="不够列支"):
        sign(case, world.actor("county_official"), "authority", line=str(line.pk))
    assert not Project.objects.within("").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("limit", "changed", "asked"),
    [(None, {}, False), (133_002, {}, False), (133_001, {}, True), (None, {"source": CITY_MONEY}, True)],
)
def test_the_city_decides_on_what_costs_much_and_on_its_own_money(
    world: World, limit: int | None, changed: dict[str, str], asked: bool
) -> None:
    if limit:
        threshold(world, limit)
    line = a_line(world.city, 200_000, source=CITY_MONEY) if changed else a_line(world.county, 200_000)
    case = sign(led_to_authority(world, **changed), world.actor("county_official"), "authority", line=str(line.pk))
    assert (case.outcome == "") is asked
    if asked:
        assert not Project.objects.within("").exists()
        assert sign(case, world.actor("city_official"), "city").outcome == "granted"


@pytest.mark.django_db
def test_a_limit_set_later_leaves_what_runs_as_it_was(world: World) -> None:
    threshold(world, 500_000, days_ago=30)
    line, case = a_line(world.county, 200_000), led_to_authority(world)
    budgets.set_threshold(
        actor=world.actor("city_official"), yuan=Decimal(1), basis="合教〔2026〕9号", from_on=timezone.localdate()
    )
    assert sign(case, world.actor("county_official"), "authority", line=str(line.pk)).outcome == "granted"
    with pytest.raises(Refused, match="不能早于今天"):
        budgets.set_threshold(
            actor=world.actor("city_official"), yuan=Decimal(1), basis="-",
            from_on=timezone.localdate() - timedelta(days=1),
        )  # fmt: skip
    with pytest.raises(Forbidden):
        budgets.set_threshold(
            actor=world.actor("county_official"), yuan=Decimal(1), basis="-", from_on=timezone.localdate()
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("lines", "平板电脑 若干", "应依次写明"),
        ("year", "2019", "只受理本年度"),
        ("category", "10", ""),
        ("need", "", ""),
    ],
)
def test_what_is_not_told_properly_is_refused_at_its_field(world: World, field: str, typed: str, said: str) -> None:
    form = Approval.form(need(**{field: typed}), actor=world.actor("registrar"))
    assert not form.is_valid()
    assert said in form.errors[field][0]


@pytest.mark.django_db
def test_lines_come_in_by_workbook_and_never_hold_less_than_was_drawn(world: World) -> None:
    official, scope = world.actor("county_official"), speaks_for(world.county, timezone.localdate().year)

    def checked(amount: str):  # type: ignore[no-untyped-def]
        content = io.BytesIO(f"{HEADINGS}\nZB-07,教育信息化专项,县级财政,{amount}\n".encode())
        batch = tabular.upload(actor=official, workbook=BudgetWorkbook, scope=scope, name="指标.csv", content=content)
        return tabular.check(actor=official, batch=batch)

    first = tabular.apply(actor=official, batch=checked("200000"))
    line = BudgetLine.objects.within("").get()
    assert (line.code, line.source, line.amount_yuan, line.drawn_yuan) == ("ZB-07", "4", Decimal(200_000), 0)
    granted(world, line)
    assert (lowered := checked("133000")).state == "wrong"
    assert lowered.errors == 1
    with pytest.raises(Refused, match="不能整批撤销"):
        tabular.undo(actor=official, batch=first, reason="误传")
    tabular.apply(actor=official, batch=checked("133001"))
    line.refresh_from_db()
    assert line.left_yuan == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_granted_at_once_the_second_is_told_what_is_left() -> None:
    world = build()
    line = a_line(world.county, 200_000)
    cases = [led_to_authority(world, title=title) for title in ("平板教室", "录播教室")]
    official, together = world.actor("county_official"), threading.Barrier(2)
    refused: list[str] = []

    def grant(case):  # type: ignore[no-untyped-def]
        together.wait()
        try:
            sign(case, official, "authority", line=str(line.pk))
        except Refused as refusal:
            refused.append(refusal.sentence)
        connection.close()

    threads = [threading.Thread(target=grant, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    line.refresh_from_db()
    assert Project.objects.within("").count() == Draw.objects.count() == 1
    assert line.drawn_yuan == Decimal("133001.00")
    assert len(refused) == 1
    assert "只余 66,999.00 元" in refused[0]


@pytest.mark.django_db
def test_the_pages_show_the_project_its_line_and_what_is_left(world: World) -> None:
    line = a_line(world.county, 200_000)
    project = granted(world, line)
    handed_in(world, title="录播教室")
    client = world.client("principal")
    assert "平板教室" in client.get("/projects/?stage=granted").content.decode()
    page = client.get(f"/projects/{project.pk}/").content.decode()
    assert project.number in page
    assert "133,001.00" in page
    assert client.get("/projects/export.xlsx").status_code == 200
    lines = world.client("county_official").get("/projects/budgets/", follow=True).content.decode()
    assert "66,999" in lines
    assert world.client("county_official").get("/projects/budgets/1-2026/").status_code == 404
    elsewhere = world.client("city_official")
    assert elsewhere.get("/projects/thresholds/").status_code == 200
    sent = {"yuan": "500000", "basis": "合教〔2026〕9号", "from_on": timezone.localdate().isoformat()}
    assert elsewhere.post("/projects/thresholds/", sent).status_code == 302
    assert "500,000" in elsewhere.get("/projects/thresholds/").content.decode()
