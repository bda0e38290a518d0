"""Due days worked out anew: when an authority changes its calendar, and every night by the holidays known then."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from shuren.kernel.actors import range_of
from shuren.kernel.cases import clock
from shuren.kernel.cases.projection import KIND
from shuren.kernel.notices import actions as notices
from shuren.kernel.periods import WorkCalendar
from shuren.kernel.workdays.queries import calendars_below

# A step's first day is the local one on which it was reached. What is suspended has no due day until it goes on.
TERMS = """
SELECT DISTINCT (entered_at AT TIME ZONE %(zone)s)::date, days, paused_days FROM cases_stay
WHERE left_at IS NULL AND paused_on IS NULL AND days IS NOT NULL
  AND org_path >= %(low)s AND org_path < %(high)s AND NOT org_path LIKE ANY(%(inner)s)
"""
MOVE = """
UPDATE cases_stay AS stay SET due_on = term.due
FROM unnest(%(entered)s::date[], %(given)s::int[], %(paused)s::int[], %(due)s::date[])
  AS term(entered, given, paused, due)
WHERE left_at IS NULL AND paused_on IS NULL AND days = term.given AND paused_days = term.paused
  AND org_path >= %(low)s AND org_path < %(high)s AND NOT org_path LIKE ANY(%(inner)s)
  AND (entered_at AT TIME ZONE %(zone)s)::date = term.entered AND due_on IS DISTINCT FROM term.due
RETURNING case_id, visit, due_on
"""
TELL = """
UPDATE notices_notice AS notice SET due_at = moved.due
FROM unnest(%(cases)s::text[], %(visits)s::text[], %(due)s::timestamptz[]) AS moved(about, visit, due)
WHERE notice.kind = %(kind)s AND notice.settled_at IS NULL
  AND split_part(notice.subject_id, '.', 1) = moved.about AND notice.params ->> 'visit' = moved.visit
"""


@transaction.atomic
def reckon(path: str = "") -> int:
    """Work out the due days of the steps that wait at and below a node, to-dos with them; return how many moved."""
    moved: list[tuple[int, int, date]] = []
    calendars = calendars_below(path)
    for at, calendar in calendars:
        inner = [f"{other}%" for other, _ in calendars if other != at and other.startswith(at)]
        low, high = range_of(at)
        moved += _move(calendar, {"low": low, "high": high, "inner": inner, "zone": settings.TIME_ZONE})
    if moved:
        cases, visits, days = zip(*moved, strict=True)
        due = [notices.end_of(day) for day in days]
        _execute(TELL, {"cases": [*map(str, cases)], "visits": [*map(str, visits)], "due": due, "kind": KIND})
    return len(moved)


def _move(calendar: WorkCalendar, where: dict[str, Any]) -> list[tuple[int, int, date]]:
    terms = _execute(TERMS, where)
    if not terms:
        return []
    due = [clock.due_on(entered, given, paused, calendar) for entered, given, paused in terms]
    entered, given, paused = (list(column) for column in zip(*terms, strict=True))
    return _execute(MOVE, {**where, "entered": entered, "given": given, "paused": paused, "due": due})


def _execute(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
