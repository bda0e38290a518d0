"""Kinds of columns: text, identifiers, figures, days, yes and no, codes, references."""
# ruff: noqa: ARG002  all kinds of columns answer to one signature

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl
from django.utils.translation import get_language, gettext_noop

from shuren.kernel.codes import CodeTable
from shuren.kernel.sensitive.blind import index_column
from shuren.kernel.sensitive.sealing import open_column, seal_column
from shuren.kernel.tabular import normalise
from shuren.kernel.tabular.columns import Column, Context, Finder, Flaw
from shuren.kernel.tabular.scopes import Scope
from shuren.kernel.words import translated

LEAST = gettext_noop("“{label}”不应小于 {least}，填的是“{value}”。")
LEAST_OF_UNIT = gettext_noop("“{label}”不应小于 {least} {unit}，填的是“{value}”。")
MOST = gettext_noop("“{label}”不应大于 {most}，填的是“{value}”。")
MOST_OF_UNIT = gettext_noop("“{label}”不应大于 {most} {unit}，填的是“{value}”。")


@dataclass(frozen=True, eq=False)
class Text(Column):
    """Prose or a number that is a name. `max_bytes` counts as GB 18030 does: one for ASCII, two for a character."""

    max_length: int = 0
    max_bytes: int = 0
    pattern: str = ""
    pattern_note: str = gettext_noop("规定的格式")

    all_wide = False

    def flaws(self) -> Iterator[Flaw]:
        value = pl.col(self.name)
        if self.max_length:
            too_long = value.str.len_chars() > self.max_length
            yield Flaw(too_long, "“{label}”最多 {max_length} 个字，“{value}”超出了，请缩短。")
        if self.max_bytes:
            size = value.str.len_chars() + value.str.count_matches(r"[^\x00-\x7f]")
            size += 2 * value.str.count_matches(r"[\x{10000}-\x{10FFFF}]")
            too_long = size > self.max_bytes
            yield Flaw(too_long, "“{label}”最多 {max_bytes} 个字节（一个汉字两个字节），“{value}”超出了，请缩短。")
        if self.pattern:
            fits = value.str.contains(f"^(?:{self.pattern})$")
            yield Flaw(~fits, "“{label}”应为{pattern_note}，填的是“{value}”。")
        yield Flaw(
            value.str.contains(r"^\d(\.\d+)?[eE]\+\d+$"),
            "“{value}”是表格软件改成的科学计数法，号码已不完整：请把单元格设为文本格式后重新填写。",
        )


@dataclass(frozen=True, eq=False)
class Identifier(Text):
    """A number that names a person or a thing; letters are upper-case. Sensitive unless declared otherwise."""

    kind = "标识"
    all_wide = True
    sensitive: bool = field(default=True, kw_only=True)
    grade: int = field(default=3, kw_only=True)
    mask: str = field(default="id_number", kw_only=True)

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        return text.str.to_uppercase().str.replace_all(" ", "", literal=True)


@dataclass(frozen=True, eq=False)
class Number(Column):
    """A figure with `places` decimals in the column's unit."""

    places: int = 0
    least: float | None = 0
    most: float | None = None

    kind = "数值"
    unreadable = gettext_noop("“{label}”应填数字，填的是“{value}”。")

    @property
    def sql_type(self) -> str:  # type: ignore[override]
        return "numeric" if self.places else "bigint"

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        return normalise.numbers(text, self.unit)

    def flaws(self) -> Iterator[Flaw]:
        value = pl.col(self.name)
        if self.least is not None:
            yield Flaw(value < self.least, LEAST_OF_UNIT if self.unit else LEAST)
        if self.most is not None:
            yield Flaw(value > self.most, MOST_OF_UNIT if self.unit else MOST)
        odd = (value - value.round(self.places)).abs() > 10 ** -(self.places + 4)
        if self.places:
            yield Flaw(odd, "“{label}”最多保留 {places} 位小数，填的是“{value}”。")
        else:
            yield Flaw(odd, "“{label}”应为整数，填的是“{value}”。")
        yield Flaw(value.abs() >= 1e15, "“{label}”的数字太大，无法准确保存：“{value}”。")  # noqa: PLR2004

    def stored(self, values: pl.Series, context: Context) -> Mapping[str, pl.Series]:
        exact = values.round(self.places) if self.places else values.round(0).cast(pl.Int64, strict=False)
        return super().stored(exact, context)

    def shown(self, fields: pl.DataFrame, context: Context) -> pl.Series:
        text = super().shown(fields, context)
        return text.str.replace(r"(\.\d*?)0+$", "${1}").str.replace(r"\.$", "") if self.places else text


@dataclass(frozen=True, eq=False)
class Day(Column):
    """A calendar day."""

    earliest: date = date(1900, 1, 1)
    latest: date = date(2100, 12, 31)

    kind = "日期"
    sql_type = "date"
    unreadable = gettext_noop("“{label}”应为日期，如 2018-09-01，填的是“{value}”。")

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        return normalise.days(text)

    def flaws(self) -> Iterator[Flaw]:
        outside = ~pl.col(self.name).is_between(self.earliest, self.latest)
        yield Flaw(outside, "“{label}”应在 {earliest} 至 {latest} 之间，填的是“{value}”。")


@dataclass(frozen=True, eq=False)
class YesNo(Column):
    """Yes or no."""

    kind = "是否"
    sql_type = "boolean"
    unreadable = gettext_noop("“{label}”应填“是”或“否”，填的是“{value}”。")

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        return normalise.yes_no(text)

    def shown(self, fields: pl.DataFrame, context: Context) -> pl.Series:
        truth = fields[self.name].cast(pl.String)
        return truth.replace_strict({"true": "是", "false": "否"}, default=None, return_dtype=pl.String)

    def told(self, text: str | None) -> str | None:
        return translated(text) if text else text

    def options(self, context: Context) -> Sequence[str]:
        return "是", "否"


@dataclass(frozen=True, eq=False)
class Code(Column):
    """A value of a code table that holds on the day of the scope."""

    codes: CodeTable = field(kw_only=False)
    leaves_only: bool = False

    kind = "代码"

    @property
    def signature(self) -> str:
        return f"{super().signature}|{self.codes.key}"

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        return self.codes.decode(text)

    def troubles(self, text: pl.Series, values: pl.Series, context: Context) -> Iterator[Flaw | pl.Series]:
        yield self.codes.problems(text, on=context.scope.on, label=self.label)
        if self.leaves_only:
            groups = {value.code for value in self.codes} - {value.code for value in self.codes.leaves}
            yield Flaw(values.is_in(list(groups)), "“{value}”是一个大类，请选择其下的具体一项。")
        if self.check:
            yield self.check(values)

    def shown(self, fields: pl.DataFrame, context: Context) -> pl.Series:
        labels = {value.code: value.label for value in self.codes}
        return super().shown(fields, context).replace(labels)

    def told(self, text: str | None) -> str | None:
        value = self.codes.find(text) if text else None
        return f"{value.code} {value.name(get_language() or 'zh')}" if value else text

    def options(self, context: Context) -> Sequence[str]:
        return self.codes.labels(on=context.scope.on, leaves_only=self.leaves_only)


@dataclass(frozen=True, eq=False)
class Ref(Column):
    """A reference to a row of a register.

    `find` gives a frame of the rows that may be referred to, with columns `code`, `label` and those named in `fills`,
    which maps fields of this register to columns of that frame. `sheet` names a table of the same workbook whose key
    holds the codes, so that both may be filled in together; such a reference is kept as its code.
    """

    find: Finder | None = field(default=None, kw_only=True)
    fills: Mapping[str, str] = field(default_factory=dict)
    fill_types: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""

    kind = "引用"
    unreadable = gettext_noop("没有找到“{value}”：“{label}”应填已登记的名称或编号。")

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        found = context.lookups[self.name]
        return normalise.coded(text, dict(zip(found["code"], found["label"], strict=True)))

    def _filled(self) -> Mapping[str, str]:
        return self.fills or {self.name: "code" if self.sheet else "id"}

    def stored(self, values: pl.Series, context: Context) -> Mapping[str, pl.Series]:
        found = context.lookups[self.name].unique("code", keep="first", maintain_order=True)
        return {
            target: values.replace_strict(found["code"], found[source], default=None, return_dtype=found[source].dtype)
            for target, source in self._filled().items()
        }

    def stored_types(self) -> Mapping[str, str]:
        kinds = {"code": "text", "label": "text", "path": "text"}
        return {
            target: self.fill_types.get(target, kinds.get(source, "bigint"))
            for target, source in self._filled().items()
        }

    def options(self, context: Context) -> Sequence[str]:
        found = context.lookups[self.name]
        return _labels(found).to_list()

    def shown(self, fields: pl.DataFrame, context: Context) -> pl.Series:
        target, source = next(iter(self._filled().items()))
        if self.sheet:  # what the code is called stands in that sheet, which may hold another year's rows or none yet
            return fields[target]
        found = context.lookups[self.name].unique(source, keep="first")
        labels = _labels(found)
        return fields[target].replace_strict(found[source], labels, default=None, return_dtype=pl.String)


def _labels(found: pl.DataFrame) -> pl.Series:
    """Return "code label" of each row, or the code alone where they are the same."""
    both = pl.when(pl.col("code") == pl.col("label")).then("code").otherwise(pl.col("code") + " " + pl.col("label"))
    return found.select(both.alias("code")).to_series()


def lookups_of(columns: Iterable[Column], scope: Scope) -> dict[str, pl.DataFrame]:
    """Fetch the frames that the references among the columns are found in."""
    found: dict[str, pl.DataFrame] = {}
    for column in columns:
        if isinstance(column, Ref):
            frame = column.find(scope) if column.find else pl.DataFrame(schema={"code": pl.String})
            found[column.name] = frame if "label" in frame.columns else frame.with_columns(label=pl.col("code"))
    return found


def with_sheet(context: Context, columns: Iterable[Column], sheet: str, codes: pl.Series) -> Context:
    """Let the references to another sheet find the codes that stand in that sheet of the same file, and only those.

    What the register calls them stays readable, for a template's dropdowns and filled cells say "code label".
    """
    there = pl.DataFrame({"code": codes.drop_nulls().unique(maintain_order=True)})
    named = {
        column.name: there.join(
            context.lookups[column.name].select("code", "label").unique("code"), on="code", how="left"
        ).with_columns(label=pl.coalesce("label", "code"))
        for column in columns
        if isinstance(column, Ref) and column.sheet == sheet
    }
    return Context(context.scope, {**context.lookups, **named})


@dataclass(frozen=True)
class SealedIn:
    """Kept encrypted in one field and found by the blind index in another; `purpose` is the encrypted field's."""

    field: str
    index: str
    purpose: str
    kind: str = "number"

    @property
    def types(self) -> Mapping[str, str]:
        return {self.field: "text", self.index: "text"}

    @property
    def compared(self) -> Sequence[str]:
        return (self.index,)

    def write(self, values: pl.Series) -> Mapping[str, pl.Series]:
        sealed = seal_column(values, self.purpose)
        return {self.field: sealed, self.index: index_column(values, self.purpose, kind=self.kind)}

    def read(self, fields: pl.DataFrame) -> pl.Series:
        return open_column(fields[self.field], self.purpose)
