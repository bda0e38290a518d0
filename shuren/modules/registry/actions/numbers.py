"""What is wrong with sealed numbers, which only code can open: those that have changed since the last look."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from shuren.kernel.sensitive import index_of, open_token
from shuren.kernel.tabular.staging import execute
from shuren.modules.registry.rules.problems import number_faults
from shuren.modules.registry.rules.roster import VERIFIED
from shuren.spine.people.models import Enrolment, Person

BLOCK = 20_000
PURPOSE = "registry.problem.facts"
RULES = "1"  # another one with every change of what `number_faults` finds, so that all numbers are opened once more
CHANGED = """
SELECT e.id, {digest}, p.id_type, p.id_no, e.sex, e.born_on, e.national_no, e.entered_on
FROM people_enrolment e JOIN people_person p ON p.id = e.person_id
LEFT JOIN registry_numberlook l ON l.enrolment_id = e.id
WHERE e.id > %(after)s AND e.left_on IS NULL AND e.stage = ANY(%(stages)s) {whose}
  AND l.digest IS DISTINCT FROM {digest}
ORDER BY e.id LIMIT %(most)s
"""
DIGEST = "md5(concat_ws('|', %(rules)s, p.id_type, p.id_no, e.sex, e.born_on, e.national_no, e.entered_on))"
KEEP = """
INSERT INTO registry_numberlook (enrolment_id, digest, faults)
SELECT * FROM unnest(%(ids)s::bigint[], %(digests)s::text[], %(faults)s::jsonb[])
ON CONFLICT (enrolment_id) DO UPDATE SET digest = EXCLUDED.digest, faults = EXCLUDED.faults
"""


def look(persons: Sequence[int] | None) -> int:
    """Look at the numbers of everybody, or of some pupils, that are not as they were; return how many were opened.

    The caller has opened the wall.
    """
    whose = sql.SQL("AND e.person_id = ANY(%(persons)s)" if persons is not None else "")
    statement = sql.SQL(CHANGED).format(digest=sql.SQL(DIGEST), whose=whose)
    values: dict[str, Any] = {"rules": RULES, "stages": list(VERIFIED), "persons": list(persons or ()), "most": BLOCK}
    after = opened = 0
    while rows := execute(statement, values | {"after": after}).fetchall():
        kept = {"ids": [row[0] for row in rows], "digests": [row[1] for row in rows]}
        execute(sql.SQL(KEEP), kept | {"faults": [Jsonb(_faults(*row[2:])) for row in rows]})
        after, opened = rows[-1][0], opened + len(rows)
    return opened


def _faults(
    id_type: str, id_token: str, sex: str, born_on: date, national_token: str, entered_on: date
) -> list[dict[str, str]]:
    """Return what is wrong, or will be once a formal number is overdue, with a digest of what it rests on."""
    id_no = open_token(id_token, Person._meta.get_field("id_no").purpose) if id_token else ""
    national_no = ""
    if national_token:
        national_no = open_token(national_token, Enrolment._meta.get_field("national_no").purpose)
    faults = number_faults(
        id_type=id_type, id_no=id_no, sex=sex, born_on=born_on, national_no=national_no, entered_on=entered_on,
        today=date.max,
    )  # fmt: skip
    facts = f"{id_type}|{id_no}|{sex}|{born_on}|{national_no}"
    return [{"kind": fault.value, "facts": _hash(f"{fault}|{facts}")} for fault in faults]


def _hash(facts: str) -> str:
    """Return a digest that nobody without the key can try numbers against."""
    return hashlib.md5((index_of(facts, PURPOSE) or "").encode(), usedforsecurity=False).hexdigest()
