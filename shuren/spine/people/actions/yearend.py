"""The end of a school year, for many pupils at once: who leaves, who keeps the grade, which classes close; and back.

The caller says whom in a query of its own; each deed is one statement, in the caller's transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import sql

from shuren.kernel.actors import range_of, system_actor
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular.staging import execute
from shuren.spine.people.permissions import record_people
from shuren.spine.people.rules import MovementKind

if TYPE_CHECKING:
    from datetime import date

YEAR_END = system_actor("people.year_end", "学年末升级毕业", record_people)

ENDINGS = {"07": MovementKind.GRADUATED, "08": MovementKind.COMPLETED, "09": MovementKind.UNFINISHED}  # XSDQZT

# A row changed outside a batch belongs to none, see Provenance.
TOUCHED = sql.SQL("batch_id = NULL, batch_row = NULL, entered_by = %(who)s, entered_at = now()")
END = """
UPDATE people_enrolment t SET left_on = greatest(t.entered_on, %(on)s), status = r.status, left_reason = %(reason)s,
       {touched}
FROM ({rows}) r WHERE t.id = r.enrolment_id AND t.left_on IS NULL
"""
NOTE = """
INSERT INTO people_movement (org_path, school_id, person_id, kind, "on", reason, told, case_number, entered_by,
                             entered_at)
SELECT e.org_path, e.school_id, e.person_id, k.kind, e.left_on, '', '', %(number)s, %(who)s, now()
FROM ({rows}) r JOIN people_enrolment e ON e.id = r.enrolment_id
JOIN unnest(%(statuses)s::text[], %(kinds)s::text[]) k(status, kind) ON k.status = r.status
"""
UNNOTE = "DELETE FROM people_movement WHERE case_number = %(number)s"
KEEP = """
UPDATE people_enrolment t SET entry_year = t.entry_year + 1, school_class_id = NULL, {touched}
FROM ({rows}) r WHERE t.id = r.enrolment_id AND t.left_on IS NULL
"""
RESTORE = """
UPDATE people_enrolment t SET left_on = NULL, left_reason = '', status = r.status, entry_year = r.entry_year,
       school_class_id = r.class_id, {touched}
FROM ({rows}) r WHERE t.id = r.enrolment_id
"""
CLOSE = """
UPDATE orgs_schoolclass c SET closed_on = greatest(c.opened_on, %(on)s)
WHERE c.org_path >= %(low)s AND c.org_path < %(high)s AND c.closed_on IS NULL AND c.entry_year + c.years = %(until)s
  AND NOT EXISTS (SELECT FROM people_enrolment e WHERE e.school_class_id = c.id AND e.left_on IS NULL)
RETURNING c.id
"""
REOPEN = "UPDATE orgs_schoolclass SET closed_on = NULL WHERE id = ANY(%(ids)s)"


class ChangedMeanwhile(Refused):
    """办理期间有学生的学籍发生了变化，本次没有写入任何数据。请重新试算后再办理。"""


def end_studies(rows: sql.Composable, *, count: int, on: date, reason: str, who: str, number: str) -> None:
    """End the enrolments that `rows` (enrolment_id, status) yields, `count` of them, under the number of an act.

    Each pupil's history gets its line. Raises ChangedMeanwhile.
    """
    _write(END, rows, count, on=on, reason=reason, who=who)
    kinds = {"statuses": list(ENDINGS), "kinds": [kind.value for kind in ENDINGS.values()]}
    _write(NOTE, rows, count, number=number, who=who, **kinds)


def keep_grade(rows: sql.Composable, *, count: int, who: str) -> None:
    """Let the pupils that `rows` (enrolment_id) yields be in the same grade next year; their classes move on."""
    _write(KEEP, rows, count, who=who)


def restore(rows: sql.Composable, *, count: int, who: str, number: str) -> None:
    """Make open enrolments again of those that `rows` (enrolment_id, status, entry_year, class_id) yields.

    What the act of that number has added to histories is taken away.
    """
    _write(RESTORE, rows, count, who=who)
    with scope_of(YEAR_END):
        execute(sql.SQL(UNNOTE), {"number": number})


def close_classes(path: str, *, until: int, on: date) -> list[int]:
    """Close the empty classes at and below a node that finish in the year `until`; return their ids."""
    with scope_of(YEAR_END):
        low, high = range_of(path)
        bounds = {"low": low, "high": high}
        return [pk for (pk,) in execute(sql.SQL(CLOSE), {**bounds, "until": until, "on": on}).fetchall()]


def reopen_classes(ids: list[int]) -> None:
    execute(sql.SQL(REOPEN), {"ids": ids})


def _write(statement: str, rows: sql.Composable, count: int, **values: Any) -> None:
    with scope_of(YEAR_END):
        done = execute(sql.SQL(statement).format(rows=rows, touched=TOUCHED), values)
    if done.rowcount != count:
        raise ChangedMeanwhile
