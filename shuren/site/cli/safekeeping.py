"""`shuren backup`, `shuren restore`."""

import hashlib
import hmac
import json
import os
import shutil
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shuren.site.cli.setup import configure, database, is_embedded, runtime_folder, say

if TYPE_CHECKING:
    from shuren.site.cli.archive import Manifest

FOLDERS = ("files", "lake")
KEYS = "keys.json"


def tool(name: str) -> Path:
    """Return one of PostgreSQL's programs: the machine's where the server is, else the embedded install's."""
    from shuren.kernel.embedded import cluster

    installed = None if is_embedded() else shutil.which(name)
    return Path(installed) if installed else cluster(runtime_folder()).tool(name)


def key_mark() -> str:
    """Return a mark of the installation's keys, from which nothing about them can be told."""
    from shuren.site.secrets import secrets_of

    found = secrets_of(runtime_folder())
    return hmac.digest(found.index_key.encode(), b"shuren backup", hashlib.sha256).hex()[:16]


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--with-keys", is_flag=True, help="Put keys.json in as well: whoever has the file can read everything.")
def backup(file: Path | None, with_keys: bool) -> None:
    """Write everything the platform holds to one FILE: tables, uploaded files, snapshots.

    Without FILE, to var/backups/ under the time. Pages stay open meanwhile; the tables are as one moment saw them. The
    keys that unseal identity numbers are left out, so that a stolen backup tells no number: keep var/keys.json apart.
    """
    from shuren.site.cli import archive

    url, var = database(), runtime_folder()
    now = datetime.now(UTC)
    target = file or var / "backups" / f"shuren-{now:%Y%m%d-%H%M%S}.tar"
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise click.ClickException(f"{target} 已存在，不会覆盖。 {target} exists and is not written over.")
    folders = {name: var / name for name in FOLDERS} | ({KEYS: var / KEYS} if with_keys else {})
    if with_keys:
        say("! 备份中含有密钥，请像密钥一样保管。 The file holds the keys: guard it as you would guard them.")
    manifest = archive.Manifest(now.isoformat(timespec="seconds"), "", key_mark(), with_keys)
    try:
        archive.write(target, url, tool("pg_dump"), folders, manifest)
    except RuntimeError as failure:
        raise click.ClickException(str(failure)) from failure
    click.echo(str(target))
    say(f"· {len(manifest.tables)} 张表 tables, {manifest.rows:,} 行 rows, {target.stat().st_size / 1e6:,.1f} MB")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Delete what the database holds first. There is no way back.")
def restore(file: Path, replace: bool) -> None:
    """Fill the database from a backup FILE and hold every table to the backup's own hashes.

    \b
    Heads of the audit log kept outside the database speak of what was there before: their file is put aside.

    \b
    Exit code 0: everything is as it was when the backup was made.
    Exit code 1: refused, nothing changed: the database holds something, or the keys are another installation's.
    Exit code 3: the backup is damaged; the database holds what could be read and must not be used.
    """
    from shuren.site.cli import archive

    url = database()
    try:
        with tarfile.open(file) as opened:
            manifest = archive.manifest_of(opened)
            _settle_keys(opened, manifest, replace=replace)
            if not archive.is_empty(url):
                if not replace:
                    raise click.ClickException(
                        "数据库不是空的，未作改动；确认要替换请加 --replace。 The database is not empty."
                    )
                archive.empty(url)
            configure()  # not before the keys are in place, for settings make new ones where there are none
            from shuren.kernel.audit import anchors, ledger

            anchors.put_aside()
            archive.restore(opened, url, tool("pg_restore"), manifest)
            _unpack(opened)
            anchors.keep(ledger.head())
    except (tarfile.TarError, json.JSONDecodeError, archive.Damaged) as damage:
        say(f"备份已损坏：{damage}。 The backup is damaged: {damage}.")
        raise SystemExit(3) from damage
    except RuntimeError as failure:
        raise click.ClickException(str(failure)) from failure
    head = manifest.audit_head or [0, ""]
    click.echo(f"{manifest.rows} {head[0]} {head[1]}")
    say(f"· 已恢复 {manifest.made_at} 的备份，{manifest.rows:,} 行，逐表核对一致。 Restored; every table is as it was.")


def _settle_keys(opened: tarfile.TarFile, manifest: "Manifest", *, replace: bool) -> None:
    """Put the backup's keys in place where it brings them and none are there; refuse keys that open nothing in it."""
    path = runtime_folder() / KEYS
    if manifest.with_keys and (replace or not path.exists()):
        if path.exists():
            path.replace(path.with_name(f"{KEYS}.{datetime.now(UTC):%Y%m%d%H%M%S}"))
        opened.extract(KEYS, runtime_folder(), filter="data")
        path.chmod(0o600)
    if not path.exists() and "SHUREN_SECRETS" not in os.environ:
        raise click.ClickException(
            f"请先把备份所属安装的 {KEYS} 放到 {runtime_folder()}。"
            f" Put the {KEYS} of the backup's installation there first."
        )
    if key_mark() != manifest.keys:
        raise click.ClickException(
            f"{path} 不是这份备份的密钥，恢复后证件号将无法读取。 {path} holds other keys than the backup needs."
        )


def _unpack(opened: tarfile.TarFile) -> None:
    """Put files and snapshots back; what is there under the same name gives way."""
    members = [member for member in opened.getmembers() if member.name.split("/")[0] in FOLDERS]
    opened.extractall(runtime_folder(), members=members, filter="data")


COMMANDS = (backup, restore)
