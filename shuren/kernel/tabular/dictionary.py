"""The data dictionary: every column of every declared table, from the declarations themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shuren.kernel.tabular.columns import Column
from shuren.kernel.tabular.declare import TABLES, Table
from shuren.kernel.tabular.kinds import Code


@dataclass(frozen=True)
class Item:
    """One entry of the dictionary."""

    table: str
    table_label: str
    name: str
    label: str
    item: str
    kind: str
    unit: str
    code_table: str
    standard: str
    required: bool
    key: bool
    sensitive: bool
    grade: int
    basis: str
    owner: str
    note: str


def dictionary(tables: Iterable[type[Table]] | None = None) -> Iterator[Item]:
    """List all columns of all tables, in the order of their declaration."""
    for table in tables if tables is not None else TABLES:
        yield from (_item(table, column) for column in table.columns)


def _item(table: type[Table], column: Column) -> Item:
    return Item(
        table=table.code,
        table_label=table.label,
        name=column.name,
        label=column.label,
        item=column.item or column.label,
        kind=column.kind,
        unit=column.unit,
        code_table=column.codes.key if isinstance(column, Code) else "",
        standard=column.standard or (column.codes.standard if isinstance(column, Code) else ""),
        required=column.required,
        key=column.name in table.key_names(),
        sensitive=column.sensitive,
        grade=column.grade,
        basis=column.basis,
        owner=column.owner or table.owner,
        note=column.note,
    )
