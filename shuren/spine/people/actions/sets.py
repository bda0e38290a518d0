"""Set-based writing of persons and what hangs on them, in the form in which a batch can be taken back.

A *pairing* is a temporary table with one line per staged row: the ids of the rows it belongs to and whether they are
new. From it come the inserts, the updates (an image of the old row is kept for every changed one) and the counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from psycopg import sql

from shuren.kernel.tabular.models import BatchChange
from shuren.kernel.tabular.staging import execute
from shuren.kernel.tabular.writing import Counts

if TYPE_CHECKING:
    from django.db.models import Model

    from shuren.kernel.tabular.writing import Load

IMAGES = sql.Identifier(BatchChange._meta.db_table)
PROVENANCE = ("batch_id", "batch_row", "entered_by", "entered_at")


def run(load: Load, statement: str, **values: Any) -> Any:
    """Run a statement; `{staged}` is the staged table, parameters are written %(name)s."""
    return execute(sql.SQL(statement).format(staged=load.staged), values)


def pair(load: Load, name: str, statement: str, **values: Any) -> None:
    """Make a pairing of a SELECT; one of that name from earlier in the transaction gives way."""
    execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(sql.Identifier(name)))
    run(load, f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {statement}", **values)
    execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))


@dataclass(frozen=True)
class Side:
    """One model's side of a pairing: the columns with its id and whether it is new, and what is written.

    `values` maps fields to SQL over `s` (the staged row) and `m` (the pairing). A field in `kept` stays as it is where
    the file is silent. `when` limits the lines of the pairing that concern this model's existing rows.
    """

    model: type[Model]
    pairing: str
    id_field: str
    new_field: str
    values: Mapping[str, str]
    kept: tuple[str, ...] = ()
    when: str = "true"

    @property
    def table(self) -> sql.Identifier:
        return sql.Identifier(self.model._meta.db_table)

    @property
    def label(self) -> str:
        return self.model._meta.label

    def expression(self, field: str) -> sql.Composable:
        value = sql.SQL(self.values[field])
        return sql.SQL("coalesce({}, t.{})").format(value, sql.Identifier(field)) if field in self.kept else value


def token_free(side: Side, sealed: str, index: str, *, values: Mapping[str, str] | None = None) -> Side:
    """Write a sealed value only where its index differs: the same number seals to another token each time."""
    chosen = dict(values or side.values)
    same = f"CASE WHEN {chosen[index]} IS NOT DISTINCT FROM t.{index} THEN t.{sealed} ELSE {chosen[sealed]} END"
    return replace(side, values={**chosen, sealed: same})


def update(load: Load, side: Side) -> int:
    """Write the rows that differ, keeping their images; return how many."""
    fields = list(side.values)
    changed = sql.Identifier("pg_temp", f"changed_{side.model._meta.model_name}")
    parts = {
        "changed": changed,
        "table": side.table,
        "pairing": sql.Identifier(side.pairing),
        "staged": load.staged,
        "id": sql.Identifier(side.id_field),
        "new": sql.Identifier(side.new_field),
        "when": sql.SQL(side.when),
        "old": sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(field)) for field in fields),
        "fresh": sql.SQL(", ").join(side.expression(field) for field in fields),
        "images": IMAGES,
    }
    execute(sql.SQL("DROP TABLE IF EXISTS {changed}").format(**parts))
    execute(
        sql.SQL(
            "CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT t.id, m.row FROM {pairing} m "
            "JOIN {staged} s ON s.row = m.row JOIN {table} t ON t.id = m.{id} "
            "WHERE NOT m.{new} AND {when} AND ROW({old}) IS DISTINCT FROM ROW({fresh})"
        ).format(name=sql.Identifier(f"changed_{side.model._meta.model_name}"), **parts)
    )
    keep_images(load, side.model, sql.SQL("t.id IN (SELECT id FROM {changed})").format(**parts))
    sets = [sql.SQL("{} = {}").format(sql.Identifier(field), side.expression(field)) for field in fields]
    sets += [sql.SQL("{} = {}").format(sql.Identifier(field), value) for field, value in _provenance(load).items()]
    done = execute(
        sql.SQL(
            "UPDATE {table} t SET {sets} FROM {changed} c JOIN {pairing} m ON m.row = c.row "
            "JOIN {staged} s ON s.row = c.row WHERE t.id = c.id"
        ).format(sets=sql.SQL(", ").join(sets), **parts)
    )
    return int(done.rowcount)


def insert(load: Load, side: Side) -> int:
    """Add the new rows; return how many."""
    values = {field: sql.SQL(value) for field, value in side.values.items()} | _provenance(load)
    done = execute(
        sql.SQL(
            "INSERT INTO {table} (id, {fields}) SELECT m.{id}, {values} FROM {pairing} m "
            "JOIN {staged} s ON s.row = m.row WHERE m.{new} ORDER BY m.row"
        ).format(
            table=side.table,
            fields=sql.SQL(", ").join(map(sql.Identifier, values)),
            id=sql.Identifier(side.id_field),
            values=sql.SQL(", ").join(values.values()),
            pairing=sql.Identifier(side.pairing),
            staged=load.staged,
            new=sql.Identifier(side.new_field),
        )
    )
    return int(done.rowcount)


def keep_images(load: Load, model: type[Model], chosen: sql.Composable) -> None:
    """Keep the rows `t` of a model as they are, so that undoing the batch brings them back."""
    execute(
        sql.SQL(
            "INSERT INTO {images} (batch_id, model, row_id, kind, before) "
            "SELECT {batch}, {label}, t.id, 'changed', to_jsonb(t) FROM {table} t WHERE {chosen}"
        ).format(
            images=IMAGES,
            batch=sql.Literal(load.batch_id),
            label=sql.Literal(model._meta.label),
            table=sql.Identifier(model._meta.db_table),
            chosen=chosen,
        )
    )


def close(load: Load, model: type[Model], chosen: sql.Composable, sets: Mapping[str, sql.Composable]) -> int:
    """End the rows `t` of a model that a file no longer has: their images are kept, nothing is deleted."""
    keep_images(load, model, chosen)
    provenance = _provenance(load) | {"batch_row": sql.SQL("NULL")}
    written = [
        sql.SQL("{} = {}").format(sql.Identifier(field), value) for field, value in ({**sets} | provenance).items()
    ]
    done = execute(
        sql.SQL("UPDATE {} t SET {} WHERE {}").format(
            sql.Identifier(model._meta.db_table),
            sql.SQL(", ").join(written),
            chosen,
        )
    )
    return int(done.rowcount)


def wrote(load: Load, model: type[Model], *, added: int = 0, changed: int = 0) -> Counts:
    """Note what was written in a model, as undoing needs it."""
    counts = Counts(added, changed, 0)
    load.written.append((model._meta.label, counts))
    return counts


def _provenance(load: Load) -> dict[str, sql.Composable]:
    return {
        "batch_id": sql.Literal(load.batch_id),
        "batch_row": sql.SQL("m.row"),
        "entered_by": sql.Literal(load.actor.name),
        "entered_at": sql.Literal(load.at),
    }
