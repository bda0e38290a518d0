"""Strictness switches: a real PostgreSQL of the tests' own, warnings as errors, closed sockets, random order.

The server starts when the first test asks for the database, so pure tests never wait for it. DATABASE_URL names
another server; SHUREN_VAR another runtime folder than var/test.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("SHUREN_VAR", str(ROOT / "var" / "test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuren.site.settings")
VAR = Path(os.environ["SHUREN_VAR"])

OUTSIDE_DJANGO = "procrastinate_jobs, procrastinate_periodic_defers, procrastinate_workers, procrastinate_events"
APPEND_ONLY = ("audit_entry", "audit_seal", "cases_entry")

settings.register_profile("dev", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_configure(config: pytest.Config) -> None:
    """Configure Django, now that its environment is set; and remember whether the server was already there.

    A server that was there before is not this run's to stop.
    """
    import django

    from shuren.kernel.embedded import cluster

    (VAR / "static").mkdir(parents=True, exist_ok=True)  # where a server's collected files would be
    django.setup()

    is_worker = hasattr(config, "workerinput")
    config.stash[_GIVEN] = "DATABASE_URL" in os.environ
    config.stash[_OURS] = not is_worker and not config.stash[_GIVEN] and not cluster(VAR).is_running()


def pytest_unconfigure(config: pytest.Config) -> None:
    from shuren.kernel.embedded import cluster

    if config.stash.get(_OURS, False):
        cluster(VAR).stop()
    if not hasattr(config, "workerinput"):
        for link in _made_folders(config).rglob("pg"):
            if link.is_symlink():  # the account of the database may not enter the folder: the cluster lies elsewhere
                cluster(link.parent).remove()


def _made_folders(config: pytest.Config) -> Path:
    """Return the folder below which all tests of this run have made theirs."""
    return Path(config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]


_OURS = pytest.StashKey[bool]()
_GIVEN = pytest.StashKey[bool]()  # a server of somebody else's, on which nothing is left behind


@pytest.fixture(scope="session")
def database_server() -> str:
    """Start the server and point Django and every child process at it; return its address."""
    from django.db import connections

    from shuren.kernel.embedded import database_url
    from shuren.site.settings import database_settings

    url = database_url(VAR)
    os.environ["DATABASE_URL"] = url
    connections.databases["default"].update(database_settings(url))
    return url


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    pytestconfig: pytest.Config,
    database_server: str,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: Any,
) -> None:
    """pytest-django calls this before it makes the test database, one for each worker: a copy of a migrated one."""
    from django.db import connection

    from tests import migrated

    if pytestconfig.stash[_GIVEN]:
        connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get(migrated.GIVEN)
        return
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template(database_server, VAR)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let a transactional test's clean-up empty what Django does not know or the schema protects from emptying."""
    from django.db import connection

    with django_db_blocker.unblock():
        operations = connection.ops
    plain = operations.sql_flush

    def sql_flush(style: Any, tables: Any, **options: Any) -> list[str]:
        statements = plain(style, tables, **options)
        if not statements:
            return statements
        opened = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in APPEND_ONLY]
        closed = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in APPEND_ONLY]
        return [*opened, f"TRUNCATE {OUTSIDE_DJANGO} RESTART IDENTITY", *statements, *closed]

    operations.sql_flush = sql_flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _stored_files_stay_in_the_test(request: pytest.FixtureRequest, tmp_path: Path, settings: Any) -> None:
    """Files and snapshots of one test are not seen by another."""
    settings.FILES_DIR = tmp_path / "files"
    settings.LAKE_DIR = tmp_path / "lake"
    settings.AUDIT_ANCHORS = tmp_path / "anchors.jsonl"


@pytest.fixture(autouse=True)
def _language_stays_in_the_test() -> Iterator[None]:
    """A request switches its thread to the reader's language, and Django switches back only at the next request."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture
def world(db: None) -> Any:
    """The one small region all tests share; see tests/world.py."""
    from tests.world import build

    return build()
