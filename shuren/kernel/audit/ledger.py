"""The chain as the database holds it."""

from collections.abc import Iterator

from django.db import connection, transaction

from shuren.kernel.audit.chain import Link

UNSEALED = "SELECT count(*) FROM audit_entry e LEFT JOIN audit_seal s ON s.entry_id = e.id WHERE s.entry_id IS NULL"
LINKS = """
SELECT s.position, s.hash, e.id::text, floor(extract(epoch FROM e.at) * 1000000)::bigint::text,
       e.actor_id, e.actor_name, e.role, e.label, e.org_path, e.subject_type, e.subject_id, e.details
FROM audit_seal s LEFT JOIN audit_entry e ON e.id = s.entry_id ORDER BY s.position
"""


def stored_links() -> Iterator[Link]:
    """Stream the chain in order; an entry that is gone comes with empty fields and so fails to verify."""
    with transaction.atomic(), connection.cursor() as plain:
        plain.execute("DECLARE audit_links NO SCROLL CURSOR FOR " + LINKS)
        while True:
            plain.execute("FETCH 5000 FROM audit_links")
            rows = plain.fetchall()
            if not rows:
                return
            for position, sealed, *fields in rows:
                yield Link(position, tuple(field or "" for field in fields), bytes(sealed))


def unsealed() -> int:
    """Count entries that no seal covers; anything but 0 means that the trigger was bypassed."""
    with connection.cursor() as cursor:
        cursor.execute(UNSEALED)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
