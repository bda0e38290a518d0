"""Kinds of columns. A column knows its heading, its official item, how typed text is read, what is wrong with it,
and which fields of the register hold it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from typing import Literal, Protocol

import polars as pl

from shuren.kernel.codes import CodeTable
from shuren.kernel.tabular import normalise
from shuren.kernel.tabular.scopes import Scope

MASK_FROM = 6  # longer texts keep three characters in front and one behind, shorter ones keep the first
Level = Literal["error", "warning"]
Check = Callable[[pl.Series], pl.Series]  # cleaned values -> a sentence where wrong, null where right
Finder = Callable[[Scope], pl.DataFrame]


@dataclass(frozen=True)
class Context:
    """What reading needs besides the text: the scope and, by column name, the frames that references are found in."""

    scope: Scope
    lookups: Mapping[str, pl.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Flaw:
    """Something wrong with a value. `bad` is an expression over cleaned columns; `{value}` is what the user typed."""

    bad: pl.Expr
    sentence: str
    level: Level = "error"


def said(sentence: str, text: pl.Series) -> pl.Series:
    """Put the typed text into a sentence at `{value}`; null stays null."""
    before, _, after = sentence.partition("{value}")
    return pl.Series(text.name, before + text + after) if "{value}" in sentence else text.replace_strict(
        text.drop_nulls().unique(), sentence, default=None, return_dtype=pl.String
    )


def each(flaw_of: Callable[[str], str | None]) -> Check:
    """Make a check of a plain function that returns a sentence or nothing; every distinct value is asked once."""

    def check(values: pl.Series) -> pl.Series:
        distinct = values.drop_nulls().unique()
        sentences = pl.Series([flaw_of(value) for value in distinct], dtype=pl.String)
        return values.replace_strict(distinct, sentences, default=None, return_dtype=pl.String)

    return check


@dataclass(frozen=True, eq=False)
class Column:
    """What every column declares.

    `item` is the official item name where it differs from the heading, `standard` the standard and item number,
    `grade` the grade of sensitivity 1-4, `basis` the legal basis of a sensitive item, `fields` the register's fields
    where they are not called like the column.
    """

    label: str
    name: str
    _: KW_ONLY
    required: bool = False
    unit: str = ""
    note: str = ""
    item: str = ""
    standard: str = ""
    grade: int = 1
    sensitive: bool = False
    basis: str = ""
    owner: str = ""
    width: int = 14
    check: Check | None = None
    store: Store | None = None
    mask: Callable[[pl.Series], pl.Series] | None = None

    kind = "文本"
    sql_type = "text"
    unreadable = "“{value}”无法识别。"
    all_wide = True  # full-width punctuation is narrowed too

    @property
    def heading(self) -> str:
        """The heading in templates and exports: required mark, label, unit."""
        unit = f"（{self.unit}）" if self.unit else ""
        return f"{'*' if self.required else ''}{self.label}{unit}"

    @property
    def signature(self) -> str:
        """All that makes a filled-in template of another version unreadable."""
        return f"{self.kind}|{self.label}|{self.name}|{self.unit}|{self.required}"

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        """Read tidied text; null where it cannot be read."""
        return text

    def flaws(self) -> Iterator[Flaw]:
        """Yield what can be wrong with a value that was read, as expressions."""
        yield from ()

    def troubles(self, text: pl.Series, values: pl.Series, context: Context) -> Iterator[pl.Series]:
        """Yield series of sentences, null where nothing is wrong, for what no expression can say."""
        unread = values.is_null() & text.is_not_null()
        if unread.any():
            yield said(self.unreadable.replace("{label}", self.label), text.set(~unread, None))
        if self.check:
            yield self.check(values)

    def stored(self, values: pl.Series, context: Context) -> Mapping[str, pl.Series]:
        """Turn cleaned values into fields of the register."""
        return self.store.write(values) if self.store else {self.name: values}

    def stored_types(self) -> Mapping[str, str]:
        """Return the register's fields this column fills, with their types in SQL."""
        return self.store.types if self.store else {self.name: self.sql_type}

    @property
    def compared(self) -> Sequence[str]:
        """The fields by which two rows are told apart."""
        return self.store.compared if self.store else tuple(self.stored_types())

    def shown(self, fields: pl.DataFrame, context: Context) -> pl.Series:
        """Turn fields of the register into the text that `parse` reads back to the same value."""
        return self.store.read(fields) if self.store else fields[self.name].cast(pl.String)

    def masked(self, text: pl.Series) -> pl.Series:
        """Hide a sensitive text: by default all but the ends, so that a reader recognises what they know already."""
        if self.mask:
            return self.mask(text)
        kept = pl.when(pl.col("t").str.len_chars() > MASK_FROM).then(3).otherwise(1)
        hidden = (pl.col("t").str.len_chars() - kept - kept // 2).clip(0)
        parts = pl.col("t").str.head(kept), pl.lit("*").repeat_by(hidden).list.join(""), pl.col("t").str.tail(kept // 2)
        return text.to_frame("t").select(pl.concat_str(*parts).alias(text.name)).to_series()

    def options(self, context: Context) -> Sequence[str] | None:
        """Return the entries of the dropdown, if the column is filled from a list."""
        return None


class Store(Protocol):
    """How one column is kept in other fields than its own, for example encrypted with a blind index."""

    @property
    def types(self) -> Mapping[str, str]: ...
    @property
    def compared(self) -> Sequence[str]: ...
    def write(self, values: pl.Series) -> Mapping[str, pl.Series]: ...
    def read(self, fields: pl.DataFrame) -> pl.Series: ...


@dataclass(frozen=True, eq=False)
class Text(Column):
    """Prose or a number that is a name. `max_bytes` counts as GB 18030 does: one for ASCII, two for a character."""

    max_length: int = 0
    max_bytes: int = 0
    pattern: str = ""
    pattern_note: str = ""

    all_wide = False

    def flaws(self) -> Iterator[Flaw]:
        value = pl.col(self.name)
        if self.max_length:
            too_long = value.str.len_chars() > self.max_length
            yield Flaw(too_long, f"“{self.label}”最多 {self.max_length} 个字，“{{value}}”超出了，请缩短。")
        if self.max_bytes:
            size = value.str.len_chars() + value.str.count_matches(r"[^\x00-\x7f]")
            size += 2 * value.str.count_matches(r"[\x{10000}-\x{10FFFF}]")
            sentence = f"“{self.label}”最多 {self.max_bytes} 个字节（一个汉字两个字节），“{{value}}”超出了，请缩短。"
            yield Flaw(size > self.max_bytes, sentence)
        if self.pattern:
            fits = value.str.contains(f"^(?:{self.pattern})$")
            yield Flaw(~fits, f"“{self.label}”应为{self.pattern_note or '规定的格式'}，填的是“{{value}}”。")
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

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        return text.str.to_uppercase().str.replace_all(" ", "", literal=True)


@dataclass(frozen=True, eq=False)
class Number(Column):
    """A figure with `places` decimals in the column's unit."""

    places: int = 0
    least: float | None = 0
    most: float | None = None

    kind = "数值"
    unreadable = "“{label}”应填数字，填的是“{value}”。"

    @property
    def sql_type(self) -> str:  # type: ignore[override]
        return "numeric" if self.places else "bigint"

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        return normalise.numbers(text, self.unit)

    def flaws(self) -> Iterator[Flaw]:
        value, unit = pl.col(self.name), self.unit
        if self.least is not None:
            yield Flaw(value < self.least, f"“{self.label}”不应小于 {self.least:g}{unit}，填的是“{{value}}”。")
        if self.most is not None:
            yield Flaw(value > self.most, f"“{self.label}”不应大于 {self.most:g}{unit}，填的是“{{value}}”。")
        odd = (value - value.round(self.places)).abs() > 10 ** -(self.places + 4)
        rule = f"最多保留 {self.places} 位小数" if self.places else "应为整数"
        yield Flaw(odd, f"“{self.label}”{rule}，填的是“{{value}}”。")
        yield Flaw(value.abs() >= 1e15, f"“{self.label}”的数字太大，无法准确保存：“{{value}}”。")  # noqa: PLR2004

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
    unreadable = "“{label}”应为日期，如 2018-09-01，填的是“{value}”。"

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        return normalise.days(text)

    def flaws(self) -> Iterator[Flaw]:
        outside = ~pl.col(self.name).is_between(self.earliest, self.latest)
        yield Flaw(outside, f"“{self.label}”应在 {self.earliest} 至 {self.latest} 之间，填的是“{{value}}”。")


@dataclass(frozen=True, eq=False)
class YesNo(Column):
    """Yes or no."""

    kind = "是否"
    sql_type = "boolean"
    unreadable = "“{label}”应填“是”或“否”，填的是“{value}”。"

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        return normalise.yes_no(text)

    def shown(self, fields: pl.DataFrame, context: Context) -> pl.Series:
        truth = fields[self.name].cast(pl.String)
        return truth.replace_strict({"true": "是", "false": "否"}, default=None, return_dtype=pl.String)

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

    def troubles(self, text: pl.Series, values: pl.Series, context: Context) -> Iterator[pl.Series]:
        yield self.codes.problems(text, on=context.scope.on)
        if self.leaves_only:
            groups = {value.code for value in self.codes} - {value.code for value in self.codes.leaves}
            yield said("“{value}”是一个大类，请选择其下的具体一项。", text.set(~values.is_in(list(groups)), None))
        if self.check:
            yield self.check(values)

    def shown(self, fields: pl.DataFrame, context: Context) -> pl.Series:
        labels = {value.code: value.label for value in self.codes}
        return super().shown(fields, context).replace(labels)

    def options(self, context: Context) -> Sequence[str]:
        return self.codes.labels(on=context.scope.on, leaves_only=self.leaves_only)


@dataclass(frozen=True, eq=False)
class Ref(Column):
    """A reference to a row of a register.

    `find` gives a frame of the rows that may be referred to, with columns `code`, `label` and those named in `fills`,
    which maps fields of this register to columns of that frame. `sheet` names a table of the same workbook whose key
    is a code as well, so that both may be filled in together.
    """

    find: Finder = field(kw_only=True)
    fills: Mapping[str, str] = field(default_factory=dict)
    fill_types: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""

    kind = "引用"
    unreadable = "没有找到“{value}”：“{label}”应填已登记的名称或编号。"

    def parse(self, text: pl.Series, context: Context) -> pl.Series:
        found = context.lookups[self.name]
        return normalise.coded(text, dict(zip(found["code"], found["label"], strict=True)))

    def _filled(self) -> Mapping[str, str]:
        return self.fills or {self.name: "id"}

    def stored(self, values: pl.Series, context: Context) -> Mapping[str, pl.Series]:
        found = context.lookups[self.name].unique("code", keep="first", maintain_order=True)
        return {
            target: values.replace_strict(found["code"], found[source], default=None, return_dtype=found[source].dtype)
            for target, source in self._filled().items()
        }

    def stored_types(self) -> Mapping[str, str]:
        return {target: self.fill_types.get(target, "bigint") for target in self._filled()}

    def options(self, context: Context) -> Sequence[str]:
        found = context.lookups[self.name]
        return (found["code"] + " " + found["label"]).to_list()

    def shown(self, fields: pl.DataFrame, context: Context) -> pl.Series:
        target, source = next(iter(self._filled().items()))
        found = context.lookups[self.name].unique(source, keep="first")
        labels = found["code"] + " " + found["label"]
        return fields[target].replace_strict(found[source], labels, default=None, return_dtype=pl.String)


def lookups_of(columns: Iterable[Column], scope: Scope) -> dict[str, pl.DataFrame]:
    """Fetch the frames that the references among the columns are found in."""
    found: dict[str, pl.DataFrame] = {}
    for column in columns:
        if isinstance(column, Ref):
            frame = column.find(scope)
            found[column.name] = frame if "label" in frame.columns else frame.with_columns(label=pl.col("code"))
    return found


