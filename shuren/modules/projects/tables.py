"""预算指标 and 使用情况: the workbooks in which it is said what may be spent in a year, and how things are used."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from shuren.kernel.tabular.columns import Context, Flaw
from shuren.kernel.tabular.declare import Table, Workbook, table, workbook
from shuren.kernel.tabular.kinds import Code, Number, Ref, Text
from shuren.kernel.tabular.scopes import Scope
from shuren.modules.projects.models import BudgetLine, Project, Stage, Use
from shuren.modules.projects.permissions import manage_budgets, run_projects
from shuren.spine.orgs.models import Org
from shuren.spine.standards import api as standards


def drawn_on(scope: Scope) -> dict[str, float]:
    """Return what projects have drawn on the lines of a unit and year, by code."""
    held = BudgetLine.objects.within(scope.path).filter(org_id=scope.where["org_id"], year=scope.where["year"])
    return {line.code: float(line.drawn_yuan) for line in held}


def against_the_drawn(rows: pl.DataFrame, context: Context) -> Iterator[tuple[str, Flaw]]:
    """Find lines that would hold less than projects have drawn on them already."""
    taken = rows["code"].replace_strict(drawn_on(context.scope), default=0.0, return_dtype=pl.Float64)
    lowered = rows["amount_yuan"].cast(pl.Float64) < taken
    yield "amount_yuan", Flaw(lowered.fill_null(value=False), "“{value}”低于已经列支的金额，请核对。")


@table
class BudgetLineTable(Table):
    """预算指标: one row for each line."""

    code, label, key, model, owner = "projects.budget_line", "预算指标", "code", BudgetLine, "主管部门"
    whole = False
    note = "一条指标一行。文件中没有的指标保持不变。"
    max_rows = 5_000
    columns = (
        Text("指标编号", "code", max_length=30, required=True, note="本单位本年度内不重复。"),
        Text("指标名称", "name", max_length=120, required=True, width=30),
        Code("经费来源", "source", standards.ICT_SPENDING_SOURCE, required=True, leaves_only=True, width=18),
        Number("批复金额", "amount_yuan", unit="元", places=2, most=100_000_000_000, required=True, width=18),
    )
    against = against_the_drawn


@workbook
class BudgetWorkbook(Workbook):
    """预算指标: the lines of one authority in one year."""

    code, label, who = "projects.budget", "预算指标", "主管部门"
    tables = (BudgetLineTable,)
    permission = manage_budgets
    page = "projects:budget"
    note = "按批复的部门预算填写；金额可以调增，不能低于已经列支的金额。"


def speaks_for(org: Org, year: int) -> Scope:
    """Return what a file of a unit speaks for in a year: its budget, or the use of what it has bought."""
    where = {"org_id": org.pk, "year": year}
    return Scope(org.pk, org.path, f"{org.code}-{year}", org.name, str(year), date(year, 1, 1), where)


def accepted_projects(scope: Scope) -> pl.DataFrame:
    """Return the projects of a unit of which use is owed."""
    found = Project.objects.within(scope.path).filter(org_id=scope.org_id, stage__in=(Stage.ACCEPTED, Stage.REVIEWED))
    rows = list(found.order_by("number").values_list("pk", "number", "title"))
    return pl.DataFrame(rows, schema={"id": pl.Int64, "code": pl.String, "label": pl.String}, orient="row")


@table
class UseTable(Table):
    """使用情况: one row for each project and month."""

    code, label, key, model, owner = "projects.use", "使用情况", ("project", "month"), Use, "使用单位"
    whole = False
    note = "每个项目每月一行。文件中没有的月份保持不变。"
    max_rows = 20_000
    columns = (
        Ref("项目", "project", find=accepted_projects, fills={"project_id": "id"}, required=True, width=36,
            note="已验收的项目，从列表中选择。"),
        Number("月份", "month", least=1, most=12, required=True),
        Number("使用次数", "times", unit="次", most=1_000_000, required=True, note="没有使用的填 0。"),
        Number("使用人数", "users", unit="人", most=1_000_000, required=True),
        Text("用途", "what", max_length=100, width=30),
    )  # fmt: skip


@workbook
class UseWorkbook(Workbook):
    """使用情况: how what one unit has bought was used in one year."""

    code, label, who = "projects.uses", "信息化项目使用情况", "使用单位"
    tables = (UseTable,)
    permission = run_projects
    page = "projects:use_of_unit"
    note = "每月填一次，也可以积几个月一起填。"
