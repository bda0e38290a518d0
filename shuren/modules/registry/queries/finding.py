"""What the registers say is wrong, found by set-based statements into a table that lasts as long as the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from psycopg import sql

from shuren.kernel.tabular.staging import execute
from shuren.modules.registry.rules.problems import MATCHED_WITHIN, USUAL_AGES, ages
from shuren.modules.registry.rules.pupils import ABSENT
from shuren.modules.registry.rules.roster import VERIFIED, Absence, Answer, long_since

TABLE = """
CREATE TEMPORARY TABLE IF NOT EXISTS problem_found (
  org_path text COLLATE "C", school_id bigint, county_id bigint, city_id bigint, enrolment_id bigint, person_id bigint,
  name text, name_key text, kind text, facts text, told jsonb, since date, handler_path text COLLATE "C"
) ON COMMIT DROP;
TRUNCATE problem_found
"""
PLACED = "e.org_path, e.school_id, e.county_id, e.city_id, e.id, e.person_id, e.name, e.name_key"
OWN = "e.left_on IS NULL AND e.stage = ANY(%(stages)s)"
DOUBLES = """
WITH twins AS (
  SELECT name_key, name, sex, born_on, min(org_path) AS low, max(org_path) AS high, max(entered_on) AS since
  FROM people_enrolment e WHERE {own} {namesakes}
  GROUP BY name_key, name, sex, born_on HAVING count(*) > 1
), members AS (
  SELECT e.*, t.low, t.high, t.since, array_agg(e.id) OVER alike AS ids, array_agg(e.person_id) OVER alike AS persons
  FROM twins t JOIN people_enrolment e
    ON e.name_key = t.name_key AND e.name = t.name AND e.sex = t.sex AND e.born_on = t.born_on AND {own}
  WINDOW alike AS (PARTITION BY e.name, e.sex, e.born_on ORDER BY e.person_id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
INSERT INTO problem_found SELECT {placed}, 'double',
  md5(concat_ws('|', e.name, e.sex, e.born_on, array_to_string(e.persons, ','))),
  jsonb_build_object('enrolments', to_jsonb(e.ids)), e.since,
  (SELECT left(e.low, 4 * max(n)) FROM generate_series(0, least(length(e.low), length(e.high)) / 4) n
   WHERE left(e.low, 4 * n) = left(e.high, 4 * n))
FROM members e WHERE true {whose}
"""
AGES = """
INSERT INTO problem_found SELECT {placed}, 'age', md5(concat_ws('|', e.stage, e.entry_year, e.born_on)), '{{}}',
  e.entered_on, e.org_path
FROM people_enrolment e JOIN unnest(%(usual)s::text[], %(youngest)s::int[], %(eldest)s::int[]) fits(stage, least, most)
  ON fits.stage = e.stage
WHERE e.left_on IS NULL {whose} AND NOT (e.born_on > make_date(e.entry_year - fits.most - 1, 8, 31)
  AND e.born_on <= make_date(e.entry_year - fits.least, 8, 31))
"""
ROSTERS = """
WITH latest AS (
  SELECT DISTINCT ON (r.school_id) r.id FROM registry_rosterreturn r JOIN registry_verification v
    ON v.id = r.verification_id
  WHERE r.state = 'signed' ORDER BY r.school_id, v.year DESC, v.season DESC
)
INSERT INTO problem_found SELECT {placed}, CASE WHEN a.absence = %(elsewhere)s THEN 'separated' ELSE 'away' END,
  md5(concat_ws('|', a.roster_id, a.answer, a.absence, a.since)),
  jsonb_build_object('answer', a.answer, 'absence', a.absence),
  coalesce(a.since, timezone(%(zone)s, a.told_at)::date), e.org_path
FROM registry_rosteranswer a JOIN latest ON latest.id = a.roster_id JOIN people_enrolment e ON e.id = a.enrolment_id
WHERE a.answer <> %(present)s AND {own} {whose} AND NOT EXISTS (
  SELECT FROM registry_watchchild w WHERE w.person_id = e.person_id
    AND w.closed_on >= timezone(%(zone)s, a.told_at)::date
) AND CASE
  WHEN a.absence = %(on_leave)s THEN NOT e.status = ANY(%(absent)s)
  WHEN a.absence = ANY(%(excused)s) THEN coalesce(a.since <= %(long)s, false)
  ELSE NOT e.status = ANY(%(absent)s) END
"""
LEAVES = """
INSERT INTO problem_found SELECT {placed}, 'leave', md5(concat_ws('|', m.until)),
  jsonb_build_object('until', m.until), m.until, e.org_path
FROM people_enrolment e CROSS JOIN LATERAL (
  SELECT until FROM people_movement WHERE person_id = e.person_id AND until IS NOT NULL
    AND kind IN ('suspended', 'extended') ORDER BY id DESC LIMIT 1) m
WHERE {own} AND e.status = '02' AND m.until <= %(today)s {whose}
"""
NUMBERS = """
INSERT INTO problem_found SELECT {placed}, f.kind, f.facts, '{{}}',
  CASE f.kind WHEN 'temporary' THEN e.entered_on + %(matched)s ELSE timezone(%(zone)s, e.entered_at)::date END,
  e.org_path
FROM registry_numberlook l JOIN people_enrolment e ON e.id = l.enrolment_id
  CROSS JOIN LATERAL jsonb_to_recordset(l.faults) AS f(kind text, facts text)
WHERE l.faults <> '[]' AND {own} {whose} AND (f.kind <> 'temporary' OR e.entered_on + %(matched)s < %(today)s)
"""
AFFECTED = """
SELECT person_id FROM registry_problemfile WHERE gone_at IS NULL AND cleared_at IS NULL AND facts IN (
  SELECT facts FROM registry_problemfile WHERE person_id = ANY(%(persons)s) AND kind = 'double' AND gone_at IS NULL)
UNION SELECT o.person_id FROM people_enrolment e JOIN people_enrolment o ON o.name_key = e.name_key
  AND o.name = e.name AND o.sex = e.sex AND o.born_on = e.born_on AND o.left_on IS NULL
WHERE e.person_id = ANY(%(persons)s) AND e.left_on IS NULL
"""
NAMESAKES = """AND e.name_key IN (
  SELECT name_key FROM people_enrolment WHERE person_id = ANY(%(persons)s) AND left_on IS NULL)"""


def affected(persons: Sequence[int]) -> list[int]:
    """Return some pupils and all whose registration looks, or looked, like one of theirs."""
    rows = execute(sql.SQL(AFFECTED), {"persons": list(persons)}).fetchall()
    return sorted({*persons, *(person for (person,) in rows)})


def gather(today: date, persons: Sequence[int] | None) -> None:
    """Fill the table `problem_found`, of everybody or of some pupils.

    The caller has opened the wall, and looked at the numbers.
    """
    execute(sql.SQL(TABLE))
    fits = {stage: ages(stage) or (0, 0) for stage in USUAL_AGES}
    values: dict[str, Any] = {
        "stages": list(VERIFIED), "persons": list(persons or ()), "today": today, "long": long_since(today),
        "usual": list(fits), "youngest": [one[0] for one in fits.values()], "eldest": [one[1] for one in fits.values()],
        "present": Answer.PRESENT, "elsewhere": Absence.ELSEWHERE, "on_leave": Absence.LEAVE, "absent": sorted(ABSENT),
        "excused": [Absence.ILL, Absence.PRIVATE], "matched": MATCHED_WITHIN,
        "zone": settings.TIME_ZONE,
    }  # fmt: skip
    for statement in (DOUBLES, AGES, ROSTERS, LEAVES, NUMBERS):
        execute(_composed(statement, persons), values)


def _composed(statement: str, persons: Sequence[int] | None) -> sql.Composed:
    some = persons is not None
    return sql.SQL(statement).format(
        own=sql.SQL(OWN),
        placed=sql.SQL(PLACED),
        whose=sql.SQL("AND e.person_id = ANY(%(persons)s)" if some else ""),
        namesakes=sql.SQL(NAMESAKES if some else ""),
    )
