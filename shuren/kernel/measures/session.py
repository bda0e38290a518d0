"""The embedded analytic engine, and the road from PostgreSQL to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

from shuren.kernel.rowsecurity import OPEN_ALL

_PARAMETERS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


@contextmanager
def engine() -> Iterator[Any]:
    """Give an empty in-memory DuckDB as an Ibis backend; it reads nothing but what it is handed."""
    import ibis

    con = ibis.duckdb.connect(":memory:")
    con.raw_sql("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    con.raw_sql("SET preserve_insertion_order = true; SET enable_progress_bar = false")
    try:
        yield con
    finally:
        con.disconnect()


def in_fixed_order(con: Any) -> None:
    """Run on one thread from here on: sums of fractions then come out the same, bit for bit, every time."""
    con.raw_sql("SET threads = 1")


@contextmanager
def postgres() -> Iterator[Any]:
    """Give a cursor that streams Arrow batches; it stands outside the transactions of Django's connection."""
    import adbc_driver_postgresql.dbapi as adbc

    settings = connection.settings_dict
    uri = make_conninfo(**{key: settings[name] for key, name in _PARAMETERS.items() if settings.get(name)})
    with adbc.connect(uri) as source, source.cursor() as cursor:
        cursor.execute(OPEN_ALL)
        cursor.fetchall()
        cursor.execute("SET default_transaction_read_only = on")
        yield cursor
