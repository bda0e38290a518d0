"""A backup as a file: the tables as one snapshot saw them, the files, the lake, and what all of it should be.

A tar archive. `schema.dump` is pg_dump's, definitions only; `tables/<schema>.<name>.csv.gz` holds the rows in the order
of the primary key; `manifest.json` tells rows and SHA-256 of each table and the head of the audit log. Rows go out and
in by COPY as the application's own role: out, with every row opened to the session; in, before walls and indexes
stand. So neither a superuser nor the right to bypass row security is needed, on any server.
"""

import gzip
import hashlib
import json
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# What kernel.rowsecurity.OPEN_ALL says; that module wants Django's settings, and settings want keys, which a restore
# may have yet to bring.
OPEN_ALL = "SELECT set_config('shuren.scope_low', '', false), set_config('shuren.scope_high', '~', false)"

FORMAT = 1
SCRATCH = "staging"  # schema of rows on their way in; they are read from their file again
COMPRESSION = 1
BLOCK = 1 << 20  # bytes
TABLES = """
SELECT n.nspname, c.relname,
       (SELECT array_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
       (SELECT array_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum)) FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', %s) ORDER BY 1, 2
"""
SEQUENCES = """
SELECT schemaname, sequencename, last_value FROM pg_sequences
WHERE schemaname !~ '^pg_' AND last_value IS NOT NULL ORDER BY 1, 2
"""
AUDIT_HEAD = "SELECT position, encode(hash, 'hex') FROM audit_seal ORDER BY position DESC LIMIT 1"


@dataclass(frozen=True)
class Table:
    """A table: its columns that hold values of their own, and those that tell its rows apart."""

    schema: str
    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.schema}.{self.name}"

    def out(self) -> sql.Composed:
        """Return the statement that sends its rows in a fixed order."""
        return sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT (FORMAT csv)").format(
            self._listed(self.columns), sql.Identifier(self.schema, self.name), self._listed(self.key or self.columns)
        )

    def into(self) -> sql.Composed:
        target = sql.Identifier(self.schema, self.name)
        return sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv)").format(target, self._listed(self.columns))

    @staticmethod
    def _listed(names: tuple[str, ...]) -> sql.Composable:
        return sql.SQL(", ").join(map(sql.Identifier, names))


@dataclass(frozen=True)
class Held:
    """What a table holds: its number of rows, and the SHA-256 of them as COPY sends them."""

    rows: int
    sha256: str


@dataclass
class Manifest:
    """What a backup should be. `keys` tells which installation's keys its sealed values need."""

    made_at: str
    server: str
    keys: str
    with_keys: bool
    audit_head: list[Any] | None = None
    tables: dict[str, Held] = field(default_factory=dict)
    sequences: list[list[Any]] = field(default_factory=list)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(held.rows for held in self.tables.values())

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def read(cls, text: str) -> "Manifest":
        values = json.loads(text)
        tables = {name: Held(**held) for name, held in values.pop("tables").items()}
        return cls(**values, tables=tables)


def tables_of(session: psycopg.Connection[Any]) -> list[Table]:
    """Return every table of the database but those of rows on their way in."""
    rows = session.execute(TABLES, [SCRATCH]).fetchall()
    return [Table(schema, name, tuple(columns), tuple(key or ())) for schema, name, columns, key in rows]


def held_in(session: psycopg.Connection[Any], table: Table) -> Held:
    """Read a table and return what it holds."""
    digest, rows = hashlib.sha256(), 0
    for block in _sent(session, table):
        digest.update(block)
        rows += 1
    return Held(rows, digest.hexdigest())


def _sent(session: psycopg.Connection[Any], table: Table) -> Iterator[bytes]:
    """Yield the rows of a table as COPY sends them, one at a time."""
    with session.cursor().copy(table.out()) as source:
        for block in source:
            yield bytes(block)


# --- out --------------------------------------------------------------------------------------------------------------


def write(target: Path, url: str, pg_dump: Path, folders: dict[str, Path], manifest: Manifest) -> Manifest:
    """Write a backup of the database and the folders; the manifest comes back filled in. The target appears whole."""
    part = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(prefix="shuren-backup-") as scratch, tarfile.open(part, "w") as archive:
        with psycopg.connect(url) as session:
            session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            _dump(session, archive, Path(scratch), url, pg_dump, manifest)
        for name, folder in folders.items():
            if folder.exists():
                archive.add(folder, arcname=name)
        described = Path(scratch) / "manifest.json"
        described.write_text(manifest.text(), encoding="utf-8")
        archive.add(described, arcname="manifest.json")
    part.chmod(0o600)
    part.replace(target)
    return manifest


def _dump(
    session: psycopg.Connection[Any],
    archive: tarfile.TarFile,
    scratch: Path,
    url: str,
    pg_dump: Path,
    manifest: Manifest,
) -> None:
    session.execute(OPEN_ALL)
    snapshot = _one(session, "SELECT pg_export_snapshot()")
    schema = scratch / "schema.dump"
    arguments = (
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        "-Fc",
        f"--snapshot={snapshot}",
        f"--exclude-table={SCRATCH}.*",
    )
    run(pg_dump, *arguments, "--file", str(schema), "--dbname", url)
    archive.add(schema, arcname="schema.dump")
    for table in tables_of(session):
        packed = scratch / "table.csv.gz"
        digest, rows = hashlib.sha256(), 0
        with gzip.GzipFile(packed, "wb", COMPRESSION, mtime=0) as out:
            for block in _sent(session, table):
                digest.update(block)
                out.write(block)
                rows += 1
        archive.add(packed, arcname=f"tables/{table.label}.csv.gz")
        manifest.tables[table.label] = Held(rows, digest.hexdigest())
    manifest.sequences = [list(row) for row in session.execute(SEQUENCES).fetchall()]
    if "public.audit_seal" in manifest.tables:
        head = session.execute(AUDIT_HEAD).fetchone()
        manifest.audit_head = list(head) if head else None
    manifest.server = str(_one(session, "SHOW server_version"))


def _one(session: psycopg.Connection[Any], statement: str) -> Any:
    row = session.execute(statement).fetchone()
    return row[0] if row else None


# --- in ---------------------------------------------------------------------------------------------------------------


class Damaged(Exception):  # noqa: N818
    """What a backup holds is not what its manifest says."""


def manifest_of(archive: tarfile.TarFile) -> Manifest:
    """Read the manifest. Raises Damaged for a file that is no backup."""
    try:
        member = archive.extractfile("manifest.json")
    except KeyError:
        member = None
    if member is None:
        raise Damaged("manifest.json")
    return Manifest.read(member.read().decode())


def is_empty(url: str) -> bool:
    """Say whether a database holds no table."""
    with psycopg.connect(url) as session:
        return not tables_of(session)


def empty(url: str) -> None:
    """Take everything out of a database."""
    with psycopg.connect(url) as session:
        found = session.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
        )
        for (schema,) in found.fetchall():
            session.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        session.execute("CREATE SCHEMA public")


def restore(archive: tarfile.TarFile, url: str, pg_restore: Path, manifest: Manifest) -> None:
    """Fill an empty database from a backup and hold every table to the manifest. Raises Damaged."""
    with tempfile.TemporaryDirectory(prefix="shuren-restore-") as scratch:
        schema = Path(scratch) / "schema.dump"
        member = archive.extractfile("schema.dump")
        if member is None:
            raise Damaged("schema.dump")
        schema.write_bytes(member.read())
        arguments = ("--no-owner", "--no-privileges", "--exit-on-error", "--dbname", url, str(schema))
        run(pg_restore, "--section=pre-data", *arguments)
        with psycopg.connect(url) as session:
            _fill(session, archive, manifest)
        run(pg_restore, "--section=post-data", *arguments)
    with psycopg.connect(url) as session:
        session.execute(OPEN_ALL)
        wrong = [
            table.label for table in tables_of(session) if held_in(session, table) != manifest.tables.get(table.label)
        ]
        if wrong or len(tables_of(session)) != len(manifest.tables):
            raise Damaged(", ".join(wrong) or "tables")


def _fill(session: psycopg.Connection[Any], archive: tarfile.TarFile, manifest: Manifest) -> None:
    for table in tables_of(session):
        member = archive.extractfile(f"tables/{table.label}.csv.gz")
        if member is None:
            raise Damaged(table.label)
        try:
            with gzip.open(member) as rows, session.cursor().copy(table.into()) as target:
                while block := rows.read(BLOCK):
                    target.write(block)
        except (gzip.BadGzipFile, EOFError, zlib.error, psycopg.DataError) as broken:
            raise Damaged(table.label) from broken
    for schema, name, value in manifest.sequences:
        session.execute("SELECT setval(format('%%I.%%I', %s::text, %s::text)::regclass, %s)", [schema, name, value])
    session.execute("SET CONSTRAINTS ALL IMMEDIATE")


def run(program: Path, *arguments: str) -> None:
    """Run one of PostgreSQL's programs. Raises RuntimeError with what it said."""
    answer = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if answer.returncode:
        raise RuntimeError(f"{program.name}: {answer.stderr.strip()[-2000:]}")
