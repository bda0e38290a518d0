"""Filling forms from the registers: every cell of a register in one query."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from shuren.kernel.measures.facts import FACT_TABLES, FactTable
from shuren.kernel.periods import reference_date
from shuren.modules.statistics.rules.forms import Count, Form, Where

Filled = dict[str, dict[str, float]]  # form -> cell -> number
MOST = 1_500  # results of one SELECT; PostgreSQL takes 1,664


def counted(form: Form) -> dict[str, Count]:
    """Return the cells that a register answers, with what each counts; all others are typed."""
    found = {}
    for cell, line, column in form.cells():
        count = form.count_of(line, column)
        if count is not None and count.needs <= _columns(FACT_TABLES[count.table]):
            found[cell] = count
    return found


def _columns(table: FactTable) -> set[str]:
    return {*table.columns, *table.traits}


def filled(school_id: int, year: int, forms: Iterable[Form], missing: Collection[str]) -> Filled:
    """Count a school's rows for every cell that a register answers, but for those of `missing` registers.

    The caller has opened the rows (`scope_of`).
    """
    by_table: dict[str, list[tuple[str, str, Count]]] = defaultdict(list)
    found: Filled = {}
    for form in forms:
        found[form.code] = {}
        for cell, count in counted(form).items():
            by_table[count.table].append((form.code, cell, count))
    for table, asked in by_table.items():
        if table in missing:
            continue
        for first in range(0, len(asked), MOST):
            part = asked[first : first + MOST]
            numbers = _counts(FACT_TABLES[table], school_id, year, [count for _, _, count in part])
            for (form_code, cell, _), number in zip(part, numbers, strict=True):
                found[form_code][cell] = number
    return found


def unreported(school_id: int, year: int, forms: Iterable[Form]) -> list[FactTable]:
    """Return the registers that forms need and to which a school has reported nothing for the year."""
    names = sorted({count.table for form in forms for count in counted(form).values()})
    on = reference_date(year)
    asked = [(table, sql) for name in names if (sql := (table := FACT_TABLES[name]).reported(year=year, on=on))]
    if not asked:
        return []
    parts = ", ".join(
        f"EXISTS (SELECT FROM ({sql.replace('%', '%%')}) AS told (unit) WHERE unit = %s)" for _table, sql in asked
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}", [school_id] * len(asked))
        told = cursor.fetchone()
    return [table for (table, _sql), has in zip(asked, told, strict=True) if not has]


def _counts(table: FactTable, school_id: int, year: int, counts: Sequence[Count]) -> list[float]:
    """Return how many rows each count finds, or what they add up to. Rows are grouped by the columns that matter."""
    names = sorted({name for count in counts for name in count.columns})
    values = sorted({count.value for count in counts if count.value})
    columns = "".join(f", coalesce({name}::text, '') AS {name}" for name in names)
    sums = "".join(f", coalesce(sum({name}), 0)" for name in values)
    rows = table.live(year=year, on=reference_date(year)).replace("%", "%%")
    grouped = ", ".join(str(place) for place in range(2, len(names) + 2))
    order = f" GROUP BY {grouped}" if names else ""
    query = f"SELECT count(*){columns}{sums} FROM ({rows}) AS facts WHERE unit = %s{order}"  # noqa: S608  declared
    with connection.cursor() as cursor:
        cursor.execute(query, [school_id])
        groups = [_group(row, names, values) for row in cursor.fetchall()]
    return [
        _rounded(sum(sums[count.value] for keys, sums in groups if _passes(keys, count.where, count.besides)), count)
        for count in counts
    ]


def _group(row: Sequence[Any], names: Sequence[str], values: Sequence[str]) -> tuple[dict[str, str], dict[str, float]]:
    """Return the values that a group of rows shares, and its sums by column: how many rows there are under ""."""
    split = 1 + len(names)
    sums = {"": float(row[0])} | {name: float(value) for name, value in zip(values, row[split:], strict=True)}
    return dict(zip(names, row[1:split], strict=True)), sums


def _rounded(value: float, count: Count) -> float:
    return round(value, count.decimals) if count.decimals else int(value)


def _passes(values: dict[str, str], where: Where, besides: Where) -> bool:
    return all(values[name] in allowed for name, allowed in where.items()) and not any(
        values[name] in left_out for name, left_out in besides.items()
    )
