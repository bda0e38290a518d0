"""Before Django: the database is found or started, and settings are pointed at it."""

import atexit
import fcntl
import os
from functools import cache
from pathlib import Path
from typing import IO

import click

OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def runtime_folder() -> Path:
    return Path(os.environ.get("SHUREN_VAR", "var")).resolve()


def configure() -> None:
    """Start or find the database, tell Django where it is, and set Django up; doing it twice does nothing more.

    An embedded database that this command starts is stopped when it ends, unless somebody else has come to use it.
    """
    from django.apps import apps

    if apps.ready:
        return
    os.environ["SHUREN_VAR"] = str(runtime_folder())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
    database()
    import django

    django.setup()


def database() -> str:
    """Return the address of the database, starting the embedded one where no other is named."""
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = _start_database(runtime_folder())
    return os.environ["DATABASE_URL"]


def _start_database(var: Path) -> str:
    from shuren.kernel.embedded import Unavailable, cluster

    embedded = cluster(var)
    using = _lock_of(var)
    fcntl.flock(using, fcntl.LOCK_SH)  # before looking: whoever is about to stop it stops first
    try:
        if embedded.start():
            atexit.register(_release, var, using)
        return embedded.url()
    except Unavailable as error:
        raise click.ClickException(str(error)) from error


@cache
def _lock_of(var: Path) -> IO[bytes]:
    """Return the file that every command holds a shared lock on while it uses the embedded database."""
    var.mkdir(parents=True, exist_ok=True)
    return (var / "pg.users").open("wb")


def _release(var: Path, using: IO[bytes]) -> None:
    """Stop the embedded database unless another command uses it or anybody is connected to it."""
    import psycopg
    from django.conf import settings
    from django.db import connections

    from shuren.kernel.embedded import cluster

    try:
        fcntl.flock(using, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    embedded = cluster(var)
    if settings.configured:
        connections.close_all()
    if not embedded.is_running():
        return
    try:
        with psycopg.connect(embedded.url()) as session:
            others = session.execute(OTHERS).fetchone()
    except psycopg.Error:
        others = None
    if others is None or not others[0]:
        embedded.stop()


def is_embedded() -> bool:
    """Say whether the database is the one below the runtime folder."""
    from shuren.kernel.embedded import cluster

    embedded = cluster(runtime_folder())
    return embedded.is_running() and embedded.url() == os.environ.get("DATABASE_URL")


def migrate() -> None:
    """Bring the database's tables up to date, and refuse to go on where what they hold does not fit the code."""
    from django.core.checks import Tags, run_checks
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    found = [fault for fault in run_checks(tags=[Tags.database], databases=["default"]) if fault.is_serious()]
    if found:
        raise click.ClickException("\n".join(map(str, found)))


def say(sentence: str) -> None:
    """Tell the one at the terminal what is going on."""
    click.echo(sentence, err=True)
