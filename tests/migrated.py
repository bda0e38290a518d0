"""A database that the migrations have made once, to be copied: by every process of a run and by every run after it.

It is made anew when what makes tables changes, and lies beside the test databases on the same server.
"""

import fcntl
import hashlib
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
NAME = "shuren_migrated"
GIVEN = "SHUREN_TEST_TEMPLATE"  # the variable that names one to copy on a server of somebody else's
SOURCES = ("shuren/**/migrations/*.py", "shuren/**/*.sql", "shuren/site/settings.py", "requirements/dev.txt")


def template(server: str, folder: Path) -> str:
    """Return the name of the database to copy; `server` is the address of any database of the server.

    The first process to come makes it, the others wait. It is complete once it has its name.
    """
    name = f"{NAME}_{_fingerprint()}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "migrated.lock").open("w") as lock, psycopg.connect(server, autocommit=True) as session:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = f"SELECT datname FROM pg_database WHERE starts_with(datname, '{NAME}_')"
        there = {row[0] for row in session.execute(known).fetchall()}
        if name not in there:
            for old in there:
                session.execute(f"DROP DATABASE IF EXISTS {old} WITH (FORCE)")
            session.execute(f"CREATE DATABASE {NAME}_new")
            _migrate(f"{NAME}_new")
            session.execute(f"ALTER DATABASE {NAME}_new RENAME TO {name}")
    return name


def _fingerprint() -> str:
    total = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


def _migrate(database: str) -> None:
    settings, before = connection.settings_dict, connection.settings_dict["NAME"]
    connection.close()
    settings["NAME"] = database
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        settings["NAME"] = before
