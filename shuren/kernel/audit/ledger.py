"""The chain as the database holds it."""

from collections.abc import Callable, Iterator

from django.db import connection, transaction

from shuren.kernel.audit import anchors
from shuren.kernel.audit.chain import WITHOUT_SEAL, Link, Verdict, verify

ENDS = "SELECT position, hash FROM audit_seal WHERE position IN (1, (SELECT max(position) FROM audit_seal))"
TOLD_EVERY = 5000  # links
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


def verify_stored(tell: Callable[[int, int], None] | None = None) -> Verdict:
    """Verify the chain in the database against itself and the anchors; an unbroken head becomes an anchor.

    `tell` hears how many links of how many are checked.
    """
    total = length()
    links = _told(stored_links(), total, tell) if tell else stored_links()
    verdict = verify(links, anchors.kept())
    if verdict.holds and unsealed():
        verdict = Verdict(verdict.checked, verdict.head, total + 1, WITHOUT_SEAL, verdict.first)
    if verdict.holds:
        anchors.keep(verdict)
    return verdict


def length() -> int:
    """Return the position of the newest link."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM audit_seal")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def head() -> Verdict:
    """Return the newest link without verifying what leads to it."""
    with connection.cursor() as cursor:
        cursor.execute(ENDS)
        found = {position: bytes(sealed).hex() for position, sealed in cursor.fetchall()}
    if not found:
        return Verdict(0, "")
    newest = max(found)
    return Verdict(newest, found[newest], first=found.get(1, ""))


def _told(links: Iterator[Link], total: int, tell: Callable[[int, int], None]) -> Iterator[Link]:
    for link in links:
        if link.position % TOLD_EVERY == 0:
            tell(link.position, total)
        yield link
