"""Filling forms from the registers: every cell of a register in one query."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from shuren.kernel.measures.facts import FACT_TABLES, FactTable
from shuren.kernel.periods import reference_date
from shuren.modules.statistics.rules.forms import Count, Form, Where

Filled = dict[str, dict[str, int]]  # form -> cell -> number
MOST = 1_500  # results of one SELECT; PostgreSQL takes 1,664


def counted(form: Form) -> dict[str, Count]:
    """Return the cells that a register answers, with what each counts; all others are typed."""
    found = {}
    for cell, line, column in form.cells():
        count = form.count_of(line, column)
        if count is not None and count.columns <= _columns(FACT_TABLES[count.table]):
            found[cell] = count
    return found


def _columns(table: FactTable) -> set[str]:
    return {*table.columns, *table.traits}


def filled(school_id: int, year: int, forms: Iterable[Form]) -> Filled:
    """Count a school's rows for every cell that a register answers; the caller has opened the rows (`scope_of`)."""
    by_table: dict[str, list[tuple[str, str, Count]]] = defaultdict(list)
    found: Filled = {}
    for form in forms:
        found[form.code] = {}
        for cell, count in counted(form).items():
            by_table[count.table].append((form.code, cell, count))
    for table, asked in by_table.items():
        for first in range(0, len(asked), MOST):
            part = asked[first : first + MOST]
            numbers = _counts(FACT_TABLES[table], school_id, year, [count for _, _, count in part])
            for (form_code, cell, _), number in zip(part, numbers, strict=True):
                found[form_code][cell] = number
    return found


def _counts(table: FactTable, school_id: int, year: int, counts: Sequence[Count]) -> list[int]:
    """Return how many rows each count finds. Rows are grouped by the columns that matter, then added up."""
    names = sorted({name for count in counts for name in count.columns})
    columns = "".join(f", coalesce({name}::text, '') AS {name}" for name in names)
    rows = table.live(year=year, on=reference_date(year)).replace("%", "%%")
    grouped = ", ".join(str(place) for place in range(2, len(names) + 2))
    query = f"SELECT count(*){columns} FROM ({rows}) AS facts WHERE unit = %s GROUP BY {grouped}"  # noqa: S608  declared
    with connection.cursor() as cursor:
        cursor.execute(query, [school_id])
        groups = [(int(row[0]), dict(zip(names, row[1:], strict=True))) for row in cursor.fetchall()]
    return [sum(size for size, values in groups if _passes(values, count.where, count.besides)) for count in counts]


def _passes(values: dict[str, str], where: Where, besides: Where) -> bool:
    return all(values[name] in allowed for name, allowed in where.items()) and not any(
        values[name] in left_out for name, left_out in besides.items()
    )
