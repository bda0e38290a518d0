"""Same person? asked of a whole register at once: blocks and levels as SQL for DuckDB, made from the rules' own tables.

    matching = connect(memory="8GB")
    load(matching, records)              # a polars frame of RECORD's columns, one row per person
    pairs = matched(matching)            # first, second, bits, verdict: what is worth a look

The weights are those of `rules.sameness`; that both say the same of any two records is tested.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import polars as pl

from shuren.kernel.pinyin import COMPOUND_SURNAMES, pinyin_columns
from shuren.spine.people.rules.sameness import (
    BITS,
    CERTAIN_BITS,
    LIFELONG,
    LIKELY_BITS,
    NAMED_ALIKE,
    SHARED,
    SHORTEST,
    tidy_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 8  # characters of a Chinese name that are compared one by one
RECORD: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "name": pl.String,
    "sex": pl.String,
    "born_on": pl.Date,
    "former_name": pl.String,
    "id_type": pl.String,
    "number": pl.String,
    "phones": pl.List(pl.String),
    "guardians": pl.List(pl.String),
    "guardian_names": pl.List(pl.String),
    "schools": pl.List(pl.Int64),
    "counties": pl.List(pl.Int64),
}
BLOCKS = """
CREATE OR REPLACE TABLE pairs AS SELECT DISTINCT * FROM (
  SELECT a.id AS one, b.id AS other FROM records a JOIN records b ON a.born = b.born AND a.initials = b.initials
    WHERE a.id < b.id
  UNION ALL SELECT least(a.id, b.id), greatest(a.id, b.id) FROM records a
    JOIN records b ON a.swapped = b.born AND a.initials = b.initials WHERE a.id <> b.id AND a.swapped IS NOT NULL
  UNION ALL SELECT a.id, b.id FROM records a JOIN records b ON a.number = b.number WHERE a.id < b.id
  UNION ALL SELECT least(a.id, b.id), greatest(a.id, b.id) FROM (SELECT * FROM records WHERE former IS NOT NULL) a
    JOIN records b ON a.former = b.tidy AND a.born = b.born WHERE a.id <> b.id
  UNION ALL SELECT a.id, b.id FROM keyed a JOIN keyed b ON a.guardian = b.guardian AND a.initials = b.initials
    WHERE a.id < b.id
  UNION ALL SELECT a.id, b.id FROM placed a JOIN placed b ON a.school = b.school AND a.tidy = b.tidy WHERE a.id < b.id
)
"""
KEYS = (
    "CREATE OR REPLACE TABLE keyed AS SELECT id, initials, unnest(guardians) AS guardian FROM records",
    "CREATE OR REPLACE TABLE placed AS SELECT id, tidy, unnest(schools) AS school FROM records",
)


def connect(*, memory: str = "8GB", threads: int = 2, folder: str = "") -> duckdb.DuckDBPyConnection:
    """Open a database in memory that spills into a folder."""
    made = duckdb.connect(config={"memory_limit": memory, "threads": threads})
    made.execute("SET preserve_insertion_order = false")
    if folder:
        made.execute(f"SET temp_directory = '{folder}'")
    return made


def load(matching: duckdb.DuckDBPyConnection, records: pl.DataFrame) -> None:
    """Lay the records out with what blocks and levels are made of."""
    rows = keyed(records)
    matching.register("rows", rows.to_arrow())
    matching.execute("CREATE OR REPLACE TABLE records AS SELECT * FROM rows")
    matching.unregister("rows")
    for statement in KEYS:
        matching.execute(statement)


def keyed(records: pl.DataFrame) -> pl.DataFrame:
    """Add tidied names, their sounds, and births as digits."""
    spelled = pinyin_columns(records["name"])
    day, month = pl.col("born_on").dt.day(), pl.col("born_on").dt.month()
    return records.with_columns(
        spelled["letters"],
        spelled["initials"],
        tidy=_tidied(records["name"]),
        former=_tidied(records["former_name"].replace("", None)),
        born=pl.col("born_on").dt.strftime("%Y%m%d"),
        swapped=pl.when((day <= 12) & (day != month)).then(pl.col("born_on").dt.strftime("%Y%d%m")),  # noqa: PLR2004
        surname=pl.when(_compound()).then(2).otherwise(1),
        ascii=pl.col("name").str.contains(r"^[\x00-\x7f]*$"),
    )


def _compound() -> pl.Expr:
    """Say whether a name begins with a surname of two characters and goes on."""
    name = pl.col("name")
    return name.str.slice(0, 2).is_in(list(COMPOUND_SURNAMES)) & (name.str.slice(2) != "")


def _tidied(names: pl.Series) -> pl.Series:
    """Tidy each distinct name once."""
    distinct = names.unique().drop_nulls()
    if distinct.is_empty():
        return names
    tidied = pl.Series([tidy_name(name) for name in distinct.to_list()], dtype=pl.String)
    return names.replace_strict(distinct, tidied, default=None)


def matched(matching: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the pairs that are worth a look, the strongest first."""
    matching.execute(BLOCKS)
    found = pl.from_arrow(matching.sql(scoring()).to_arrow_table())
    return found if isinstance(found, pl.DataFrame) else found.to_frame()


def scoring() -> str:
    """Return the statement that weighs the pairs."""
    levels = ", ".join(f"{sql} AS {kind}" for kind, sql in LEVELS_SQL.items())
    alike = f"name IN ({_quoted(NAMED_ALIKE)})"
    sums = " + ".join(
        f"(CASE WHEN {alike} THEN {_bits(kind)} ELSE least({_bits(kind)}, 0) END)" if kind in SHARED else _bits(kind)
        for kind in LEVELS_SQL
    )
    return f"""
    WITH levelled AS (
      SELECT p.one AS first, p.other AS second, {levels}
      FROM pairs p JOIN records a ON a.id = p.one JOIN records b ON b.id = p.other
    ), weighed AS (SELECT *, ({sums})::DOUBLE AS bits FROM levelled)
    SELECT first, second, bits, CASE WHEN number = 'equal' THEN 'certain'
      WHEN bits >= {CERTAIN_BITS} AND name IN ('equal', 'former') AND birth = 'equal'
        AND number IS DISTINCT FROM 'differs' AND sex IS DISTINCT FROM 'differs' THEN 'certain'
      ELSE 'likely' END AS verdict
    FROM weighed WHERE bits >= {LIKELY_BITS} OR number = 'equal' ORDER BY bits DESC, first, second
    """  # noqa: S608  made of the rules' own tables


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


def _bits(kind: str) -> str:
    cases = " ".join(f"WHEN '{level}' THEN {bits!r}" for (own, level), bits in BITS.items() if own == kind)
    return f"coalesce(CASE {kind} {cases} END, 0)"


def _differing() -> str:
    return " + ".join(f"(substring(a.tidy, {n}, 1) <> substring(b.tidy, {n}, 1))::int" for n in range(1, LONGEST + 1))


def _lists(field: str) -> str:
    return f"len(a.{field}) > 0 AND len(b.{field}) > 0"


LEVELS_SQL = {
    "number": f"""CASE WHEN a.number = b.number THEN 'equal'
      WHEN a.number IS NOT NULL AND b.number IS NOT NULL AND a.id_type IN ({_quoted(LIFELONG)})
        AND b.id_type IN ({_quoted(LIFELONG)}) THEN 'differs' END""",
    "name": f"""CASE WHEN a.tidy = b.tidy THEN 'equal'
      WHEN a.tidy = b.former OR b.tidy = a.former OR a.former = b.former THEN 'former'
      WHEN a.letters = b.letters AND a.letters <> '' THEN 'sound'
      WHEN length(a.tidy) = length(b.tidy) AND length(a.tidy) BETWEEN {SHORTEST} AND {LONGEST}
        AND NOT a.ascii AND NOT b.ascii AND ({_differing()}) = 1
      THEN CASE WHEN left(a.tidy, least(a.surname, b.surname)) <> left(b.tidy, least(a.surname, b.surname))
        THEN 'given' ELSE 'one' END
      ELSE 'differs' END""",
    "sex": "CASE WHEN a.sex <> '' AND b.sex <> '' THEN CASE WHEN a.sex = b.sex THEN 'equal' ELSE 'differs' END END",
    "birth": """CASE WHEN a.born = b.born THEN 'equal' WHEN a.swapped = b.born THEN 'swapped'
      WHEN hamming(a.born, b.born) = 1 THEN 'digit'
      WHEN a.born IS NOT NULL AND b.born IS NOT NULL THEN 'differs' END""",
    "phone": f"""CASE WHEN {_lists("phones")}
      THEN CASE WHEN list_has_any(a.phones, b.phones) THEN 'equal' ELSE 'differs' END END""",
    "guardian": """CASE WHEN list_has_any(a.guardians, b.guardians) THEN 'equal'
      WHEN list_has_any(a.guardian_names, b.guardian_names) THEN 'name'
      WHEN (len(a.guardians) > 0 OR len(a.guardian_names) > 0) AND (len(b.guardians) > 0 OR len(b.guardian_names) > 0)
      THEN 'differs' END""",
    "school": f"""CASE WHEN {_lists("schools")} THEN CASE WHEN list_has_any(a.schools, b.schools) THEN 'equal'
      WHEN list_has_any(a.counties, b.counties) THEN 'county' ELSE 'differs' END END""",
}
