"""Figures out of fact tables as they stand: for each register and day one pass of SQL, whatever is asked of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection

from shuren.kernel.actors import system_actor
from shuren.kernel.measures.facts import FACT_TABLES, QUANTITIES, FactTable
from shuren.kernel.measures.freeze import reference_date
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.collection.rules.derivations import Derivation, How

COUNTER = system_actor("collection.counting", "数据汇总")
LOOKED_UP = 100  # units; of more a register is read through, which is quicker than looking each up
ROWS = '"facts_rows"'  # as the compiled query calls the rows of a table


class NoSuchColumn(ValueError):  # noqa: N818
    """A derivation counts by a column that the register does not have, or no longer has."""


@dataclass(frozen=True)
class Part:
    """A figure of one unit that adds up with those of others: `num` over `den` where it is a ratio.

    `unknown` counts the rows of which nobody told what the figure asks for, `rows` those that it looks at.
    """

    num: float
    den: float = 1.0
    is_ratio: bool = False
    unknown: int = 0
    rows: int = 0

    @property
    def is_untold(self) -> bool:
        """Whether there are rows, and nobody told of any what the figure asks for."""
        return bool(self.rows) and self.unknown == self.rows

    def __add__(self, other: "Part") -> "Part":
        den = self.den + other.den if self.is_ratio else 1.0
        return Part(self.num + other.num, den, self.is_ratio, self.unknown + other.unknown, self.rows + other.rows)


Parts = Mapping[int, Part]
NONE = Part(0.0)


def reporting_year(on: date) -> int:
    """Return the latest year whose reference date has passed by a day; what is filled in once a year is of it."""
    return on.year if on >= reference_date(on.year) else on.year - 1


def counted(wanted: Iterable[tuple[Derivation, date]], units: Sequence[int]) -> dict[tuple[str, date], Parts]:
    """Return the parts of derivations, without what they are divided by, by their `key` and day."""
    passes: dict[tuple[str, date], dict[str, Derivation]] = defaultdict(dict)
    for derivation, on in wanted:
        passes[derivation.table, on][key(derivation)] = derivation
    found: dict[tuple[str, date], Parts] = {}
    with scope_of(COUNTER):
        for (name, on), figures in passes.items():
            parts = _one_pass(FACT_TABLES[name], on, list(figures.values()), units)
            found |= {(figure, on): by_unit for figure, by_unit in zip(figures, parts, strict=True)}
    return found


def key(derivation: Derivation) -> str:
    """Return a text that is the same for derivations that count the same, whatever they are divided by."""
    where = sorted((name, tuple(sorted(codes))) for name, codes in derivation.where.items())
    return repr((derivation.table, derivation.how.value, derivation.column, where, sorted(derivation.base)))


def _one_pass(table: FactTable, on: date, figures: Sequence[Derivation], units: Sequence[int]) -> list[Parts]:
    year = reporting_year(on)
    columns: list[str] = []
    params: list[Any] = []
    for figure in figures:
        for sql, said in _aggregates(table, figure):
            columns.append(sql)
            params.extend(said)
    rows = table.live(year=year, on=on).replace("%", "%%")
    some = len(units) <= LOOKED_UP
    only = "WHERE unit = ANY(%s)" if some else ""
    sql = f"SELECT unit, {', '.join(columns)} FROM ({rows}) AS r {only} GROUP BY unit"  # noqa: S608  declared names
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, list(units)] if some else params)
        by_unit = {row[0]: row[1:] for row in cursor.fetchall()}
        empty = _reported(cursor, table, year, on, units) - set(by_unit)
    found: list[Parts] = []
    for at, figure in enumerate(figures):
        parts = {unit: _part(figure, row[4 * at : 4 * at + 4]) for unit, row in by_unit.items()}
        found.append(parts | {unit: _part(figure, (0, 0, 0, 0)) for unit in empty})
    return found


def _aggregates(table: FactTable, figure: Derivation) -> list[tuple[str, list[Any]]]:
    """Return four aggregates: numerator, denominator, rows nobody told of, rows looked at."""
    for name in (*figure.where, *figure.base, *([figure.column] if figure.column else [])):
        if name not in table.traits:
            raise NoSuchColumn(f"{table.name} has no column {name!r} to count by.")
    keep, said = _passing(figure.where)
    base, of = _passing({name: codes for name, codes in figure.where.items() if name in figure.base})
    blank = " OR ".join(f"coalesce(r.{name}::text, '') = ''" for name, codes in figure.where.items() if "" not in codes)
    value = f"coalesce(sum(r.{figure.column}) FILTER (WHERE {keep}), 0)::float8" if figure.column else ""
    count = f"count(*) FILTER (WHERE {keep})"
    numerator = value if figure.how in {How.SUM, How.MEAN} else count
    denominator, its = (f"count(*) FILTER (WHERE {base})", of) if figure.how is How.SHARE else (count, said)
    return [
        (numerator, said),
        (denominator, its),
        (f"count(*) FILTER (WHERE ({base}) AND ({blank or 'false'}))", of),
        (f"count(*) FILTER (WHERE {base})", of),
    ]


def _passing(where: Mapping[str, Sequence[str]]) -> tuple[str, list[Any]]:
    if not where:
        return "true", []
    return " AND ".join(f"r.{name}::text = ANY(%s)" for name in where), [list(codes) for codes in where.values()]


def _part(figure: Derivation, row: Sequence[Any]) -> Part:
    num, den, unknown, rows = row
    if figure.how in {How.SHARE, How.MEAN}:
        return Part(float(num) * (100 if figure.how is How.SHARE else 1), float(den), True, unknown, rows)
    return Part(float(num), 1.0, False, unknown, rows)


def _reported(cursor: Any, table: FactTable, year: int, on: date, units: Sequence[int]) -> set[int]:
    """Return the units whose having no rows is a true zero."""
    sql = table.reported(year=year, on=on)
    if not sql:
        return set(units)
    cursor.execute(sql)
    return {row[0] for row in cursor.fetchall()} & set(units)


# --- declared quantities ----------------------------------------------------------------------------------------------


def quantities(wanted: Iterable[tuple[str, date]], units: Sequence[int]) -> dict[tuple[str, date], Parts]:
    """Return the parts of declared quantities, as the engine would count them, by code and day."""
    passes: dict[tuple[str, date], list[str]] = defaultdict(list)
    for code, on in wanted:
        passes[QUANTITIES[code].table.name, on].append(code)
    found: dict[tuple[str, date], Parts] = {}
    with scope_of(COUNTER), connection.cursor() as cursor:
        for (name, on), codes in passes.items():
            table = FACT_TABLES[name]
            chosen = list(units) if len(units) <= LOOKED_UP else None
            query = table.query(year=reporting_year(on), on=on, units=chosen)
            cursor.execute(_selecting(name, codes).replace(ROWS, f"({query})"))
            rows = {row[0]: row[1:] for row in cursor.fetchall()}
            for at, code in enumerate(codes):
                parts = {unit: Part(float(row[at])) for unit, row in rows.items() if row[at] is not None}
                always = () if table.filed else (unit for unit in units if unit not in rows)
                found[code, on] = parts | dict.fromkeys(always, NONE)
    return found


def _selecting(name: str, codes: Sequence[str]) -> str:
    """Return the SQL of quantities of one table, with `ROWS` in place of its rows."""
    columns = ", ".join(f'"{code}"' for code in codes)
    return f"SELECT unit, {columns} FROM ({_compiled(name)}) AS figures"  # noqa: S608  declared names


@cache
def _compiled(name: str) -> str:
    """Return the SQL of all quantities of one table: compiling takes long, and the planner leaves out the unused."""
    import ibis

    schema = {"is_row": "boolean", "unit": "int64"} | dict(FACT_TABLES[name].columns)
    rows = ibis.table(schema, name="facts_rows")
    declared = [each for each in QUANTITIES if each.table.name == name]
    figures = rows.group_by("unit").agg(**{each.code: each.column(rows) for each in declared})
    return str(ibis.to_sql(figures, dialect="postgres"))
