"""问题学籍: finding what is wrong, of everybody at night and of one pupil as soon as something was put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from psycopg import sql

from shuren.kernel.actors import system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular.staging import execute
from shuren.kernel.workdays.queries import calendar_at
from shuren.modules.registry import events
from shuren.modules.registry.actions import numbers
from shuren.modules.registry.models import ProblemFile, ProblemRun, RosterAnswer, RosterReturn
from shuren.modules.registry.models.problems import IS_OPEN, LABELS
from shuren.modules.registry.queries import finding
from shuren.modules.registry.rules.problems import Problem
from shuren.modules.registry.rules.roster import Answer

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.actors import Actor

FINDER = system_actor("registry.problems", "问题学籍核查")
TO_DO, LATE = "registry.problems", "registry.problems_late"
HANDLED_WITHIN = 10  # working days of each party, 教基一司函〔2016〕48号

MERGE = """
INSERT INTO registry_problemfile AS held (org_path, school_id, county_id, city_id, enrolment_id, person_id, name,
  name_key, kind, facts, told, since, handler_path, found_on, due_on, case_number)
SELECT org_path, school_id, county_id, city_id, enrolment_id, person_id, name, name_key, kind, facts, told, since,
  handler_path, %(today)s, %(due)s, '' FROM problem_found
ON CONFLICT (person_id, kind, facts) DO UPDATE SET org_path = EXCLUDED.org_path, school_id = EXCLUDED.school_id,
  county_id = EXCLUDED.county_id, city_id = EXCLUDED.city_id, enrolment_id = EXCLUDED.enrolment_id,
  name = EXCLUDED.name, name_key = EXCLUDED.name_key, told = EXCLUDED.told, handler_path = EXCLUDED.handler_path,
  found_on = CASE WHEN held.gone_at IS NULL THEN held.found_on ELSE EXCLUDED.found_on END,
  due_on = CASE WHEN held.gone_at IS NULL THEN held.due_on ELSE EXCLUDED.due_on END,
  gone_at = NULL
WHERE held.gone_at IS NOT NULL OR held.enrolment_id <> EXCLUDED.enrolment_id OR held.org_path <> EXCLUDED.org_path
  OR held.told <> EXCLUDED.told OR held.handler_path <> EXCLUDED.handler_path OR held.name <> EXCLUDED.name
"""
GONE = """
UPDATE registry_problemfile p SET gone_at = %(now)s WHERE p.gone_at IS NULL {whose} AND NOT EXISTS (
  SELECT FROM problem_found f WHERE f.person_id = p.person_id AND f.kind = p.kind AND f.facts = p.facts)
"""


class FactsChanged(Refused):
    """该问题已经消除，或者登记的情况已有变化，不能再按原来的情况佐证。请按现在的情况重新核对。"""


@transaction.atomic
def recompute(today: date, persons: Sequence[int] | None = None) -> int:
    """Compute the problem files of everybody, or of some pupils and their namesakes; return how many were found."""
    with scope_of(FINDER):
        some = finding.affected(persons) if persons is not None else None
        numbers.look(some)
        finding.gather(today, some)
        execute(sql.SQL("ANALYZE problem_found"))
        found = execute(sql.SQL(MERGE), {"today": today, "due": _due(today)}).rowcount
        whose = sql.SQL("AND p.person_id = ANY(%(persons)s)" if some is not None else "")
        execute(sql.SQL(GONE).format(whose=whose), {"now": timezone.now(), "persons": some or []})
    return int(found)


def recompute_roster(today: date, roster: RosterReturn) -> None:
    """Compute the problem files of those whom a school now reports as away, and of those it reported before."""
    with scope_of(FINDER):
        answers = RosterAnswer.objects.within(roster.org_path).filter(roster=roster).exclude(answer=Answer.PRESENT)
        kinds = (Problem.AWAY, Problem.SEPARATED)
        before = ProblemFile.objects.within(roster.org_path).filter(IS_OPEN, kind__in=kinds)
        persons = {*answers.values_list("enrolment__person_id", flat=True), *before.values_list("person_id", flat=True)}
    if persons:
        recompute(today, sorted(persons))


def recompute_all(today: date) -> ProblemRun:
    """Compute everything and ask the schools, as every night."""
    run: ProblemRun = ProblemRun.objects.create(started_at=timezone.now())
    recompute(today)
    with transaction.atomic(), scope_of(FINDER):
        run.found = ProblemFile.objects.within("").filter(IS_OPEN).count()
        run.finished_at = timezone.now()
        run.save(update_fields=["found", "finished_at"])
        _ask(today)
    return run


def _due(today: date) -> date:
    """Return the last day for handling what is found today, by the public calendar."""
    day: date = calendar_at("").after(today, HANDLED_WITHIN)
    return day


def _ask(today: date) -> None:
    """Put one to-do before each school with problem files, one before each authority with overdue ones."""
    opened = ProblemFile.objects.within("").filter(IS_OPEN)
    schools = opened.values_list("school_id", "school__path").annotate(count=Count("pk"), due=Min("due_on")).order_by()
    late = opened.filter(due_on__lt=today).values_list("county_id", "county__path")
    link, now = reverse("registry:problems"), timezone.now()
    to_do = [
        Notice(
            kind=TO_DO, subject_id=str(school), title=gettext_noop("处理问题学籍：{count} 条"), params={"count": count},
            link=link, role="registrar", org_path=path, asked_at=now, due_at=notices.end_of(due),
        )
        for school, path, count, due in schools
    ]  # fmt: skip
    to_urge = [
        Notice(
            kind=LATE, subject_id=str(county), title=gettext_noop("督促处理逾期的问题学籍：{count} 条"),
            params={"count": count}, link=f"{link}?state=late", role="county_official", org_path=path, asked_at=now,
        )
        for county, path, count in late.annotate(count=Count("pk")).order_by()
    ]  # fmt: skip
    for kind, asked in ((TO_DO, to_do), (LATE, to_urge)):
        notices.ask_all(asked)
        held = Notice.objects.filter(kind=kind, settled_at=None).exclude(
            subject_id__in=[one.subject_id for one in asked]
        )
        notices.settle_all(kind=kind, subject_ids=list(held.values_list("subject_id", flat=True)))


@transaction.atomic
def clear(*, actor: Actor, problem_id: int, number: str) -> ProblemFile:
    """Hold that nothing is wrong, as a decided case has proven; the same facts are not found again.

    Raises FactsChanged where the registers say something else by now.
    """
    with scope_of(FINDER):
        held = ProblemFile.objects.within("").select_for_update()
        row: ProblemFile | None = held.filter(IS_OPEN, pk=problem_id).first()
        if row is None:
            raise FactsChanged
        row.cleared_at, row.case_number = timezone.now(), number
        row.save(update_fields=["cleared_at", "case_number"])
        details = {"kind": LABELS[Problem(row.kind)], "case": number}
        subject = ("people.person", row.person_id)
        record(actor=actor, label=events.PROBLEM_CLEARED, org_path=row.org_path, subject=subject, details=details)
    return row
