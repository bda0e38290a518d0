"""What a year-end act would do to every pupil at and below a node, in one statement: `rules.yearend.outcome` in SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from psycopg import sql

from shuren.kernel.actors import range_of
from shuren.kernel.cases.models import Case
from shuren.kernel.tabular.staging import execute
from shuren.modules.registry.rules.yearend import AWAY, SIGNED
from shuren.spine.people import api as people

if TYPE_CHECKING:
    from shuren.modules.registry.models import YearEnd

SUBJECT = "enrolment:"  # how a case names the pupil it is about

PUPILS = """
CREATE TEMP TABLE year_plan ON COMMIT DROP AS
WITH pupils AS (
  SELECT e.id AS enrolment_id, e.org_path, e.school_id, e.stage, e.status, e.entry_year, e.school_class_id AS class_id,
         %(year)s - e.entry_year + 1 AS grade, coalesce(c.years, u.years) AS grades
  FROM people_enrolment e
  JOIN unnest(%(stages)s::text[], %(lengths)s::int[]) u(stage, years) ON u.stage = e.stage
  LEFT JOIN orgs_schoolclass c ON c.id = e.school_class_id AND c.stage = e.stage
  WHERE e.left_on IS NULL AND e.org_path >= %(low)s AND e.org_path < %(high)s
    AND e.entry_year <= %(year)s AND e.entered_on < %(ends)s
    AND NOT EXISTS (SELECT FROM registry_yearresult r
                    WHERE r.enrolment_id = e.id AND r.year = %(year)s AND r.is_settled)
), judged AS (
  SELECT p.*, CASE
    WHEN p.grade > p.grades THEN 'wait/overdue'
    WHEN b.enrolment_id IS NOT NULL THEN 'wait/case'
    WHEN p.status = ANY(%(away)s) THEN 'stay/absent'
    WHEN p.grade < p.grades THEN 'up/'
    WHEN p.stage = ANY(%(signed)s) AND s.id IS NULL THEN 'wait/unsigned'
    WHEN f.id IS NOT NULL THEN f.outcome || '/named'
    ELSE 'graduate/' END AS verdict
  FROM pupils p
  LEFT JOIN unnest(%(busy)s::bigint[]) b(enrolment_id) ON b.enrolment_id = p.enrolment_id
  LEFT JOIN registry_finisher f ON f.enrolment_id = p.enrolment_id AND f.year = %(year)s
  LEFT JOIN registry_finisherssigned s ON s.school_id = p.school_id AND s.year = %(year)s
)
SELECT enrolment_id, org_path, school_id, stage, status, entry_year, class_id, grade,
       split_part(verdict, '/', 1) AS outcome, split_part(verdict, '/', 2) AS why
FROM judged
"""
TALLIES = """
SELECT org_path, school_id, stage, grade, outcome, count(*)::int AS pupils
FROM year_plan GROUP BY org_path, school_id, stage, grade, outcome
"""
STORED = """
SELECT org_path, school_id, stage, grade, outcome, pupils FROM registry_yearendtally WHERE year_end_id = %(act)s
"""


def lay_out(act: YearEnd) -> int:
    """Put the plan of an act into the temporary table `year_plan`; return how many pupils it has."""
    low, high = range_of(act.org_path)
    stages = people.STAGE_YEARS
    values = {
        "year": act.year, "ends": date(act.year + 1, 9, 1), "low": low, "high": high, "busy": _busy(),
        "stages": list(stages), "lengths": list(stages.values()), "away": list(AWAY), "signed": list(SIGNED),
    }  # fmt: skip
    execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.year_plan"))
    laid = execute(sql.SQL(PUPILS), values)
    execute(sql.SQL("ANALYZE year_plan"))
    return int(laid.rowcount)


def differs(act: YearEnd) -> bool:
    """Say whether the plan laid out is another one than the act's stored preview."""
    statement = sql.SQL("SELECT EXISTS (({now}) EXCEPT ({then})) OR EXISTS (({then}) EXCEPT ({now}))")
    compared = statement.format(now=sql.SQL(TALLIES), then=sql.SQL(STORED))
    return bool(execute(compared, {"act": act.pk}).fetchone()[0])


def _busy() -> list[int]:
    """Return the enrolments about which a case is running, wherever it was lodged."""
    cases: Any = Case.objects.within("").filter(outcome="", subject__gte=SUBJECT, subject__lt="enrolment;")
    return [int(subject.removeprefix(SUBJECT)) for subject in cases.values_list("subject", flat=True)]
