"""What the registers say is wrong, found by set-based statements into a table that lasts as long as the transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb

from shuren.kernel.sensitive import index_of, open_token
from shuren.kernel.tabular.staging import execute
from shuren.modules.registry.rules.problems import MATCHED_WITHIN, USUAL_AGES, Problem, ages, number_faults
from shuren.modules.registry.rules.pupils import ABSENT
from shuren.modules.registry.rules.roster import VERIFIED, Absence, Answer, long_since
from shuren.spine.people.models import Enrolment, Person

BLOCK = 5_000
PURPOSE = "registry.problem.facts"
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
  jsonb_build_object('answer', a.answer, 'absence', a.absence), coalesce(a.since, a.told_at::date), e.org_path
FROM registry_rosteranswer a JOIN latest ON latest.id = a.roster_id JOIN people_enrolment e ON e.id = a.enrolment_id
WHERE a.answer <> %(present)s AND {own} {whose} AND NOT EXISTS (
  SELECT FROM registry_watchchild w WHERE w.person_id = e.person_id AND w.closed_on >= a.told_at::date
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
SELECT {placed}, p.id_type, p.id_no, e.sex, e.born_on, e.national_no, e.entered_on, e.entered_at::date
FROM people_enrolment e JOIN people_person p ON p.id = e.person_id WHERE {own} {whose}
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
    """Fill the table `problem_found`, of everybody or of some pupils; the caller has opened the wall."""
    execute(sql.SQL(TABLE))
    fits = {stage: ages(stage) or (0, 0) for stage in USUAL_AGES}
    values: dict[str, Any] = {
        "stages": list(VERIFIED), "persons": list(persons or ()), "today": today, "long": long_since(today),
        "usual": list(fits), "youngest": [one[0] for one in fits.values()], "eldest": [one[1] for one in fits.values()],
        "present": Answer.PRESENT, "elsewhere": Absence.ELSEWHERE, "on_leave": Absence.LEAVE, "absent": sorted(ABSENT),
        "excused": [Absence.ILL, Absence.PRIVATE],
    }  # fmt: skip
    for statement in (DOUBLES, AGES, ROSTERS, LEAVES):
        execute(_composed(statement, persons), values)
    _keep(list(_by_number(values, persons, today)))  # read to the end first: the session takes one stream at a time


def _composed(statement: str, persons: Sequence[int] | None) -> sql.Composed:
    some = persons is not None
    return sql.SQL(statement).format(
        own=sql.SQL(OWN),
        placed=sql.SQL(PLACED),
        whose=sql.SQL("AND e.person_id = ANY(%(persons)s)" if some else ""),
        namesakes=sql.SQL(NAMESAKES if some else ""),
    )


def _by_number(values: dict[str, Any], persons: Sequence[int] | None, today: date) -> Iterator[tuple[Any, ...]]:
    """Yield what is wrong with sealed numbers, which only code can open, pupil by pupil."""
    id_purpose = Person._meta.get_field("id_no").purpose
    national_purpose = Enrolment._meta.get_field("national_no").purpose
    with connection.connection.cursor(name="problem_numbers") as cursor:
        cursor.execute(_composed(NUMBERS, persons), values)
        while rows := cursor.fetchmany(BLOCK):
            for *placed, id_type, id_token, sex, born_on, national_token, entered_on, told_on in rows:
                id_no = open_token(id_token, id_purpose) if id_token else ""
                national_no = open_token(national_token, national_purpose) if national_token else ""
                faults = number_faults(
                    id_type=id_type, id_no=id_no, sex=sex, born_on=born_on, national_no=national_no,
                    entered_on=entered_on, today=today,
                )  # fmt: skip
                for fault in faults:
                    facts = f"{fault}|{id_type}|{id_no}|{sex}|{born_on}|{national_no}"
                    since = _since(fault, entered_on, told_on)
                    yield *placed, fault.value, _hash(facts), Jsonb({}), since, placed[0]


def _since(fault: Problem, entered_on: date, told_on: date) -> date:
    return entered_on + timedelta(days=MATCHED_WITHIN) if fault is Problem.TEMPORARY else told_on


def _hash(facts: str) -> str:
    """Return a digest that nobody without the key can try numbers against."""
    return hashlib.md5((index_of(facts, PURPOSE) or "").encode(), usedforsecurity=False).hexdigest()


def _keep(found: Sequence[tuple[Any, ...]]) -> None:
    with connection.connection.cursor() as cursor, cursor.copy("COPY problem_found FROM STDIN") as copy:
        for row in found:
            copy.write_row(row)
