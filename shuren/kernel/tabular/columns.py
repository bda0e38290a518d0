"""What every column knows: its heading, its official item, how typed text is read, what is wrong with it, and which
fields of the register hold it. The kinds of columns are in `kinds`.
"""
# ruff: noqa: ARG002  all kinds of columns answer to one signature

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal, Protocol

import polars as pl
from django.utils.translation import gettext_noop

from shuren.kernel.sensitive.masks import mask_column
from shuren.kernel.tabular.scopes import Scope

Level = Literal["error", "warning"]
Check = Callable[[pl.Series], pl.Series]  # cleaned values -> a kept message where wrong, null where right
Finder = Callable[[Scope], pl.DataFrame]


@dataclass(frozen=True)
class Context:
    """What reading needs besides the text: the scope and, by column name, the frames that references are found in."""

    scope: Scope
    lookups: Mapping[str, pl.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Flaw:
    """Something wrong with a value. `bad` is an expression over cleaned columns, or a series.

    In the sentence `{value}` is what the user typed; any other name is an attribute of the column.
    """

    bad: pl.Expr | pl.Series
    sentence: str
    level: Level = "error"


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
    mask: str = "hidden"

    kind = "文本"
    sql_type = "text"
    unreadable = gettext_noop("“{value}”无法识别。")
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

    def troubles(self, text: pl.Series, values: pl.Series, context: Context) -> Iterator[Flaw | pl.Series]:
        """Yield what no expression can find: flaws, and series of kept messages, null where nothing is wrong."""
        if values.null_count() > text.null_count():
            yield Flaw(values.is_null() & text.is_not_null(), self.unreadable)
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

    def told(self, text: str | None) -> str | None:
        """Return a shown text in the reader's language, for pages; workbooks are Chinese."""
        return text

    def masked(self, text: pl.Series) -> pl.Series:
        """Hide a sensitive text in the way `mask` names."""
        return mask_column(self.mask, text)

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
