"""规划目标: the workbook in which a plan comes in, whatever region published it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from shuren.kernel.codes import Code as Value
from shuren.kernel.codes import CodeTable
from shuren.kernel.measures.indicators import INDICATORS
from shuren.kernel.tabular.columns import Context, Flaw
from shuren.kernel.tabular.declare import Rule, Table, Workbook, table, workbook
from shuren.kernel.tabular.kinds import Code, Day, Number, Ref, Text
from shuren.kernel.tabular.scopes import Scope
from shuren.modules.planning.models import Measure, Plan, Target
from shuren.modules.planning.permissions import load_plans
from shuren.modules.planning.rules.scopes import is_declared

SOURCE = "规划原文"
COMPARATORS = CodeTable(
    "planning.comparator", "比较", "Comparison", SOURCE,
    (
        Value("1", "不低于", "at least"), Value("2", "不高于", "at most"), Value("3", "高于", "above"),
        Value("4", "低于", "below"), Value("5", "达到", "reaches"), Value("6", "基本达到", "nearly reaches"),
    ),
)  # fmt: skip
KINDS = CodeTable(
    "planning.kind", "种类", "Kind", SOURCE,
    (
        Value("1", "目标", "target"), Value("2", "任务节点", "milestone"), Value("3", "约束", "constraint"),
        Value("4", "基线", "baseline"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class KeptAs:
    """A code kept as a word of the rules; workbooks show numbers, for a cell that begins with a sign is a formula."""

    field: str
    words: Mapping[str, str]

    @property
    def types(self) -> Mapping[str, str]:
        return {self.field: "text"}

    @property
    def compared(self) -> Sequence[str]:
        return (self.field,)

    def write(self, values: pl.Series) -> Mapping[str, pl.Series]:
        return {self.field: values.replace_strict(dict(self.words), default=None, return_dtype=pl.String)}

    def read(self, fields: pl.DataFrame) -> pl.Series:
        codes = {word: code for code, word in self.words.items()}
        return fields[self.field].replace_strict(codes, default=None, return_dtype=pl.String)


COMPARED = KeptAs("comparator", dict(zip("123456", (">=", "<=", ">", "<", "=", "≈"), strict=True)))
KIND = KeptAs("kind", dict(zip("1234", ("target", "milestone", "constraint", "baseline"), strict=True)))


def indicators(_scope: Scope) -> pl.DataFrame:
    """Return the indicators that the platform computes."""
    found = [(item.code, item.label) for item in INDICATORS]
    return pl.DataFrame(found, schema=["code", "label"], orient="row")


def against_the_plan(rows: pl.DataFrame, context: Context) -> Iterator[tuple[str, Flaw]]:
    """Find years outside the plan, and scopes of which nobody has declared which schools they hold."""
    first, last = (int(context.scope.values[name]) for name in ("first_year", "last_year"))
    outside = ~pl.col("year").is_between(first, last) & (pl.col("kind") != "4")
    yield "year", Flaw(outside, "“{label}”应在规划期内，填的是“{value}”；规划之前的数字请把种类填作“基线”。")
    wordings = rows["scope"].unique().drop_nulls().to_list()
    unknown = [text for text in wordings if not is_declared(text)]
    yield (
        "scope",
        Flaw(
            pl.col("scope").is_in(unknown),
            "“{value}”没有规定包含哪些学校，这一行照样展示，但不与学校的数字比较。可改用“全市”“市区”“县城”“乡镇”等。",
            level="warning",
        ),
    )


@table
class TargetTable(Table):
    """规划目标: every line of the plan as it was published."""

    code, label, key, model, owner = "planning.target", "规划目标", "line", Target, "规划发布单位"
    note = "一行一条：同一指标有几个范围、几个年度的，各填一行。"
    max_rows = 5_000
    columns = (
        Number("序号", "line", least=1, most=9_999, required=True, note="在本规划内不重复。"),
        Text("指标代码", "indicator", max_length=40, pattern=r"[A-Za-z][A-Za-z0-9._]*", required=True,
             note="同一指标各行相同，例如 HF.WIFI_FULL。"),
        Text("类别", "category", max_length=60, required=True),
        Text("指标名称", "label", max_length=120, required=True, width=30),
        Text("英文名称", "label_en", max_length=200, width=24),
        Text("范围", "scope", max_length=60, required=True, note="例如全市、市区、县(市)、县城、乡镇。"),
        Number("年度", "year", least=1990, most=2100, required=True),
        Day("完成期限", "due_on", note="任务节点必填。"),
        Code("比较", "comparator", COMPARATORS, required=True, store=COMPARED),
        Number("目标值", "value", places=4, least=None, required=True, note="没有数字的任务节点填 1。"),
        Text("单位", "unit", max_length=20, required=True),
        Code("种类", "kind", KINDS, required=True, store=KIND),
        Text("备注", "note", max_length=300, note="例如 1/3；一行适用于几年的写作 2016-2020。", width=24),
    )  # fmt: skip
    rules = (
        Rule(
            "milestone_is_dated",
            ("due_on", "kind"),
            (pl.col("kind") != "2") | pl.col("due_on").is_not_null(),
            "任务节点须有完成期限，请填写“完成期限”。",
            source=SOURCE,
        ),
    )
    against = against_the_plan


@table
class MeasureTable(Table):
    """指标来源: what measures each indicator of the plan."""

    code, label, key, model, owner = "planning.measure", "指标来源", "indicator", Measure, "规划发布单位"
    note = "能由平台计算的填平台指标；平台没有的，写明缺什么数据、由谁提供。"
    max_rows = 2_000
    columns = (
        Text("指标代码", "indicator", max_length=40, required=True, note="与“规划目标”表相同。"),
        Ref("平台指标", "code", find=indicators, fills={"code": "code"}, width=30),
        Text("缺少的数据", "fact", max_length=120, width=30),
        Text("数据的英文名", "fact_en", max_length=200),
        Text("应登记于", "register", max_length=120),
        Text("登记册的英文名", "register_en", max_length=200),
        Text("应由谁提供", "supplier", max_length=120),
        Text("提供单位的英文名", "supplier_en", max_length=200),
        Text("口径", "note", max_length=300, width=24),
        Text("口径的英文", "note_en", max_length=300),
    )
    rules = (
        Rule(
            "measured_or_missing",
            ("code", "fact"),
            pl.col("code").is_not_null() | pl.col("fact").is_not_null(),
            "请填写“平台指标”，或写明“缺少的数据”。",
            source=SOURCE,
        ),
    )


@workbook
class PlanWorkbook(Workbook):
    """规划: the targets of one plan and what measures them."""

    code, label, who = "planning.plan", "规划", "规划发布单位"
    tables = (TargetTable, MeasureTable)
    permission = load_plans
    page = "planning:plan_workbook"
    note = "整本替换：文件中没有的行视为删除，应用前可逐行核对。"


def speaks_for(plan: Plan, on: date) -> Scope:
    """Return what a file of a plan speaks for."""
    period = f"{plan.first_year}—{plan.last_year}"
    years = {"first_year": plan.first_year, "last_year": plan.last_year}
    return Scope(plan.org_id, plan.org_path, plan.code, plan.name, period, on, {"plan_id": plan.pk}, years)
