"""Kinds of columns that lists of persons need beside the kernel's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from shuren.kernel.codes import Code as Value
from shuren.kernel.codes import CodeTable
from shuren.kernel.pinyin import pinyin_columns
from shuren.kernel.sensitive.blind import index_column
from shuren.kernel.tabular.columns import Flaw
from shuren.kernel.tabular.kinds import Identifier, SealedIn, Text
from shuren.spine.people import rules
from shuren.spine.people.models import BackboneLevel
from shuren.spine.people.queries.records import enrolled_elsewhere
from shuren.spine.standards import api as standards

if TYPE_CHECKING:
    from shuren.kernel.tabular.columns import Context

JYT_PERSON = "JY/T 1002-2012"
JYT_SCHOOL = "JY/T 1004-2012"
REGISTRY_FORM = "全国中小学生学籍信息管理系统 学生基本信息表"
REGISTRY_LAW = "《中小学生学籍管理办法》（教基〔2025〕1号）第三条"
TEACHER_LAW = "《教育统计管理规定》；全国教师管理信息系统信息采集要求"
ID_PURPOSE = "people.person.id_no"
RESIDENT = "1"  # 身份证件类型 1 居民身份证
ID_LENGTH = 18

STAGES = CodeTable(
    "stage",
    "学段",
    "Stage",
    "Shuren 自定",
    tuple(Value(stage.value, label) for stage, label in rules.STAGE_LABELS.items()),
)
BACKBONE = CodeTable(
    "backbone_level",
    "骨干教师级别",
    "Backbone teacher",
    "Shuren 自定",
    tuple(Value(code, str(label)) for code, label in BackboneLevel.choices),
)


@dataclass(frozen=True)
class NamedIn:
    """A name with its pinyin key and initials, which lists are sorted and searched by."""

    prefix: str = ""

    @property
    def types(self) -> Mapping[str, str]:
        return {f"{self.prefix}{field}": "text" for field in ("name", "name_key", "initials")}

    @property
    def compared(self) -> Sequence[str]:
        return (f"{self.prefix}name",)

    def write(self, values: pl.Series) -> Mapping[str, pl.Series]:
        spelled = pinyin_columns(values)
        return {
            f"{self.prefix}name": values,
            f"{self.prefix}name_key": spelled["sort_key"],
            f"{self.prefix}initials": spelled["initials"].str.slice(0, 40),
        }

    def read(self, fields: pl.DataFrame) -> pl.Series:
        return fields[f"{self.prefix}name"]


def person_name(label: str, prefix: str = "", *, required: bool = True, basis: str) -> Text:
    """A name of at most 36 bytes, as the standard has it; a dot inside is kept."""
    return Text(
        label,
        f"{prefix}name",
        required=required,
        max_bytes=36,
        item="姓名",
        standard=JYT_PERSON,
        grade=3,
        sensitive=True,
        basis=basis,
        mask="name",
        store=NamedIn(prefix),
        check=None,
    )


@dataclass(frozen=True, eq=False)
class IdNumber(Identifier):
    """An identity number, kept sealed. One of 15 characters and more is checked as a resident ID."""

    unique: bool = field(default=True, kw_only=True)
    max_length: int = 20

    def troubles(self, text: pl.Series, values: pl.Series, context: Context) -> Iterator[Flaw | pl.Series]:
        yield from super().troubles(text, values, context)
        long = values.str.contains(r"^\d{15}|^\d{14}").fill_null(value=False)
        yield standards.resident_id_problems(values.set(~long, None), on=context.scope.on)


@dataclass(frozen=True, eq=False)
class PupilId(IdNumber):
    """A pupil's identity number: nobody may be enrolled at two schools."""

    def troubles(self, text: pl.Series, values: pl.Series, context: Context) -> Iterator[Flaw | pl.Series]:
        yield from super().troubles(text, values, context)
        indexes = index_column(values, ID_PURPOSE)
        taken = enrolled_elsewhere(indexes.drop_nulls().to_list(), context.scope.org_id)
        if taken:
            yield Flaw(
                indexes.is_in(list(taken)),
                "“{value}”已在另一所学校在籍，同一人不能重复建籍：请先办理转学，号码有误的请对照证件改正。",
            )


def id_number(
    kind: type[IdNumber], label: str, name: str, *, required: bool = False, basis: str, note: str
) -> IdNumber:
    """A sealed identity number, found by its blind index."""
    return kind(
        label,
        name,
        required=required,
        item="身份证件号",
        standard=JYT_PERSON,
        grade=4,
        basis=basis,
        note=note,
        width=22,
        store=SealedIn(name, name.replace("_no", "_index"), ID_PURPOSE),
    )


def agrees_on_birth() -> pl.Expr:
    """Say whether the day of birth is the one in a resident ID; true where there is none."""
    inside = pl.col("id_no").str.slice(6, 8) == pl.col("born_on").dt.strftime("%Y%m%d")
    return (pl.col("id_type") != RESIDENT) | inside


def agrees_on_sex() -> pl.Expr:
    """Say whether the sex is the one in a resident ID: odd male, even female."""
    male = pl.col("id_no").str.slice(16, 1).is_in(["1", "3", "5", "7", "9"])
    told = pl.when(male).then(pl.lit("1")).otherwise(pl.lit("2"))
    return (pl.col("id_type") != RESIDENT) | (pl.col("sex") == told)


def has_resident_id() -> pl.Expr:
    """Say whether a resident ID is there, of its full length, where the kind of document says so."""
    length = pl.col("id_no").fill_null("").str.len_chars()
    return (pl.col("id_type") != RESIDENT) | (length == ID_LENGTH)


def known_once(*fields: str) -> pl.Expr:
    """Say whether these values together stand in one row of the file only."""
    return ~pl.struct(fields).is_duplicated()
