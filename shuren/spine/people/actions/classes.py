"""Recording a school's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import sql

from shuren.kernel.refusals import Refused
from shuren.kernel.tabular.writing import Counts
from shuren.spine.orgs.models import SchoolClass
from shuren.spine.people.actions.recording import effective_on, place, plain, require_recorder, text
from shuren.spine.people.actions.sets import Side, close, insert, pair, run, update, wrote

if TYPE_CHECKING:
    from shuren.kernel.tabular.writing import Load

MATCH = """
SELECT s.row, coalesce(c.id, nextval('orgs_schoolclass_id_seq')) AS class_id, c.id IS NULL AS is_new
FROM {staged} s LEFT JOIN orgs_schoolclass c ON c.school_id = %(school)s AND c.code = s.code
"""
STILL_IN_USE = """
SELECT c.name, count(*) FROM orgs_schoolclass c
JOIN people_enrolment e ON e.school_class_id = c.id AND e.left_on IS NULL
WHERE c.school_id = %(school)s AND c.closed_on IS NULL
  AND NOT EXISTS (SELECT FROM classes m WHERE m.class_id = c.id)
GROUP BY c.name ORDER BY c.name LIMIT 1
"""
VALUES = text("code", "name", "stage", "kind", "homeroom_teacher") | plain("entry_year", "years", "opened_on")


class ClassInUse(Refused):
    """名单中没有“{name}”，但该班还有 {count} 名在籍学生。请先在学生名册中把他们转到其他班级，或在名单中保留这个班。"""


def record_classes(load: Load) -> Counts:
    """Make a school's open classes what its list says; a class no longer in it is closed. Raises ClassInUse."""
    require_recorder(load)
    pair(load, "classes", MATCH, school=load.scope.org_id)
    occupied = run(load, STILL_IN_USE, school=load.scope.org_id).fetchone()
    if occupied:
        raise ClassInUse(name=occupied[0], count=occupied[1])
    gone = sql.SQL(
        "t.school_id = {school} AND t.closed_on IS NULL AND NOT EXISTS (SELECT FROM classes m WHERE m.class_id = t.id)"
    ).format(school=sql.Literal(load.scope.org_id))
    ended = {"closed_on": sql.SQL("greatest(t.opened_on, {})").format(sql.Literal(effective_on(load)))}
    closed = close(load, SchoolClass, gone, ended)
    side = Side(SchoolClass, "classes", "class_id", "is_new", VALUES | {"closed_on": "NULL::date"} | place(load))
    changed = update(load, side)
    return wrote(load, SchoolClass, added=insert(load, side), changed=changed + closed)
