"""预算指标: the workbook in which an authority says what may be spent in a year."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from shuren.kernel.tabular.columns import Context, Flaw
from shuren.kernel.tabular.declare import Table, Workbook, table, workbook
from shuren.kernel.tabular.kinds import Code, Number, Text
from shuren.kernel.tabular.scopes import Scope
from shuren.modules.projects.models import BudgetLine
from shuren.modules.projects.permissions import manage_budgets
from shuren.spine.orgs.models import Org
from shuren.spine.standards import api as standards


def against_the_drawn(rows: pl.DataFrame, context: Context) -> Iterator[tuple[str, Flaw]]:
    """Find lines that would hold less than projects have drawn on them already."""
    where = context.scope.where
    held = BudgetLine.objects.within(context.scope.path).filter(org_id=where["org_id"], year=where["year"])
    drawn = {line.code: float(line.drawn_yuan) for line in held}
    taken = rows["code"].replace_strict(drawn, default=0.0, return_dtype=pl.Float64)
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
    """Return what a file of an authority speaks for in a year."""
    where = {"org_id": org.pk, "year": year}
    return Scope(org.pk, org.path, f"{org.code}-{year}", org.name, str(year), date(year, 1, 1), where)
