"""Recording a school's list of students: persons, enrolments, main guardians."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from psycopg import sql

from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular.writing import Counts
from shuren.spine.people import rules
from shuren.spine.people.actions.recording import (
    MATCHER,
    LaterOnRecord,
    effective_on,
    place,
    plain,
    require_recorder,
    text,
)
from shuren.spine.people.actions.sameness import examine_batch
from shuren.spine.people.actions.sets import Side, close, insert, pair, run, token_free, update, wrote
from shuren.spine.people.models import Enrolment, Guardianship, Person

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.tabular.writing import Load

# Who is meant: the holder of the identity number; else the pupil under this school number, unless both are known to
# be somebody else (another number, another name and another birth): then the number was given to a new pupil.
MATCH = """
WITH here AS MATERIALIZED (
  SELECT e.id, e.school_no, e.person_id, p.id_index, p.name, p.born_on
  FROM people_enrolment e JOIN people_person p ON p.id = e.person_id
  WHERE e.school_id = %(school)s AND e.left_on IS NULL
), told AS (
  SELECT s.row, known.id AS known_id, by_id.id AS by_id,
         CASE WHEN known.id IS NULL THEN by_no.id END AS by_no,
         CASE WHEN known.id IS NULL THEN by_no.person_id END AS by_no_person
  FROM {staged} s
  LEFT JOIN people_person known ON known.id_index = s.id_index
  LEFT JOIN here by_id ON by_id.person_id = known.id
  LEFT JOIN here by_no ON by_no.school_no = s.school_no
    AND (by_no.id_index IS NULL OR s.id_index IS NULL OR by_no.name = s.name OR by_no.born_on = s.born_on)
)
SELECT row, coalesce(by_id, by_no, nextval('people_enrolment_id_seq')) AS enrolment_id,
       coalesce(by_id, by_no) IS NULL AS enrolment_is_new,
       coalesce(known_id, by_no_person, nextval('people_person_id_seq')) AS person_id,
       coalesce(known_id, by_no_person) IS NULL AS person_is_new
FROM told
"""

TIES = """
SELECT s.row, m.person_id AS child_id, coalesce(s.g_id_index, 'row ' || s.row) AS who,
       coalesce(t.id, nextval('people_guardianship_id_seq')) AS tie_id, t.id IS NULL AS tie_is_new,
       CASE WHEN known.id IS NOT NULL THEN known.id WHEN same.id IS NOT NULL THEN same.id END AS guardian_id,
       known.id IS NULL AND same.id IS NOT NULL AS is_ours, false AS guardian_is_new
FROM {staged} s JOIN pupils m ON m.row = s.row
LEFT JOIN people_guardianship t ON t.child_id = m.person_id AND t.is_main
LEFT JOIN people_person known ON known.id_index = s.g_id_index
LEFT JOIN people_person same ON same.id = t.guardian_id AND (same.name = s.g_name OR same.id_index IS NULL)
WHERE s.g_name IS NOT NULL
"""
# Brothers and sisters in one file share a guardian: one new person for each identity number.
NEW_GUARDIANS = """
WITH fresh AS (
  SELECT who, min(row) AS row, nextval('people_person_id_seq') AS id FROM ties WHERE guardian_id IS NULL GROUP BY who
)
UPDATE ties t SET guardian_id = f.id, guardian_is_new = (f.row = t.row) FROM fresh f
WHERE t.guardian_id IS NULL AND f.who = t.who
"""
LATER = """
SELECT max(greatest(entered_on, left_on)) FROM people_enrolment
WHERE school_id = %(school)s AND greatest(entered_on, left_on) > %(on)s
"""

PERSON = (
    text("name", "name_key", "initials", "former_name", "sex", "id_type", "nationality", "ethnic", "political")
    | text("health", "gatqw", "birthplace", "hukou", "hukou_kind")
    | plain("born_on", "id_no", "id_index")
)
ENROLMENT = (
    text("name", "name_key", "initials", "sex", "school_no", "stage", "status", "study_mode", "enrol_way", "source")
    | text("left_behind", "disability", "commute")
    | plain("born_on", "national_no", "national_index", "school_class_id", "entry_year", "entered_on", "left_on")
    | plain("is_migrant", "is_only_child", "had_preschool", "is_orphan", "is_martyrs_child", "needs_aid", "has_aid")
    | {"person_id": "m.person_id"}
)
SILENT = {"left_reason": "''"}
NAMES = text("name", "name_key", "initials", prefix="g_")
GUARDIAN = NAMES | plain("id_no", "id_index", prefix="g_")
UNKNOWN = dict.fromkeys(
    ("former_name", "sex", "ethnic", "political", "health", "gatqw", "birthplace", "hukou", "hukou_kind"), "''"
)
NEW_GUARDIAN = (
    GUARDIAN | UNKNOWN | {"nationality": "'CHN'", "id_type": "CASE WHEN s.g_id_no IS NULL THEN '' ELSE '1' END"}
)


def record_students(load: Load) -> Counts:
    """Make a school's enrolments what its list says; who is no longer in it has left, and is not deleted.

    Raises AlreadyKnown for a new pupil who is certainly registered already, LaterOnRecord for a list older than what is
    on record, Forbidden without the permission.
    """
    require_recorder(load)
    on = effective_on(load)
    with scope_of(MATCHER):
        _refuse_older(load, on)
        pair(load, "pupils", MATCH, school=load.scope.org_id)
        persons = _persons(load)
        enrolments = _enrolments(load, on)
        pair(load, "ties", TIES)
        run(load, NEW_GUARDIANS)
        guardians = _guardians(load)
        wrote(load, Person, added=persons.added + guardians.added, changed=persons.changed + guardians.changed)
        load.written.append((Enrolment._meta.label, enrolments))
        _ties(load)
        examine_batch(load, "pupils")
    return enrolments


def _refuse_older(load: Load, on: date) -> None:
    later = run(load, LATER, school=load.scope.org_id, on=on).fetchone()[0]
    if later is not None:
        raise LaterOnRecord(on=on)


def _persons(load: Load) -> Counts:
    values = PERSON | {"org_path": place(load)["org_path"]}
    side = Side(Person, "pupils", "person_id", "person_is_new", values, kept=("id_no", "id_index"))
    changed = update(load, token_free(side, "id_no", "id_index"))
    return Counts(insert(load, side), changed)


def _enrolments(load: Load, on: date) -> Counts:
    gone = sql.SQL(
        "t.school_id = {school} AND t.left_on IS NULL AND NOT EXISTS "
        "(SELECT FROM pupils m WHERE m.enrolment_id = t.id AND NOT m.enrolment_is_new)"
    ).format(school=sql.Literal(load.scope.org_id))
    left = {
        "left_on": sql.SQL("greatest(t.entered_on, {})").format(sql.Literal(on)),
        "status": sql.Literal(rules.ENDED_UNKNOWN),
        "left_reason": sql.Literal(gettext_noop("不再出现在学校上报的名册中")),
    }
    closed = close(load, Enrolment, gone, left)
    values, kept = ENROLMENT | SILENT | place(load), ("national_no", "national_index")
    side = Side(Enrolment, "pupils", "enrolment_id", "enrolment_is_new", values, kept=kept)
    changed = update(load, token_free(side, "national_no", "national_index"))
    return Counts(insert(load, side), changed + closed)


def _guardians(load: Load) -> Counts:
    known = Side(
        Person, "ties", "guardian_id", "guardian_is_new", GUARDIAN, kept=("id_no", "id_index"), when="m.is_ours"
    )
    fresh = NEW_GUARDIAN | {"org_path": place(load)["org_path"]}
    changed = update(load, token_free(known, "id_no", "id_index"))
    return Counts(insert(load, Side(Person, "ties", "guardian_id", "guardian_is_new", fresh)), changed)


def _ties(load: Load) -> None:
    values = (
        NAMES
        | text("relation", prefix="g_")
        | plain("phone", "phone_index", prefix="g_")
        | {"child_id": "m.child_id", "guardian_id": "m.guardian_id", "child_name": "s.name", "is_main": "true"}
        | place(load)
    )
    side = Side(Guardianship, "ties", "tie_id", "tie_is_new", values)
    changed = update(load, token_free(side, "phone", "phone_index"))
    wrote(load, Guardianship, added=insert(load, side), changed=changed)
