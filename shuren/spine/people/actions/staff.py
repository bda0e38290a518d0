"""Recording a school's list of staff: persons and posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from psycopg import sql

from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular.writing import Counts
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
from shuren.spine.people.models import Person, Post

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.tabular.writing import Load

MATCH = """
WITH here AS MATERIALIZED (
  SELECT t.id, t.staff_no, t.person_id, p.name, p.born_on FROM people_post t JOIN people_person p ON p.id = t.person_id
  WHERE t.school_id = %(school)s AND t.to_on IS NULL
), told AS (
  SELECT s.row, known.id AS known_id, by_id.id AS by_id,
         CASE WHEN known.id IS NULL THEN by_no.id END AS by_no,
         CASE WHEN known.id IS NULL THEN by_no.person_id END AS by_no_person
  FROM {staged} s
  LEFT JOIN people_person known ON known.id_index = s.id_index
  LEFT JOIN here by_id ON by_id.person_id = known.id
  LEFT JOIN here by_no ON by_no.staff_no = s.staff_no AND (by_no.name = s.name OR by_no.born_on = s.born_on)
)
SELECT row, coalesce(by_id, by_no, nextval('people_post_id_seq')) AS post_id,
       coalesce(by_id, by_no) IS NULL AS post_is_new,
       coalesce(known_id, by_no_person, nextval('people_person_id_seq')) AS person_id,
       coalesce(known_id, by_no_person) IS NULL AS person_is_new
FROM told
"""
LATER = """
SELECT max(greatest(from_on, to_on)) FROM people_post
WHERE school_id = %(school)s AND greatest(from_on, to_on) > %(on)s
"""
PERSON = text("name", "name_key", "initials", "sex", "id_type", "ethnic", "political") | plain(
    "born_on", "id_no", "id_index", "phone", "phone_index"
)
UNKNOWN = dict.fromkeys(("former_name", "health", "gatqw", "birthplace", "hukou", "hukou_kind"), "''")
POST = (
    text("name", "name_key", "initials", "sex", "staff_no", "teacher_no", "staff_kind", "post_kind", "status", "stage")
    | text("education", "title", "subject", "certificate_no", "backbone_level", "ict_level")
    | plain("is_established", "ict_assessed_on", "from_on", "to_on", "is_main")
    | {"person_id": "m.person_id", "left_reason": "''"}
)


def record_staff(load: Load) -> Counts:
    """Make a school's posts what its list says; who is no longer in it has left, and is not deleted.

    Raises LaterOnRecord for a list older than what is on record, Forbidden without the permission.
    """
    require_recorder(load)
    on = effective_on(load)
    with scope_of(MATCHER):
        if run(load, LATER, school=load.scope.org_id, on=on).fetchone()[0] is not None:
            raise LaterOnRecord(on=on)
        pair(load, "staff", MATCH, school=load.scope.org_id)
        _persons(load)
        counts = _posts(load, on)
        examine_batch(load, "staff")
    return counts


def _persons(load: Load) -> None:
    """Write the persons; one whose main post is elsewhere stays under that school."""
    path = place(load)["org_path"]
    known = Side(
        Person, "staff", "person_id", "person_is_new", PERSON, kept=("id_no", "id_index", "phone", "phone_index")
    )
    moved = {"org_path": f"CASE WHEN s.is_main THEN {path} ELSE t.org_path END"}
    existing = token_free(known, "id_no", "id_index", values=PERSON | moved)
    existing = token_free(existing, "phone", "phone_index")
    fresh = Side(
        Person, "staff", "person_id", "person_is_new", PERSON | UNKNOWN | {"org_path": path, "nationality": "'CHN'"}
    )
    wrote(load, Person, changed=update(load, existing), added=insert(load, fresh))


def _posts(load: Load, on: date) -> Counts:
    gone = sql.SQL(
        "t.school_id = {school} AND t.to_on IS NULL AND NOT EXISTS "
        "(SELECT FROM staff m WHERE m.post_id = t.id AND NOT m.post_is_new)"
    ).format(school=sql.Literal(load.scope.org_id))
    left = {
        "to_on": sql.SQL("greatest(t.from_on, {})").format(sql.Literal(on)),
        "left_reason": sql.Literal(gettext_noop("不再出现在学校上报的名册中")),
    }
    closed = close(load, Post, gone, left)
    side = Side(Post, "staff", "post_id", "post_is_new", POST | place(load))
    changed = update(load, side)
    return wrote(load, Post, added=insert(load, side), changed=changed + closed)
