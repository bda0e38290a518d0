"""Row security: the database's own wall around tables of persons, behind the one that queries build.

A walled table shows and takes only rows whose path lies in the range that the session names; a session that names
none sees nothing, so a query that forgets `visible_to` finds an empty table instead of everybody.

    with scope_of(actor): ...       # web requests, jobs and event handlers do this once, around everything

The range is a setting of the database session. Leaving the block puts back what was before; where the transaction
has failed, its rollback does. A pooler between here and the server must pool sessions, not transactions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection
from psycopg.pq import TransactionStatus

from shuren.kernel.actors import STEP_END, range_of

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

NOTHING = ("", "")
EVERYTHING = ("", STEP_END)
SET = "SELECT set_config('shuren.scope_low', %s, false), set_config('shuren.scope_high', %s, false)"

# For connections made outside Django (bulk reads for snapshots): the statement that opens every row to them.
OPEN_ALL = f"SELECT set_config('shuren.scope_low', '', false), set_config('shuren.scope_high', '{STEP_END}', false)"

_present: ContextVar[tuple[str, str]] = ContextVar("row_scope", default=NOTHING)


@contextmanager
def scope_of(actor: Actor) -> Iterator[None]:
    """Let the database show the rows at and below the actor's node, and no others, inside the block."""
    before = _present.get()
    wanted = range_of(actor.path) if actor.path else EVERYTHING
    if wanted == before:
        yield
        return
    _name(wanted)
    token = _present.set(wanted)
    try:
        yield
    finally:
        _present.reset(token)
        if not _rollback_is_due():
            _name(before)


def _name(scope: tuple[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SET, scope)


def _rollback_is_due() -> bool:
    """Say whether the session cannot take a statement now; its rollback restores what was set before the block."""
    session = connection.connection
    if session is None or session.closed or connection.needs_rollback:
        return True
    return bool(session.info.transaction_status == TransactionStatus.INERROR)


def wall(table: str, column: str = "org_path") -> tuple[str, str]:
    """Return the SQL that walls a table in, and the SQL that takes the wall away, for a migration.

    FORCE holds the owner to the policy too: the platform's role owns its tables and is no superuser. The bounds are
    settings, which the planner reads while it plans, so the range is estimated and indexed like one with constants.
    """
    inside = (
        f"{column} >= current_setting('shuren.scope_low', true)"
        f" AND {column} < current_setting('shuren.scope_high', true)"
    )
    up = (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        f" CREATE POLICY {table}_in_scope ON {table} USING ({inside}) WITH CHECK ({inside});"
    )
    down = (
        f"DROP POLICY {table}_in_scope ON {table};"
        f" ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;"
    )
    return up, down
