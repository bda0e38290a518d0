"""The registers as relations: who is told of, in which class, with which items. Text and values of one statement.

Every statement begins with what the schools granted, as rows; the registers are joined to that, so that a row that
nobody granted is in no relation below, and an item that was not granted is in no column. Consents are joined to each
person. However many schools there are, it is one statement.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shuren.modules.apps import api as apps
from shuren.modules.rostering.queries.rosters import Roster
from shuren.modules.rostering.rules.names import COMPOUND, USUAL
from shuren.modules.rostering.rules.objects import BITS, bits

NAME, ROLE, GRADE, CLASS = (BITS[item] for item in ("name", "role", "grade", "class"))
SEX, BIRTH = BITS["sex"], BITS["birth_year"]
IN_CLASS = CLASS | ROLE

GRANTED = """granted AS MATERIALIZED (
  SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[], %s::text[], %s::bigint[], %s::bigint[],
                       %s::date[], %s::timestamptz[])
    AS g(school_id, who, stage, entry_year, grade, always, asked, since, changed))"""

# Staff who teach, by 教职工类别 (JY/T 1001): full-time, substitute and part-time teachers.
STAFF_ROLE = """CASE WHEN p.staff_kind IN ('1', '6', '7') THEN 'teacher'
    WHEN p.staff_kind = '2' THEN 'siteAdministrator' ELSE 'aide' END"""

NOBODY_ASKED = "CROSS JOIN (SELECT 0::bigint AS bits, NULL::timestamptz AS at) c"
AGREED_BY = """LEFT JOIN LATERAL (
    SELECT bit_or(a.bit) FILTER (WHERE a.withdrawn_at IS NULL) AS bits, max(greatest(a.given_at, a.withdrawn_at)) AS at
    FROM agreed a WHERE a.org_path = {row}.org_path AND {whose}) c ON true"""
PERSON = "a.person_id = {person}"
ACCOUNT = "a.account_id IN (SELECT h.account_id FROM people_personaccount h WHERE h.person_id = {person})"

STUDENT = """student AS NOT MATERIALIZED (
  SELECT e.person_id, e.school_id, 'student' AS kind, 'student' AS role, e.id AS row_id,
    e.school_class_id AS class_id, NULL::bigint AS child_id, e.name, e.sex, extract(year FROM e.born_on)::text AS birth,
    e.school_no AS number, e.national_no AS sealed, e.stage, g.grade, '' AS subject, e.left_on IS NULL AS is_here,
    greatest(e.entered_at, g.changed, c.at) AS modified, g.always | (g.asked & coalesce(c.bits, 0)) AS told
  FROM people_enrolment e
    JOIN granted g ON g.who = 'pupil' AND g.school_id = e.school_id AND g.stage = e.stage
      AND g.entry_year = e.entry_year
    {agreed}
  WHERE e.left_on IS NULL OR e.left_on >= g.since)"""

STAFF = """staff AS NOT MATERIALIZED (
  SELECT p.person_id, p.school_id, 'staff' AS kind, {role} AS role, p.id AS row_id, NULL::bigint AS class_id,
    NULL::bigint AS child_id, p.name, p.sex, NULL::text AS birth, p.staff_no AS number, {phone} AS sealed,
    '' AS stage, '' AS grade, p.subject, p.to_on IS NULL AS is_here,
    greatest(p.entered_at, g.changed, c.at{person_at}) AS modified,
    g.always | (g.asked & coalesce(c.bits, 0)) AS told
  FROM people_post p JOIN granted g ON g.who = 'staff' AND g.school_id = p.school_id {person} {agreed}
  WHERE p.to_on IS NULL OR p.to_on >= g.since)"""

GUARDIAN = """guardian AS NOT MATERIALIZED (
  SELECT t.guardian_id AS person_id, t.school_id, 'guardian' AS kind, 'guardian' AS role, t.id AS row_id,
    NULL::bigint AS class_id, t.child_id, t.name, NULL::text AS sex, NULL::text AS birth, NULL::text AS number,
    {phone} AS sealed, '' AS stage, '' AS grade, '' AS subject, e.left_on IS NULL AS is_here,
    greatest(t.entered_at, e.entered_at, g.changed, c.at{person_at}) AS modified,
    g.always | (g.asked & coalesce(c.bits, 0)) AS told
  FROM people_guardianship t
    JOIN people_enrolment e ON e.person_id = t.child_id AND e.school_id = t.school_id
    JOIN granted g ON g.who = 'guardian' AND g.school_id = e.school_id AND g.stage = e.stage
      AND g.entry_year = e.entry_year
    {person} {agreed}
  WHERE e.left_on IS NULL OR e.left_on >= g.since)"""

MEMBER = """member AS NOT MATERIALIZED (
  SELECT * FROM student UNION ALL SELECT * FROM staff UNION ALL SELECT * FROM guardian)"""

KLASS = f"""klass AS NOT MATERIALIZED (
  SELECT k.id AS row_id, k.school_id, k.code, k.name AS title, k.homeroom_teacher, k.closed_on IS NULL AS is_here,
    greatest(k.entered_at, g.changed) AS modified, CASE WHEN g.always & {GRADE} <> 0 THEN g.grade END AS grade
  FROM orgs_schoolclass k
    JOIN granted g ON g.who = 'pupil' AND g.school_id = k.school_id AND g.stage = k.stage
      AND g.entry_year = k.entry_year AND (g.always | g.asked) & {CLASS} <> 0
  WHERE k.closed_on IS NULL OR k.closed_on >= g.since)"""  # noqa: S608  constants

# A class names its head by name; it is the one member of the school's staff who bears it, if there is exactly one.
TEACHING = f"""teaching AS NOT MATERIALIZED (
  SELECT k.row_id AS class_id, k.school_id, h.post_id, s.person_id, greatest(k.modified, s.modified) AS modified
  FROM klass k
    JOIN (SELECT p.school_id, p.name, min(p.id) AS post_id FROM people_post p
          WHERE p.to_on IS NULL AND p.school_id IN (SELECT school_id FROM granted)
          GROUP BY p.school_id, p.name HAVING count(*) = 1) h
      ON h.school_id = k.school_id AND h.name = k.homeroom_teacher
    JOIN staff s ON s.row_id = h.post_id AND s.is_here AND s.told & {ROLE} <> 0
  WHERE k.is_here)"""  # noqa: S608  constants

ENROLLED = f"""enrolled AS NOT MATERIALIZED (
  SELECT s.row_id, 0::bigint AS post_id, 'student' AS role, s.person_id, s.class_id, s.school_id, s.is_here, s.modified
  FROM student s
  WHERE s.told & {IN_CLASS} = {IN_CLASS} AND EXISTS (SELECT FROM klass k WHERE k.row_id = s.class_id)
  UNION ALL
  SELECT t.class_id, t.post_id, 'teacher', t.person_id, t.class_id, t.school_id, true, t.modified FROM teaching t)"""  # noqa: S608


@dataclass
class Statement:
    """Text with placeholders, and its values in their order."""

    text: str
    values: list[Any] = field(default_factory=list)

    def __add__(self, other: Statement | str) -> Statement:
        more = other if isinstance(other, Statement) else Statement(other)
        return Statement(self.text + more.text, [*self.values, *more.values])


def relations(roster: Roster) -> Statement:
    """Return the relations of a roster as the head of a statement: WITH …"""
    grants = list(roster.grants())
    names = ("school", "who", "stage", "entry_year", "grade", "always", "asked", "since", "changed")
    head = Statement(f"WITH {GRANTED}", [[getattr(one, name) for one in grants] for name in names])
    agreed = dict.fromkeys(("e", "p", "t"), NOBODY_ASKED)
    if roster.asks_anybody:
        head += _agreed(roster)
        whose = {"e": (PERSON, "e.person_id"), "p": (ACCOUNT, "p.person_id"), "t": (PERSON, "t.guardian_id")}
        agreed = {
            row: AGREED_BY.format(row=row, whose=text.format(person=person)) for row, (text, person) in whose.items()
        }
    tells_phone = any("phone" in one.items for one in roster.reach)
    own = {"role": STAFF_ROLE, "phone": "o.phone" if tells_phone else "NULL::text"}
    own["person_at"] = ", o.entered_at" if tells_phone else ""
    joined = "LEFT JOIN people_person o ON o.id = {0}" if tells_phone else ""
    parts = [
        STUDENT.format(agreed=agreed["e"]),
        STAFF.format(agreed=agreed["p"], person=joined.format("p.person_id"), **own),
        GUARDIAN.format(agreed=agreed["t"], person=joined.format("t.guardian_id"), **own),
        MEMBER, KLASS, TEACHING, ENROLLED,
    ]  # fmt: skip
    return head + "".join(f",\n{part}" for part in parts) + "\n"


def _agreed(roster: Roster) -> Statement:
    """Return the consents given to the app as one more relation, each item as its bit."""
    text, values = apps.agreed_in(roster.app.id).query.sql_with_params()
    cases = " ".join(f"WHEN '{item}' THEN {bits([item])}" for item in BITS)
    body = f",\nagreed AS (SELECT r.*, (CASE r.item {cases} ELSE 0 END)::bigint AS bit FROM ("  # noqa: S608  constants
    return Statement(body) + Statement(text, list(values)) + ") r)"


def family_and_given(name: str) -> tuple[Statement, Statement]:
    """Return the columns of `rules.names.parted`, of a column with a name."""
    length = f"CASE WHEN length({name}) > 2 AND left({name}, 2) = ANY(%s) THEN 2 ELSE 1 END"
    values = [USUAL, list(COMPOUND)]
    family = f"CASE WHEN {name} ~ %s THEN left({name}, {length}) WHEN {name} IS NOT NULL THEN '' END"
    given = f"CASE WHEN {name} ~ %s THEN substr({name}, {length} + 1) ELSE {name} END"
    return Statement(family, values), Statement(given, values)
