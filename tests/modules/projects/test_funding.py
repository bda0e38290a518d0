"""Lines bear what a project can still cost, no more: several share it, what is not needed goes back, years follow."""

from decimal import Decimal

import pytest
from django.utils import timezone

from shuren.kernel.cases.declare import Application
from shuren.kernel.refusals import Forbidden, Refused
from shuren.modules.projects.actions import budgets, records
from shuren.modules.projects.cases.approval import Approval
from shuren.modules.projects.models import Award, BudgetLine, Contract, Draw, Ending, Payment, Project, Record, Stage
from shuren.modules.projects.rules import shares
from tests.modules.projects import buying
from tests.modules.projects.buying import days_ago
from tests.modules.projects.needing import CITY_MONEY, a_line, led_to_authority
from tests.modules.registry.walking import sign
from tests.world import World


@pytest.mark.pure
def test_shares_are_read_as_they_are_written() -> None:
    found = shares.read("XX-02 50000\n2027，XX-01，1200.5\n")
    assert found == [shares.Share("XX-02", Decimal(50_000)), shares.Share("XX-01", Decimal("1200.50"), 2027)]
    for wrong in ("XX-02", "XX-02 若干", "XX-02 -5", "XX-02 0", "2027 XX-01 5 6"):
        with pytest.raises(shares.Unread):
            shares.read(wrong)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("borne", "yuan", "back"),
    [
        ([(1, 60), (2, 40)], 30, [(2, 30)]),
        ([(1, 60), (2, 40)], 70, [(2, 40), (1, 30)]),
        ([(1, 60), (2, 0)], 10, [(1, 10)]),
        ([], 0, []),
    ],
)
def test_the_line_drawn_on_last_is_given_back_to_first(
    borne: list[tuple[int, int]], yuan: int, back: list[tuple[int, int]]
) -> None:
    given = shares.given_back([(pk, Decimal(bears)) for pk, bears in borne], Decimal(yuan))
    assert given == [(pk, Decimal(part)) for pk, part in back]


def drawn(line: BudgetLine) -> Decimal:
    line.refresh_from_db()
    return line.drawn_yuan


def reverse(world: World, project: Project, kind: type[Record]) -> None:
    row = kind.objects.within("").get(project=project, reversed_at=None)
    records.reverse(
        actor=world.actor("registrar"), project_id=project.pk, kind=kind, record_id=row.pk, why="误", voucher="H-1"
    )  # fmt: skip


@pytest.mark.django_db
def test_what_award_and_contract_leave_goes_back_to_the_line_and_is_drawn_again_when_they_are_reversed(
    world: World,
) -> None:
    project, actor = buying.a_project(world), world.actor("registrar")
    line, budget = project.line, Decimal("133001.00")
    buying.announced(actor, project)
    assert drawn(line) == budget
    buying.awarded(actor, project)
    assert drawn(line) == 120_000
    buying.contracted(actor, project)
    assert drawn(line) == 100_000
    reverse(world, project, Contract)
    reverse(world, project, Award)
    assert drawn(line) == budget == sum(Draw.objects.filter(project=project).values_list("amount_yuan", flat=True))
    buying.awarded(actor, project, 90_000)
    line.drawn_yuan = line.amount_yuan - 1
    line.save()
    with pytest.raises(Refused, match=r"只余 1\.00 元，不够列支 43,001\.00 元"):
        reverse(world, project, Award)
    page = world.client("principal").get(f"/projects/{project.pk}/").content.decode()
    assert "退回指标“ZB-01 教育信息化专项” 13,001.00 元" in page


@pytest.mark.django_db
def test_a_project_that_ends_keeps_what_was_paid_and_gives_the_rest_back(world: World) -> None:
    project, client = buying.under_contract(world, milestones=[("到货", days_ago(-3))]), world.client("registrar")
    actor = world.actor("registrar")
    buying.paid(actor, project, 30_000, "P-1")
    here = f"/projects/{project.pk}"
    typed = {"ended_on": timezone.localdate().isoformat(), "why": "供应商破产，合同解除"}
    assert client.post(f"{here}/ending/new", typed).status_code == 302
    project.refresh_from_db()
    assert (project.stage, drawn(project.line)) == (Stage.ENDED, 30_000)
    for deed in (
        lambda: buying.paid(actor, project, 1, "P-2"),
        lambda: records.refuse_unacceptable(project),
        lambda: records.end(actor=actor, project_id=project.pk, ended_on=timezone.localdate(), why="再次"),
    ):
        with pytest.raises(Refused, match="已经终止或结清"):
            deed()
    with pytest.raises(Refused, match="已经登记终止"):
        reverse(world, project, Payment)
    assert "供应商破产" in client.get(f"{here}/").content.decode()
    reverse(world, project, Ending)
    project.refresh_from_db()
    assert (project.stage, drawn(project.line)) == (Stage.CONTRACTED, 100_000)


@pytest.mark.django_db
def test_an_accepted_project_is_closed_for_less_than_its_contract(world: World) -> None:
    project, actor = buying.under_contract(world), world.actor("registrar")
    buying.accepted(world, project)
    buying.paid(actor, project, 90_000, "P-1")
    records.end(actor=actor, project_id=project.pk, ended_on=timezone.localdate(), why="质量扣款一万元")
    project.refresh_from_db()
    assert (project.stage, drawn(project.line)) == (Stage.ACCEPTED, 90_000)


def of_next_year(line: BudgetLine, code: str) -> BudgetLine:
    line.year, line.code = line.year + 1, code
    line.save()
    return line


def share_form(world: World, line: BudgetLine, typed: str, **changed: str):  # type: ignore[no-untyped-def]
    case = led_to_authority(world, **changed)
    application = Application(case.form, case.org_path, "")
    told = {"line": str(line.pk), "shares": typed}
    return Approval.asks["authority"](told, actor=world.actor("county_official"), application=application)


@pytest.mark.django_db
def test_several_lines_of_several_years_share_a_project(world: World) -> None:
    year = timezone.localdate().year
    later = of_next_year(a_line(world.county, 50_000), "ZB-01")
    line, other = a_line(world.county, 100_000), a_line(world.county, 30_000, code="ZB-02", source="1")
    shared = [[str(other.pk), "30000.00"], [str(later.pk), "20000.00"]]
    case = sign(
        led_to_authority(world), world.actor("county_official"), "authority", line=str(line.pk), shares=shared
    )  # fmt: skip
    project = Project.objects.within("").get(case_id=case.pk)
    assert (drawn(line), drawn(other), drawn(later)) == (Decimal("83001.00"), 30_000, 20_000)
    page = world.client("principal").get(f"/projects/{project.pk}/").content.decode()
    assert f"{year + 1} 年指标列支" in page
    project.granted_on = days_ago(90)
    project.save()
    buying.announced(world.actor("registrar"), project)
    buying.awarded(world.actor("registrar"), project, 100_000)
    assert (drawn(line), drawn(other), drawn(later)) == (Decimal("83001.00"), Decimal("16999.00"), 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ("ZB-02 20000", "", ""),
        ("ZB-02 若干", "shares", "应写明指标编号和金额"),
        ("ZB-09 1", "shares", "没有编号为“ZB-09”的指标"),
        ("ZB-02 1\nZB-02 2", "shares", "写了两次"),
        ("ZB-02 30001", "shares", "只余 30,000.00 元"),
        ("ZB-01 1", "shares", "不必再写"),
        ("ZB-02 1", "line", "只余 120,000.00 元，不够列支 133,000.00 元"),
    ],
)
def test_shares_that_cannot_be_are_refused_at_their_field(world: World, typed: str, field: str, said: str) -> None:
    line, _other = a_line(world.county, 120_000), a_line(world.county, 30_000, code="ZB-02")
    form = share_form(world, line, typed)
    assert form.is_valid() is not bool(field)
    if field:
        assert said in form.errors[field][0]


@pytest.mark.django_db
def test_an_official_moves_what_is_left_to_the_line_of_the_next_year(world: World) -> None:
    later = of_next_year(a_line(world.county, 50_000), "ZB-01")
    project = buying.under_contract(world)
    line, url = project.line, f"/projects/{project.pk}/funding"
    client = world.client("county_official")
    assert f"{later.year} 年 ZB-01" in client.get(url).content.decode()
    typed = {"from_line": str(line.pk), "to_line": str(later.pk), "yuan": "40000", "why": "余款由下一年度列支"}
    assert client.post(url, {**typed, "yuan": "100001"}).status_code == 422
    assert client.post(url, {**typed, "to_line": str(line.pk)}).status_code == 422
    assert client.post(url, typed).status_code == 302
    assert (drawn(line), drawn(later)) == (60_000, 40_000)
    assert world.client("registrar").get(url).status_code == 403


@pytest.mark.django_db
def test_nobody_moves_money_of_an_authority_above(world: World) -> None:
    project, city = buying.under_contract(world), a_line(world.city, 90_000, source=CITY_MONEY)
    with pytest.raises(Forbidden):
        budgets.move(
            actor=world.actor("county_official"), project_id=project.pk, from_line=project.line_id, to_line=city.pk,
            yuan=Decimal(1), why="补助",
        )  # fmt: skip
    budgets.move(
        actor=world.actor("city_official"), project_id=project.pk, from_line=project.line_id, to_line=city.pk,
        yuan=Decimal(1), why="补助",
    )  # fmt: skip
    assert drawn(city) == 1
