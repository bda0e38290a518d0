"""Declaring tables and workbooks, and the registries they stand in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import polars as pl

from shuren.kernel.access import Permission
from shuren.kernel.messages import places
from shuren.kernel.registry import Registry
from shuren.kernel.tabular.columns import Column, Context, Flaw, Level
from shuren.kernel.tabular.kinds import lookups_of
from shuren.kernel.tabular.normalise import blank_to_null
from shuren.kernel.tabular.scopes import Scope

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from shuren.kernel.tabular.writing import Counts, Load


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule across columns of one row. `holds` is true where the row is right; an unknown value breaks no rule.

    The sentence may name values as `{column_name}`. The problem is shown at the first of `columns`.
    """

    name: str
    columns: tuple[str, ...]
    holds: pl.Expr
    sentence: str
    _: KW_ONLY
    source: str
    level: Level = "error"


class BadTable(TypeError):  # noqa: N818
    """A table was declared in a way that cannot work."""


class Table:
    """One sheet: its columns, its rules and where its rows live. Subclass, fill in, decorate with `table`.

    `key` tells rows of one scope apart. With `whole`, a row of the scope that the file no longer has is removed;
    without, it is left alone. `counts_persons` puts changes of many rows before a second pair of eyes. `against`
    compares cleaned rows with the register and yields what is wrong, by column.
    """

    code: ClassVar[str]
    label: ClassVar[str]
    key: ClassVar[str | tuple[str, ...]]
    columns: ClassVar[Sequence[Column]]
    rules: ClassVar[Sequence[Rule]] = ()
    model: ClassVar[type[Model] | None] = None
    whole: ClassVar[bool] = True
    counts_persons: ClassVar[bool] = False
    max_rows: ClassVar[int] = 200_000
    max_csv_rows: ClassVar[int] = 2_000_000
    owner: ClassVar[str] = ""
    note: ClassVar[str] = ""
    current: ClassVar[Callable[[Scope], QuerySet[Any, Any]] | None] = None
    against: ClassVar[Callable[[pl.DataFrame, Context], Iterator[tuple[str, Flaw]]] | None] = None
    apply: ClassVar[Callable[[Load], Counts] | None] = None

    @classmethod
    def key_names(cls) -> tuple[str, ...]:
        return (cls.key,) if isinstance(cls.key, str) else cls.key

    @classmethod
    def column(cls, name: str) -> Column:
        return next(column for column in cls.columns if column.name == name)

    @classmethod
    def context(cls, scope: Scope) -> Context:
        return Context(scope, lookups_of(cls.columns, scope))

    @classmethod
    def stored_types(cls) -> dict[str, str]:
        """Return the fields of the register that the columns fill, with their SQL types, in column order."""
        return {name: kind for column in cls.columns for name, kind in column.stored_types().items()}

    @classmethod
    def key_fields(cls) -> list[str]:
        """Return the fields by which a staged row finds its row in the register."""
        return [name for key in cls.key_names() for name in cls.column(key).compared]

    @classmethod
    def compared(cls) -> list[str]:
        return [name for column in cls.columns for name in column.compared]

    @classmethod
    def signature(cls) -> str:
        return "\n".join((cls.code, cls.label, *(column.signature for column in cls.columns)))


class Workbook:
    """A file of one or more tables that one office fills for one node and period. Tables are applied in order."""

    code: ClassVar[str]
    label: ClassVar[str]
    tables: ClassVar[Sequence[type[Table]]]
    permission: ClassVar[Permission]  # to upload, apply and undo
    confirmer: ClassVar[Permission | None] = None  # to confirm a mass change; none means `permission`
    note: ClassVar[str] = ""
    who: ClassVar[str] = ""  # who fills it, for the cover sheet
    page: ClassVar[str] = ""  # the address, taking the scope's code, where it is handed in; none: where units file

    @classmethod
    def version(cls) -> str:
        """Return a short hash that changes when a filled-in template could no longer be read."""
        text = "\n\n".join(table.signature() for table in cls.tables)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @classmethod
    def table(cls, code: str) -> type[Table]:
        return next(table for table in cls.tables if table.code == code)


TABLES: Registry[type[Table]] = Registry("tables", key=lambda declared: declared.code)
WORKBOOKS: Registry[type[Workbook]] = Registry("workbooks", key=lambda declared: declared.code)

T = TypeVar("T", bound=type[Table])
W = TypeVar("W", bound=type[Workbook])


def table(declared: T) -> T:
    """Register a table, refusing a declaration that cannot work."""
    faults = list(faults_of(declared))
    if faults:
        raise BadTable(f"{declared.__name__}: {' '.join(faults)}")
    TABLES.add(declared)
    return declared


def workbook(declared: W) -> W:
    """Register a workbook."""
    labels = [each.label for each in declared.tables]
    if not labels or len(set(labels)) != len(labels):
        raise BadTable(f"{declared.__name__}: a workbook needs tables, each with a label of its own.")
    WORKBOOKS.add(declared)
    return declared


def faults_of(declared: type[Table]) -> Iterator[str]:
    """Yield what is wrong with a declaration."""
    names = [column.name for column in declared.columns]
    labels = [column.label for column in declared.columns]
    for kind, values in (("name", names), ("label", labels), ("field", _fields(declared.columns))):
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            yield f"The {kind} {', '.join(twice)} occurs twice."
    if missing := [key for key in declared.key_names() if key not in names]:
        yield f"The key {', '.join(missing)} is no column."
    else:
        loose = [key for key in declared.key_names() if not declared.column(key).required]
        yield from (f"The key column {key} must be required." for key in loose)
    for rule in declared.rules:
        if unknown := sorted({*rule.columns, *rule.holds.meta.root_names(), *places(rule.sentence)} - set(names)):
            yield f"Rule {rule.name} reads columns that do not exist: {', '.join(unknown)}."
        if not rule.source:
            yield f"Rule {rule.name} cites no source."
    yield from (
        f"{column.label} is sensitive and names no basis."
        for column in declared.columns
        if column.sensitive and not column.basis
    )
    if len(declared.label) > 31 or set(declared.label) & set("[]:*?/\\"):  # noqa: PLR2004  limits of sheet names
        yield f"{declared.label} cannot be the name of a sheet."


def _fields(columns: Iterable[Column]) -> list[str]:
    return [name for column in columns for name in column.stored_types()]


def shown(declared: type[Table], rows: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Turn rows of the register into the text a person would type, one column per declared column."""
    return pl.DataFrame({column.name: blank_to_null(column.shown(rows, context)) for column in declared.columns})


def stored(declared: type[Table], values: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Turn cleaned values into fields of the register, with `row` in front."""
    fields: Mapping[str, pl.Series] = {
        name: series
        for column in declared.columns
        for name, series in column.stored(values[column.name], context).items()
    }
    return pl.DataFrame({"row": values["row"], **fields})
