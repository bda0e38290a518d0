"""Staged rows: the checked rows of a batch in an unlogged table, and how they compare with the register.

Rows go in by COPY, which row security would refuse on the register itself. Everything after is set-based SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import psycopg
from django.db import connection, models
from psycopg import sql

from shuren.kernel.actors import range_of
from shuren.kernel.tabular.declare import Table
from shuren.kernel.tabular.scopes import Scope

KINDS = ("added", "changed", "vanished", "unchanged")
POLARS = {"text": pl.String, "bigint": pl.Int64, "integer": pl.Int64, "numeric": pl.Float64}
BLOCK = 8 << 20


@dataclass(frozen=True)
class Query:
    """A composed query with its parameters."""

    text: sql.Composable
    params: tuple[Any, ...] = ()


def execute(text: sql.Composable, params: Sequence[Any] | Mapping[str, Any] = ()) -> Any:
    """Run a composed statement; return the cursor."""
    cursor = connection.cursor()
    connection.ensure_connection()
    cursor.execute(text.as_string(connection.connection), params or None)
    return cursor


def name_of(batch_id: int, table: type[Table]) -> sql.Identifier:
    """Return the name of a batch's staged table. Codes of tables hold letters, digits, dots and underscores."""
    return sql.Identifier("staging", f"b{batch_id}_{table.code.replace('.', '_')}"[:63])


def create(name: sql.Identifier, types: Mapping[str, str]) -> None:
    columns: list[sql.Composable] = [sql.SQL("row integer")]
    columns += [sql.SQL("{} " + kind).format(sql.Identifier(field)) for field, kind in types.items()]
    execute(sql.SQL("CREATE UNLOGGED TABLE {} ({})").format(name, sql.SQL(", ").join(columns)))


def drop(*names: sql.Identifier) -> None:
    execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.SQL(", ").join(names)))


def analyze(*names: sql.Identifier) -> None:
    """Let the planner see what is staged."""
    execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(names)))


def exists(*names: sql.Identifier) -> bool:
    """Say whether all of some tables are there."""
    found = execute(
        sql.SQL("SELECT coalesce(bool_and(to_regclass(name) IS NOT NULL), true) FROM unnest(%s::text[]) name"),
        [[name.as_string(None) for name in names]],
    ).fetchone()
    return bool(found[0])


def batches() -> dict[int, list[sql.Identifier]]:
    """Return the tables staged now by the number of their batch."""
    found: dict[int, list[sql.Identifier]] = {}
    for (name,) in execute(sql.SQL("SELECT tablename FROM pg_tables WHERE schemaname = 'staging'")).fetchall():
        found.setdefault(int(name[1 : name.index("_")]), []).append(sql.Identifier("staging", name))
    return found


def copy(name: sql.Identifier, rows: pl.DataFrame) -> None:
    """Add rows by COPY."""
    columns = sql.SQL(", ").join(sql.Identifier(column) for column in rows.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(name, columns)
    connection.ensure_connection()
    with connection.cursor() as cursor, cursor.copy(statement.as_string(connection.connection)) as target:
        for piece in rows.iter_slices(20_000):
            target.write(piece.write_csv(include_header=False))


def frames(query: Query, names: Sequence[str], types: Mapping[str, str]) -> Iterator[pl.DataFrame]:
    """Fetch the rows of a query piece by piece; its columns are called `names`. Empty text comes back as null."""
    connection.ensure_connection()
    with psycopg.ClientCursor(connection.connection) as cursor:
        text = query.text.as_string(connection.connection)
        if query.params:
            text = cursor.mogrify(text, query.params)
        with cursor.copy(f"COPY ({text}) TO STDOUT (FORMAT csv)") as source:
            for block in _blocks(source):
                yield typed(pl.read_csv(block, has_header=False, new_columns=list(names), infer_schema=False), types)


def frame(query: Query, names: Sequence[str], types: Mapping[str, str]) -> pl.DataFrame:
    """Fetch the rows of a query at once."""
    pieces = list(frames(query, names, types))
    return pl.concat(pieces) if pieces else typed(pl.DataFrame(schema=dict.fromkeys(names, pl.String)), types)


def _blocks(source: Iterable[Any]) -> Iterator[bytes]:
    """Gather lines into blocks; each piece of COPY OUT is whole lines."""
    lines, size = [], 0
    for piece in source:
        lines.append(bytes(piece))
        size += len(piece)
        if size > BLOCK:
            yield b"".join(lines)
            lines, size = [], 0
    if lines:
        yield b"".join(lines)


def typed(rows: pl.DataFrame, types: Mapping[str, str]) -> pl.DataFrame:
    return rows.with_columns(_cast(pl.col(name), types.get(name, "text")) for name in rows.columns)


def _cast(text: pl.Expr, kind: str) -> pl.Expr:
    if kind == "boolean":
        return text == "t"
    if kind == "bytea":
        return text.str.strip_prefix("\\x").str.decode("hex")
    return text.str.to_date("%Y-%m-%d") if kind == "date" else text.cast(POLARS[kind])


# --- the register as it is now ----------------------------------------------------------------------------------------


def fields_of(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    """Return a model's fields by the name of their database column."""
    return {field.column or field.attname: field for field in model._meta.concrete_fields}


def current(table: type[Table], scope: Scope) -> Query:
    """Return the rows of the register that the scope speaks for: `id` and the fields the columns fill."""
    if table.current is not None:
        text, params = table.current(scope).query.sql_with_params()
        return Query(_literal(text), params)
    if table.model is None:
        raise TypeError(f"{table.__name__} declares neither model nor current")
    return rows_within(table.model, scope, list(table.stored_types()))


def rows_within(model: type[models.Model], scope: Scope, fields: Sequence[str]) -> Query:
    """Return the rows of a model at and below the scope's node that match the scope's `where`."""
    known, params = fields_of(model), list[Any]()
    tests: list[sql.Composable] = [sql.SQL("true")]
    if "org_path" in known:
        tests.append(sql.SQL("org_path >= %s AND org_path < %s"))
        params += range_of(scope.path)
    for field, value in scope.where.items():
        if field in known:
            tests.append(sql.SQL("{} = %s").format(sql.Identifier(field)))
            params.append(value)
    columns = sql.SQL(", ").join(map(sql.Identifier, ["id", *fields]))
    statement = sql.SQL("SELECT {} FROM {} WHERE {}").format(
        columns, sql.Identifier(model._meta.db_table), sql.SQL(" AND ").join(tests)
    )
    return Query(statement, tuple(params))


def _literal(text: str) -> sql.Composable:
    return sql.SQL(text)


# --- comparing --------------------------------------------------------------------------------------------------------


def same(field: str, kind: str, source: str = "") -> sql.Composable:
    """Say that one field is the same on both sides; text that is empty in the register counts as unknown."""
    stored = sql.SQL("nullif(c.{}, '')" if kind == "text" else "c.{}").format(sql.Identifier(field))
    return sql.SQL("{} IS NOT DISTINCT FROM s.{}").format(stored, sql.Identifier(source or field))


def all_of(tests: Sequence[sql.Composable]) -> sql.Composable:
    """Join tests by AND; no test is true."""
    return sql.SQL(" AND ").join(tests) if tests else sql.SQL("true")


class Comparison:
    """Staged rows beside the rows of the register, by key."""

    def __init__(self, table: type[Table], scope: Scope, staged: sql.Identifier) -> None:
        self.table, self.staged, self.now = table, staged, current(table, scope)
        types = table.stored_types()
        key = table.key_fields()
        self._key = all_of([sql.SQL("c.{0} = s.{0}").format(sql.Identifier(field)) for field in key])
        self._same = all_of([same(field, types[field]) for field in table.compared() if field not in key])

    def _fill(self, template: str) -> sql.Composable:
        return sql.SQL(template).format(
            now=self.now.text, staged=self.staged, key=self._key, same=self._same, fingerprint=self._sum_of_rows()
        )

    def counts(self) -> tuple[dict[str, int], str]:
        """Count rows, added, changed, vanished and unchanged ones; return the register's fingerprint beside them."""
        *row, fingerprint = execute(
            self._fill(
                "WITH c AS MATERIALIZED ({now}), "
                "b AS (SELECT c.id, ({same}) AS same FROM {staged} s LEFT JOIN c ON {key}) "
                "SELECT count(*), count(*) FILTER (WHERE id IS NULL), "
                "count(*) FILTER (WHERE id IS NOT NULL AND NOT same), "
                "(SELECT count(*) FROM c) - count(id), count(*) FILTER (WHERE id IS NOT NULL AND same), "
                "(SELECT {fingerprint} FROM c) FROM b"
            ),
            self.now.params,
        ).fetchone()
        found = dict(zip(("rows", *KINDS), row, strict=True))
        if not self.table.whole:
            found["vanished"] = 0
        return found, fingerprint

    def fingerprint(self) -> str:
        """Return a text that differs when any compared row of the register differs."""
        return str(execute(self._fill("SELECT {fingerprint} FROM ({now}) c"), self.now.params).fetchone()[0])

    def _sum_of_rows(self) -> sql.Composable:
        fields = [sql.SQL("c.{}").format(sql.Identifier(field)) for field in ("id", *self.table.compared())]
        row = sql.SQL(", ").join(fields)
        return sql.SQL("concat(count(*), ':', coalesce(sum(hashtextextended(ROW({})::text, 0)), 0))").format(row)

    def rows(self, kind: str, *, limit: int, offset: int = 0) -> Query:
        """Return rows of one kind: `row`, then each field as staged (s_) and as it is in the register (c_)."""
        fields = list(self.table.stored_types())
        columns: list[sql.Composable] = [sql.SQL("s.row")]
        for side in ("s", "c"):
            columns += [sql.SQL(f"{side}." + "{}").format(sql.Identifier(field)) for field in fields]
        template = {
            "added": "FROM {staged} s LEFT JOIN ({now}) c ON {key} WHERE c.id IS NULL ORDER BY s.row",
            "changed": "FROM {staged} s JOIN ({now}) c ON {key} WHERE NOT ({same}) ORDER BY s.row",
            "unchanged": "FROM {staged} s JOIN ({now}) c ON {key} WHERE {same} ORDER BY s.row",
            "vanished": "FROM ({now}) c LEFT JOIN {staged} s ON {key} WHERE s.row IS NULL ORDER BY c.id",
        }[kind]
        text = sql.SQL("SELECT {} ").format(sql.SQL(", ").join(columns)) + self._fill(template)
        return Query(text + sql.SQL(" LIMIT %s OFFSET %s"), (*self.now.params, limit, offset))


def ordered(query: Query, fields: Sequence[str]) -> Query:
    """Return chosen fields of a query of the register, in the order in which its rows were entered."""
    columns = sql.SQL(", ").join(sql.SQL("c.{}").format(sql.Identifier(field)) for field in fields)
    return Query(sql.SQL("SELECT {} FROM ({}) c ORDER BY c.id").format(columns, query.text), query.params)


def count(query: Query) -> int:
    """Count the rows of a query."""
    return int(execute(sql.SQL("SELECT count(*) FROM ({}) c").format(query.text), query.params).fetchone()[0])


def are_whole(sizes: Sequence[tuple[sql.Identifier, int]]) -> bool:
    """Say whether each table is still staged with so many rows: a crash of the server empties them."""
    if not exists(*(name for name, _ in sizes)):
        return False
    tests = [sql.SQL("(SELECT count(*) FROM {}) = {}").format(name, sql.Literal(rows)) for name, rows in sizes]
    return bool(execute(sql.SQL("SELECT {}").format(all_of(tests))).fetchone()[0])


def check_constraints() -> None:
    """Check now what the database would otherwise check at commit, so that a conflict can still be told."""
    execute(sql.SQL("SET CONSTRAINTS ALL IMMEDIATE"))
    execute(sql.SQL("SET CONSTRAINTS ALL DEFERRED"))
