"""From raw text to cleaned values and a list of problems, a kept message for each. Vectorised and pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext_noop

from shuren.kernel.messages import SHOWN, Message, places, read
from shuren.kernel.tabular.columns import Column, Context, Flaw
from shuren.kernel.tabular.declare import Rule, Table
from shuren.kernel.tabular.normalise import blank_to_null, tidy, untidy_columns

PROBLEMS = pl.Schema(
    {
        "table": pl.String,
        "row": pl.UInt32,
        "column": pl.String,
        "value": pl.String,
        "sentence": pl.String,
        "level": pl.String,
    }
)
MISSING = gettext_noop("“{label}”是必填项，请补填。")
DOUBLED = gettext_noop("第 {row} 行与第 {first} 行的“{labels}”相同，请删去重复的一行或改正。")


@dataclass(frozen=True)
class Checked:
    """Cleaned values (`row` and one typed column for each declared column), the tidied text, and what is wrong."""

    values: pl.DataFrame
    text: pl.DataFrame
    problems: pl.DataFrame

    @property
    def errors(self) -> int:
        return self.problems.filter(pl.col("level") == "error").height


def check(table: type[Table], raw: pl.DataFrame, context: Context) -> Checked:
    """Read and check the rows of one table. Keys are compared within `raw`; see `Keys` for files read in pieces."""
    text = tidied(table, raw)
    values = pl.DataFrame({"row": raw["row"], **{c.name: c.parse(text[c.name], context) for c in table.columns}})
    troubles = [(c, trouble) for c in table.columns for trouble in c.troubles(text[c.name], values[c.name], context)]
    flaws = [(column, flaw) for column, flaw in troubles if isinstance(flaw, Flaw)]
    flaws += [(column, flaw) for column in table.columns for flaw in column.flaws()]
    if table.against is not None:
        flaws += [(table.column(name), flaw) for name, flaw in table.against(values, context)]
    found = [
        *_missing(table, text),
        *_judged(table, text, [(column, kept) for column, kept in troubles if isinstance(kept, pl.Series)]),
        *_flawed(table, text, values, flaws),
        *_broken(table, text, values),
    ]
    return Checked(values, text, gathered(found))


def tidied(table: type[Table], raw: pl.DataFrame) -> pl.DataFrame:
    """Make the typed text uniform; blank cells become null."""
    columns = [column.name for column in table.columns]
    untidy = set(untidy_columns(raw.select(columns)))
    prose = {column.name for column in table.columns if not column.all_wide}
    text = {
        name: blank_to_null(tidy(raw[name], all_wide=name not in prose) if name in untidy else raw[name])
        for name in columns
    }
    return pl.DataFrame({"row": raw["row"], **text})


def gathered(found: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put problems together, by row."""
    frames = [frame for frame in found if frame.height]
    return pl.concat(frames).sort("row", maintain_order=True) if frames else PROBLEMS.to_frame()


def _problems(
    table: type[Table], column: str, text: pl.DataFrame, bad: pl.Series, sentence: pl.Expr, level: str = "error"
) -> pl.DataFrame:
    return text.filter(bad).select(
        pl.lit(table.code).alias("table"),
        pl.col("row").cast(pl.UInt32),
        pl.lit(column).alias("column"),
        pl.col(column).alias("value"),
        sentence.alias("sentence"),
        pl.lit(level).alias("level"),
    )


def _missing(table: type[Table], text: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for column in table.columns:
        if column.required and text[column.name].null_count():
            yield _problems(table, column.name, text, text[column.name].is_null(), _about(column, MISSING))


def _judged(
    table: type[Table], text: pl.DataFrame, judged: Iterable[tuple[Column, pl.Series]]
) -> Iterator[pl.DataFrame]:
    for column, kept in judged:
        if kept.null_count() < len(kept):
            wrong = text.with_columns(kept.alias("\0said"))
            yield _problems(table, column.name, wrong, kept.is_not_null(), pl.col("\0said"))


def _flawed(
    table: type[Table], text: pl.DataFrame, values: pl.DataFrame, flaws: list[tuple[Column, Flaw]]
) -> Iterator[pl.DataFrame]:
    """Evaluate all flaws of all columns in one pass; only those that occur are looked at again."""
    bad = values.select(flaw.bad.fill_null(value=False).alias(str(i)) for i, (_, flaw) in enumerate(flaws))
    for i, (column, flaw) in enumerate(flaws):
        if bad[str(i)].any():
            yield _problems(table, column.name, text, bad[str(i)], _about(column, flaw.sentence), flaw.level)


def _broken(table: type[Table], text: pl.DataFrame, values: pl.DataFrame) -> Iterator[pl.DataFrame]:
    rules: list[Rule] = list(table.rules)
    bad = values.select((~rule.holds).fill_null(value=False).alias(str(i)) for i, rule in enumerate(rules))
    for i, rule in enumerate(rules):
        if bad[str(i)].any():
            sentence = _said(rule.sentence, {}, {name: _typed(name) for name in places(rule.sentence)})
            yield _problems(table, rule.columns[0], text, bad[str(i)], sentence, rule.level)


def _typed(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.head(SHOWN)


def _about(column: Column, sentence: str) -> pl.Expr:
    """Fill a sentence about one column: its attributes are declared words, `{value}` is what was typed."""
    names = places(sentence)
    declared = {name: getattr(column, name) for name in sorted(names - {"value"})}
    words = {name: Message(word) if isinstance(word, str) else word for name, word in declared.items()}
    return _said(sentence, words, {"value": _typed(column.name)} if "value" in names else {})


def _said(sentence: str, words: Mapping[str, object], cells: Mapping[str, pl.Expr]) -> pl.Expr:
    """Return the kept message of each row: `words` are the same in all, `cells` are its own."""
    kept = Message(sentence, words).kept()
    if not cells:
        return pl.lit(kept)
    before = kept.removesuffix("}}") + (", " if words else "")
    filled = pl.struct(*(cell.alias(name) for name, cell in cells.items())).struct.json_encode()
    return pl.concat_str(pl.lit(before), filled.str.strip_prefix("{"), pl.lit("}"))


def in_chinese(problems: pl.DataFrame) -> pl.DataFrame:
    """Fill the sentences in as workbooks show them."""
    filled = [str(read(kept)) for kept in problems["sentence"]]
    return problems.with_columns(sentence=pl.Series(filled, dtype=pl.String))


class Keys:
    """Sees that no key occurs twice in a file, piece by piece, naming both rows."""

    def __init__(self, table: type[Table]) -> None:
        self.table = table
        self._seen: list[pl.DataFrame] = []

    def add(self, checked: Checked) -> None:
        keys = self.table.key_names()
        if not keys:  # the scope is the key: there is one row at most
            self._seen.append(checked.values.select("row", key=pl.lit(0, pl.UInt64)))
            return
        complete = checked.values.filter(pl.all_horizontal(pl.col(key).is_not_null() for key in keys))
        hashed = complete.select(pl.col("row"), pl.struct(keys).hash().alias("key"))
        self._seen.append(hashed)

    def doubled(self) -> pl.DataFrame:
        """Return the problems of all rows whose key stood in an earlier row. Call once, after the last piece."""
        if not self._seen:
            return PROBLEMS.to_frame()
        seen = pl.concat(self._seen)
        if seen["key"].n_unique() == seen.height:
            return PROBLEMS.to_frame()
        if not self.table.key_names():
            return self._beyond_first(seen)
        column = self.table.column(self.table.key_names()[0])
        labels = [Message(self.table.column(key).label) for key in self.table.key_names()]
        first = pl.col("row").first().over("key")
        twice = seen.with_columns(first=first).filter(pl.col("row") != pl.col("first"))
        return twice.select(
            pl.lit(self.table.code).alias("table"),
            pl.col("row").cast(pl.UInt32),
            pl.lit(column.name).alias("column"),
            pl.lit(None, pl.String).alias("value"),
            _said(DOUBLED, {"labels": labels}, {"row": pl.col("row"), "first": pl.col("first")}).alias("sentence"),
            pl.lit("error").alias("level"),
        )

    def _beyond_first(self, seen: pl.DataFrame) -> pl.DataFrame:
        sentence = Message("“{label}”只能填一行，请把多余的行删去。", {"label": Message(self.table.label)})
        return seen.slice(1).select(
            pl.lit(self.table.code).alias("table"),
            pl.col("row").cast(pl.UInt32),
            pl.lit(self.table.columns[0].name).alias("column"),
            pl.lit(None, pl.String).alias("value"),
            pl.lit(sentence.kept()).alias("sentence"),
            pl.lit("error").alias("level"),
        )
