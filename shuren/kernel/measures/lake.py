"""The lake: fact tables frozen as Parquet, one folder per year, with a manifest beside each.

`<year>/<table>.r<revision>.parquet` is the snapshot; a correction of one unit adds
`<table>.r<revision>.u<unit>.parquet`, whose rows stand in place of that unit's. The manifest names the files in
force, their rows and SHA-256, when they were taken, and the revision, which rises by one with every change.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from shuren.kernel.measures.facts import FactTable


class NotFrozenError(Exception):
    """A table has no snapshot for the years asked for; freeze them first."""

    def __init__(self, table: str, years: Sequence[int]) -> None:
        super().__init__(f"{table} has no snapshot for {', '.join(map(str, years))}; freeze these years first.")


@dataclass(frozen=True)
class Taken:
    """One file of the lake."""

    file: str
    rows: int
    sha256: str
    taken_at: str
    revision: int


@dataclass(frozen=True)
class Manifest:
    """What is in force for one table and year."""

    table: str
    year: int
    on: str
    base: Taken
    patches: dict[str, Taken] = field(default_factory=dict)

    @property
    def revision(self) -> int:
        return max([self.base.revision, *(patch.revision for patch in self.patches.values())])

    @property
    def taken_at(self) -> str:
        return max([self.base.taken_at, *(patch.taken_at for patch in self.patches.values())])


def folder(year: int) -> Path:
    path = Path(settings.LAKE_DIR) / str(year)
    path.mkdir(parents=True, exist_ok=True)
    return path


def manifest(table: str, year: int) -> Manifest | None:
    """Return the manifest of a table's snapshot, or nothing where it was never taken."""
    file = folder(year) / f"{table}.json"
    if not file.exists():
        return None
    read = json.loads(file.read_text(encoding="utf-8"))
    patches = {unit: Taken(**taken) for unit, taken in read.pop("patches").items()}
    return Manifest(**(read | {"base": Taken(**read["base"]), "patches": patches}))


def save_base(con: Any, table: FactTable, year: int, *, on: date, source: str, at: datetime) -> Manifest:
    """Write the table `source` of the engine as the snapshot; earlier corrections are superseded."""
    before = manifest(table.name, year)
    revision = before.revision + 1 if before else 1
    taken = _write(con, table, folder(year) / f"{table.name}.r{revision}.parquet", source, at=at, revision=revision)
    result = _save(Manifest(table.name, year, on.isoformat(), taken))
    for old in [before.base, *before.patches.values()] if before else []:
        (folder(year) / old.file).unlink(missing_ok=True)
    return result


def save_patch(con: Any, table: FactTable, year: int, unit: int, *, source: str, at: datetime) -> Manifest:
    """Write the rows of one unit in place of those it had."""
    before = manifest(table.name, year)
    if before is None:
        raise NotFrozenError(table.name, [year])
    revision = before.revision + 1
    file = folder(year) / f"{table.name}.r{revision}.u{unit}.parquet"
    taken = _write(con, table, file, source, at=at, revision=revision)
    old = before.patches.get(str(unit))
    result = _save(replace(before, patches=before.patches | {str(unit): taken}))
    if old:
        (folder(year) / old.file).unlink(missing_ok=True)
    return result


def rows(con: Any, table: FactTable, years: Sequence[int]) -> Any | None:
    """Return the rows in force in some years, with `year`; nothing where no year has a snapshot."""
    import ibis

    found = [item for year in years if (item := manifest(table.name, year))]
    if not found:
        return None
    result = con.read_parquet([str(folder(item.year) / item.base.file) for item in found])
    patches = [str(folder(item.year) / taken.file) for item in found for taken in item.patches.values()]
    if not patches:
        return result
    for item in found:
        units = [int(unit) for unit in item.patches]
        result = result.filter((result.year != item.year) | result.unit.notin(units)) if units else result
    return ibis.union(result, con.read_parquet(patches))


def _write(con: Any, table: FactTable, file: Path, source: str, *, at: datetime, revision: int) -> Taken:
    """Write rows in a fixed order with fixed types, so that equal facts give equal bytes.

    The engine's own SQL: composing it from expressions takes longer than the engine takes to write the rows.
    """
    types = {"is_row": "boolean", "unit": "int64"} | dict(table.columns)
    cast = ", ".join(f'CAST("{name}" AS {_engine_type(kind)}) AS "{name}"' for name, kind in types.items())
    year = f"CAST({int(file.parent.name)} AS BIGINT) AS year"
    partial = file.with_suffix(".partial")
    target = str(partial).replace("'", "''")
    rows = f'SELECT {year}, {cast} FROM "{source}" ORDER BY ALL ASC NULLS LAST'  # noqa: S608  declared names
    copied = con.raw_sql(f"COPY ({rows}) TO '{target}' (FORMAT PARQUET, COMPRESSION zstd)")
    written = int(copied.fetchone()[0])
    with partial.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    partial.replace(file)
    return Taken(file.name, written, digest, at.isoformat(timespec="seconds"), revision)


@cache
def _engine_type(kind: str) -> str:
    import ibis
    from ibis.backends.sql.datatypes import DuckDBType

    return str(DuckDBType.to_string(ibis.dtype(kind)))


def _save(item: Manifest) -> Manifest:
    file = folder(item.year) / f"{item.table}.json"
    partial = file.with_suffix(".json.partial")
    partial.write_text(json.dumps(asdict(item), ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    partial.replace(file)
    return item
