"""Set-based writing: rows of a batch into a register, and out of it again.

Before a row is changed or removed, its image is kept, so that the batch can be undone as one. Rows carry the batch that
wrote them last; a later batch that touched them makes undoing impossible, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.apps import apps
from django.db import connection, models
from django.utils import timezone
from psycopg import sql

from shuren.kernel.actors import Actor
from shuren.kernel.paths import ancestors_of
from shuren.kernel.tabular import staging
from shuren.kernel.tabular.declare import Table
from shuren.kernel.tabular.models import BatchChange
from shuren.kernel.tabular.scopes import Scope
from shuren.kernel.tabular.staging import execute

FOUND = sql.Identifier("pg_temp", "merge_found")
MANY = 10_000  # rows from which on the planner does better with statistics than with a guess
LOCKS = 7_411  # class of the advisory locks on nodes


@dataclass(frozen=True)
class Counts:
    """Rows written."""

    added: int = 0
    changed: int = 0
    vanished: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.added + other.added, self.changed + other.changed, self.vanished + other.vanished)


class Load:
    """One table of a batch on its way into the register: what a table's own `apply` works with."""

    def __init__(
        self, *, actor: Actor, batch_id: int, table: type[Table], scope: Scope, staged: sql.Identifier
    ) -> None:
        self.actor, self.batch_id, self.table, self.scope, self.staged = actor, batch_id, table, scope, staged
        self.at: datetime = timezone.now()
        self.written: list[tuple[str, Counts]] = []

    def frame(self) -> pl.DataFrame:
        """Return the staged rows, `row` and the fields of the register."""
        types = {"row": "integer", **self.table.stored_types()}
        columns = sql.SQL(", ").join(map(sql.Identifier, types))
        query = staging.Query(sql.SQL("SELECT {} FROM {} ORDER BY row").format(columns, self.staged))
        return staging.frame(query, list(types), types)

    def resolve(self, field: str, model: type[models.Model], on: Mapping[str, str]) -> None:
        """Add a staged field with the id of the row of `model` whose fields equal the staged ones."""
        tests = [
            sql.SQL("m.{} = s.{}").format(sql.Identifier(there), sql.Identifier(here)) for there, here in on.items()
        ]
        execute(sql.SQL("ALTER TABLE {} ADD COLUMN {} bigint").format(self.staged, sql.Identifier(field)))
        execute(
            sql.SQL("UPDATE {} s SET {} = m.id FROM {} m WHERE {}").format(
                self.staged, sql.Identifier(field), sql.Identifier(model._meta.db_table), sql.SQL(" AND ").join(tests)
            )
        )

    def merge(
        self,
        model: type[models.Model],
        *,
        fields: Mapping[str, str] | None = None,
        key: Sequence[str] | None = None,
        compared: Sequence[str] | None = None,
        everywhere: bool = False,
        whole: bool | None = None,
    ) -> Counts:
        """Make the rows of `model` in scope equal to the staged rows.

        `fields` maps the model's fields to staged ones (default: those of the table that the model has), `key` names
        the model's fields that find a row, `compared` those whose difference counts as a change. With `everywhere` the
        row is looked for outside the scope as well and none vanishes; `whole` overrides the table's own.
        """
        known = staging.fields_of(model)
        fields = fields or {name: name for name in self.table.stored_types() if name in known}
        merge = _Merge(self, model, dict(fields), list(key or self.table.key_fields()))
        merge.compared = [name for name in (compared or self.table.compared()) if name in fields]
        merge.find(everywhere=everywhere, whole=not everywhere and (self.table.whole if whole is None else whole))
        counts = merge.write()
        self.written.append((model._meta.label, counts))
        return counts


class _Merge:
    """One merge of staged rows into one model."""

    def __init__(self, load: Load, model: type[models.Model], fields: dict[str, str], key: list[str]) -> None:
        self.load, self.model, self.fields, self.key = load, model, fields, key
        self.compared: list[str] = []
        self.columns = staging.fields_of(model)
        self.name = sql.Identifier(model._meta.db_table)

    def find(self, *, everywhere: bool, whole: bool) -> None:
        """Find for each staged row its row in the register, and the rows that have vanished."""
        scope, types = self.load.scope, self.load.table.stored_types()
        columns = list(self.fields)
        now = staging.rows_within(self.model, scope, columns)
        if everywhere:
            now = staging.Query(
                sql.SQL("SELECT {} FROM {}").format(
                    sql.SQL(", ").join(map(sql.Identifier, ["id", *columns])), self.name
                )
            )
        key = [sql.SQL("c.{} = s.{}").format(sql.Identifier(f), sql.Identifier(self.fields[f])) for f in self.key]
        same = [
            staging.same(field, types.get(self.fields[field], "bigint"), self.fields[field])
            for field in self.compared
            if field not in self.key
        ]
        staging.drop(FOUND)
        execute(
            sql.SQL(
                "CREATE TEMP TABLE merge_found ON COMMIT DROP AS WITH c AS MATERIALIZED ({now}) "
                "SELECT s.row, c.id, CASE WHEN s.row IS NULL THEN 'vanished' WHEN c.id IS NULL THEN 'added' "
                "WHEN {same} THEN 'unchanged' ELSE 'changed' END AS kind FROM {staged} s {side} JOIN c ON {key}"
            ).format(
                now=now.text,
                staged=self.load.staged,
                side=sql.SQL("FULL" if whole else "LEFT"),
                key=staging.all_of(key),
                same=staging.all_of(same),
            ),
            now.params,
        )

    def write(self) -> Counts:
        found = dict(execute(sql.SQL("SELECT kind, count(*) FROM {} GROUP BY kind").format(FOUND)).fetchall())
        if sum(found.values()) > MANY:
            staging.analyze(FOUND)
        touched = [kind for kind in ("changed", "vanished") if found.get(kind)]
        if touched:
            self._lock()
            self._keep_images()
        gone = self._delete() if "vanished" in touched else 0  # first: what is added may take its place
        changed = self._update() if "changed" in touched else 0
        return Counts(self._insert() if found.get("added") else 0, changed, gone)

    def _lock(self) -> None:
        execute(
            sql.SQL(
                "SELECT 1 FROM {} WHERE id IN (SELECT id FROM {} WHERE kind IN ('changed', 'vanished')) "
                "ORDER BY id FOR UPDATE"
            ).format(self.name, FOUND)
        )

    def _keep_images(self) -> None:
        execute(
            sql.SQL(
                "INSERT INTO {images} (batch_id, model, row_id, kind, before) "
                "SELECT %s, %s, m.id, f.kind, to_jsonb(m) FROM {name} m JOIN {found} f ON f.id = m.id "
                "WHERE f.kind IN ('changed', 'vanished')"
            ).format(images=sql.Identifier(BatchChange._meta.db_table), name=self.name, found=FOUND),
            [self.load.batch_id, self.model._meta.label],
        )

    def _delete(self) -> int:
        done = execute(
            sql.SQL("DELETE FROM {} m USING {} f WHERE f.kind = 'vanished' AND f.id = m.id").format(self.name, FOUND)
        )
        return int(done.rowcount)

    def _values(self) -> dict[str, sql.Composable]:
        """Return what is written, by field: staged fields, stamps of the scope, provenance."""
        stamps = {
            **self.load.scope.stamps(),
            "entered_by": self.load.actor.name,
            "entered_at": self.load.at,
            "batch_id": self.load.batch_id,
        }
        values: dict[str, sql.Composable] = {
            name: self._literal(name, value) for name, value in stamps.items() if name in self.columns
        }
        if "batch_row" in self.columns:
            values["batch_row"] = sql.SQL("s.row")
        for name, source in self.fields.items():
            text = not self.columns[name].null and isinstance(self.columns[name], (models.CharField, models.TextField))
            values[name] = sql.SQL("coalesce(s.{}, '')" if text else "s.{}").format(sql.Identifier(source))
        return values

    def _literal(self, name: str, value: Any) -> sql.Composable:
        field = self.columns[name]
        return sql.Literal(field.get_db_prep_save(field.to_python(value), connection))

    def _update(self) -> int:
        values = self._values()
        sets = sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in values.items()
        )
        done = execute(
            sql.SQL(
                "UPDATE {} m SET {} FROM {} f JOIN {} s ON s.row = f.row WHERE f.kind = 'changed' AND f.id = m.id"
            ).format(self.name, sets, FOUND, self.load.staged)
        )
        return int(done.rowcount)

    def _insert(self) -> int:
        values = {**self._defaults(), **self._values()}
        done = execute(
            sql.SQL(
                "INSERT INTO {} ({}) "
                "SELECT {} FROM {} f JOIN {} s ON s.row = f.row WHERE f.kind = 'added' ORDER BY s.row"
            ).format(
                self.name,
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(values.values()),
                FOUND,
                self.load.staged,
            )
        )
        return int(done.rowcount)

    def _defaults(self) -> dict[str, sql.Composable]:
        """Return the values Django would give the fields that the batch says nothing about."""
        found: dict[str, sql.Composable] = {}
        for name, field in self.columns.items():
            if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False):
                found[name] = self._literal(name, self.load.at)
            elif not (field.primary_key or field.null or field.has_db_default()) and (
                field.has_default() or field.empty_strings_allowed
            ):
                found[name] = self._literal(name, field.get_default())
        return found


def lock_node(path: str) -> None:
    """Wait until nobody else writes a batch at this node, above it or below it; held to the end of the transaction.

    The nodes above are locked shared, so that sibling nodes are written side by side.
    """
    for above in ancestors_of(path):
        execute(sql.SQL("SELECT pg_advisory_xact_lock_shared(%s, hashtext(%s))"), [LOCKS, above])
    execute(sql.SQL("SELECT pg_advisory_xact_lock(%s, hashtext(%s))"), [LOCKS, path])


# --- undoing ----------------------------------------------------------------------------------------------------------


def touched_since(batch_id: int, label: str, added: int) -> int:
    """Count the rows of a batch in one model that somebody has changed or removed since."""
    name = sql.Identifier(apps.get_model(label)._meta.db_table)
    images = sql.Identifier(BatchChange._meta.db_table)
    changed, untouched, ours = execute(
        sql.SQL(
            "SELECT (SELECT count(*) FROM {images} WHERE batch_id = %(b)s AND model = %(m)s AND kind = 'changed'), "
            "(SELECT count(*) FROM {images} i JOIN {name} r ON r.id = i.row_id AND r.batch_id = %(b)s "
            " WHERE i.batch_id = %(b)s AND i.model = %(m)s AND i.kind = 'changed'), "
            "(SELECT count(*) FROM {name} WHERE batch_id = %(b)s)"
        ).format(images=images, name=name),
        {"b": batch_id, "m": label},
    ).fetchone()
    return int(changed - untouched + max(0, added - (ours - untouched)))


def take_back(batch_id: int, label: str) -> None:
    """Remove the rows a batch added to a model and give the changed ones their former content."""
    model = apps.get_model(label)
    name, images = sql.Identifier(model._meta.db_table), sql.Identifier(BatchChange._meta.db_table)
    values = {"b": batch_id, "m": label}
    execute(
        sql.SQL(
            "DELETE FROM {name} r WHERE r.batch_id = %(b)s AND NOT EXISTS "
            "(SELECT FROM {images} i WHERE i.batch_id = %(b)s AND i.model = %(m)s AND i.row_id = r.id)"
        ).format(name=name, images=images),
        values,
    )
    columns = _restored(model)
    sets = sql.SQL(", ").join(sql.SQL("{0} = o.{0}").format(sql.Identifier(c)) for c in columns if c != "id")
    execute(
        sql.SQL(
            "UPDATE {name} r SET {sets} FROM {images} i, jsonb_populate_record(NULL::{name}, i.before) o "
            "WHERE i.batch_id = %(b)s AND i.model = %(m)s AND i.kind = 'changed' AND r.id = i.row_id"
        ).format(name=name, images=images, sets=sets),
        values,
    )


def bring_back(batch_id: int, label: str) -> None:
    """Insert again what a batch had removed from a model, under the former ids."""
    model = apps.get_model(label)
    columns = sql.SQL(", ").join(map(sql.Identifier, _restored(model)))
    chosen = sql.SQL(", ").join(sql.SQL("o.{}").format(sql.Identifier(column)) for column in _restored(model))
    execute(
        sql.SQL(
            "INSERT INTO {name} ({columns}) SELECT {chosen} FROM {images} i, "
            "jsonb_populate_record(NULL::{name}, i.before) o "
            "WHERE i.batch_id = %(b)s AND i.model = %(m)s AND i.kind = 'vanished' ORDER BY i.row_id"
        ).format(
            name=sql.Identifier(model._meta.db_table),
            columns=columns,
            chosen=chosen,
            images=sql.Identifier(BatchChange._meta.db_table),
        ),
        {"b": batch_id, "m": label},
    )


def _restored(model: type[models.Model]) -> list[str]:
    return [name for name, field in staging.fields_of(model).items() if not getattr(field, "generated", False)]
