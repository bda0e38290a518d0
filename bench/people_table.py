"""The register both import workloads fill: 30 columns of all kinds, its generator with a fixed seed, its checker."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.db import connection, models

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.codes import Code as Value
from shuren.kernel.codes import CodeTable
from shuren.kernel.identifiers import resident_id_problems
from shuren.kernel.tabular.declare import Rule, Table, Workbook, table, workbook
from shuren.kernel.tabular.kinds import Code, Day, Identifier, Number, Text, YesNo
from shuren.kernel.tabular.models import Provenance
from shuren.kernel.tabular.scopes import Scope

SEX = CodeTable("bench.sex", "性别", "Sex", "GB/T 2261.1", (Value("1", "男"), Value("2", "女")))
NATIONS = ["汉族", "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族", "朝鲜族"]
NATION = CodeTable(
    "bench.nation", "民族", "Nation", "GB/T 3304", tuple(Value(f"{i:02}", n) for i, n in enumerate(NATIONS, 1))
)
TEXTS, FIGURES, CODES, FLAGS = 9, 6, 3, 2
PLACES = (0, 1, 2)
fill = Permission("bench.fill", "fill", (), "bench")
ACTOR = Actor("bench", "bench", "bench", "", frozenset({fill.code}))
SCOPE = Scope(1, "0001", "34", "bench", "2018", date(2018, 9, 1), {"year": 2018})

_fields: dict[str, Any] = {
    "__module__": __name__,
    "Meta": type("Meta", (), {"app_label": "bench", "constraints": (
        models.UniqueConstraint(fields=("year", "no"), name="bench_no"),
    )}),
    "org_path": models.CharField(max_length=80, db_collation="C"),
    "year": models.PositiveSmallIntegerField(),
    "no": models.CharField(max_length=20),
    "name": models.CharField(max_length=36),
    "sex": models.CharField(max_length=1),
    "born_on": models.DateField(),
    "nation": models.CharField(max_length=2, blank=True),
    "identifier": models.CharField(max_length=18, blank=True),
    "height": models.DecimalField(max_digits=5, decimal_places=1, null=True),
    "cohort": models.PositiveSmallIntegerField(null=True),
    "boards": models.BooleanField(null=True),
    "entered_on": models.DateField(null=True),
    **{f"text{i}": models.CharField(max_length=60, blank=True) for i in range(TEXTS)},
    **{
        f"figure{i}": models.DecimalField(max_digits=14, decimal_places=PLACES[i % 3], null=True)
        for i in range(FIGURES)
    },
    **{f"code{i}": models.CharField(max_length=2, blank=True) for i in range(CODES)},
    **{f"flag{i}": models.BooleanField(null=True) for i in range(FLAGS)},
}  # fmt: skip
Row: type[models.Model] = type("Row", (Provenance,), _fields)


@table
class Rows(Table):
    """30 columns."""

    code, label, key, model = "bench.rows", "人员", "no", Row
    max_csv_rows = 20_000_000
    columns = (
        Text("编号", "no", required=True, max_length=20),
        Text("姓名", "name", required=True, max_length=36, max_bytes=72),
        Code("性别", "sex", SEX, required=True),
        Day("出生日期", "born_on", required=True),
        Code("民族", "nation", NATION),
        Identifier("证件号", "identifier", max_length=18, basis="bench", check=resident_id_problems),
        Number("身高", "height", unit="厘米", places=1, least=40, most=250),
        Number("届", "cohort", least=2000, most=2100),
        YesNo("住宿", "boards"),
        Day("入学日期", "entered_on"),
        *(Text(f"文本{i}", f"text{i}", max_length=60) for i in range(TEXTS)),
        *(Number(f"数{i}", f"figure{i}", places=PLACES[i % 3]) for i in range(FIGURES)),
        *(Code(f"码{i}", f"code{i}", NATION) for i in range(CODES)),
        *(YesNo(f"是否{i}", f"flag{i}") for i in range(FLAGS)),
    )
    rules = (
        Rule("order", ("born_on", "entered_on"), pl.col("born_on") < pl.col("entered_on"), "{born_on}", source="bench"),
        Rule("figures", ("figure0", "figure3"), pl.col("figure0") <= pl.col("figure3"), "{figure0}", source="bench"),
        Rule("boards", ("boards", "height"), ~pl.col("boards") | (pl.col("height") > 0), "{height}", source="bench"),
    )


@workbook
class Book(Workbook):
    """One sheet."""

    code, label, tables, permission = "bench.book", "人员", (Rows,), fill


def create() -> None:
    """Make the register anew."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_row")
    with connection.schema_editor() as editor:
        editor.create_model(Row)


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_row")


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def generate(count: int, start: int = 0) -> pl.DataFrame:
    """Return `count` rows of text as people type it; equal for equal arguments."""
    at = pl.int_range(start, start + count, eager=True)

    def pick(values: list[str], salt: int) -> pl.Series:
        return pl.Series(values)[((at * 7919 + salt) % len(values)).to_list()]

    def figure(salt: int, places: int) -> pl.Series:
        whole = (at * 104_729 + salt) % 90_000
        return whole.cast(pl.String) if not places else (whole / 10**places).round(places).cast(pl.String)

    days = [f"{2005 + k % 6}-{k % 12 + 1:02}-{k % 28 + 1:02}" for k in range(5039)]
    frame = {
        "no": "G" + at.cast(pl.String).str.zfill(9),
        "name": pick(["张三丰", "李四", "欧阳小明", "买买提·阿不都热依木", "王芳"], 1),
        "sex": pick(SEX.labels(), 2),
        "born_on": pick(days, 3),
        "nation": pick(NATION.labels(), 4),
        "identifier": _identifiers(at),
        "height": ((at * 31 % 500 + 1200) / 10).cast(pl.String),
        "cohort": (at % 8 + 2010).cast(pl.String),
        "boards": pick(["是", "否"], 5),
        "entered_on": pick([f"{year}-09-01" for year in range(2015, 2019)], 6),
        **{f"text{i}": pick([f"合肥市某某路{k}号院{i}幢" for k in range(997)], i) for i in range(TEXTS)},
        **{f"figure{i}": figure(0 if i % 3 == 0 else i, PLACES[i % 3]) for i in range(FIGURES)},
        **{f"code{i}": pick(NATION.labels(), 10 + i) for i in range(CODES)},
        **{f"flag{i}": pick(["是", "否"], 20 + i) for i in range(FLAGS)},
    }
    return pl.DataFrame({column.name: frame[column.name] for column in Rows.columns})


def _identifiers(at: pl.Series) -> pl.Series:
    frame = at.to_frame("n").select(
        pl.concat_str(
            pl.lit("340102"),
            (pl.col("n") % 6 + 2005).cast(pl.String),
            (pl.col("n") % 12 + 1).cast(pl.String).str.zfill(2),
            (pl.col("n") % 28 + 1).cast(pl.String).str.zfill(2),
            (pl.col("n") % 1000).cast(pl.String).str.zfill(3),
        ).alias("first17")
    )
    total = sum(pl.col("first17").str.slice(k, 1).cast(pl.Int32) * weight for k, weight in enumerate(WEIGHTS))
    last = (total % 11).replace_strict(dict(enumerate("10X98765432")), return_dtype=pl.String)  # type: ignore[union-attr]
    return frame.select(pl.col("first17") + last).to_series()


def wrong_answers(count: int) -> list[str]:
    """Compare the register with what was generated; a run with one wrong answer scores zero."""
    expected = generate(count)
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT no), sum(height), sum(figure1), sum(figure2), sum(cohort), "
            "count(*) FILTER (WHERE boards), count(*) FILTER (WHERE sex = '1'), min(born_on)::text, "
            "max(entered_on)::text, sum(length(name) + length(text0) + length(identifier)) FROM bench_row"
        )
        there = [str(value) for value in cursor.fetchone()]
    figures = {name: expected[name].cast(pl.Decimal(20, 2)).sum() for name in ("height", "figure1", "figure2")}
    lengths = sum(int(expected[name].str.len_chars().sum()) for name in ("name", "text0", "identifier"))
    wanted = [
        count, count, round(figures["height"], 1), round(figures["figure1"], 1), figures["figure2"],
        expected["cohort"].cast(pl.Int64).sum(), (expected["boards"] == "是").sum(),
        expected["sex"].str.starts_with("1").sum(), expected["born_on"].min(), expected["entered_on"].max(), lengths,
    ]  # fmt: skip
    for name, a, b in zip(("rows", "keys", "height", "figure1", "figure2", "cohort", "boards", "sex", "born", "entered",
                           "lengths"), wanted, there, strict=True):  # fmt: skip
        if str(a) != b:
            found.append(f"{name}: {a} expected, {b} found")
    return found
