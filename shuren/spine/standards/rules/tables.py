"""The code tables of `data/tables.csv` and `data/codes.csv`."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from shuren.kernel.codes import Code, CodeTable, code_tables

OWN_STANDARD = "Shuren 自定"


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """The rows of one data file."""
    text = (files("shuren.spine.standards") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def _all() -> dict[str, CodeTable]:
    values: dict[str, list[Code]] = defaultdict(list)
    for row in rows_of("codes.csv"):
        key, valid_from, valid_to = row.pop("table"), day_of(row.pop("valid_from")), day_of(row.pop("valid_to"))
        values[key].append(Code(**row, valid_from=valid_from, valid_to=valid_to))
    return {
        row["key"]: code_tables.add(CodeTable(**row, values=tuple(values[row["key"]]))) for row in rows_of("tables.csv")
    }


def code_table(key: str) -> CodeTable:
    """The table with this key; raises KeyError for a key that no row of `tables.csv` has."""
    return _all()[key]


def tables() -> tuple[CodeTable, ...]:
    """Every table, in the order of the file."""
    return tuple(_all().values())
