"""控辍保学, every night: who is away comes in, entries follow their pupils, what is late is told above."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from psycopg import sql

from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular.staging import execute
from shuren.modules.registry import events
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import watch
from shuren.modules.registry.models import WatchChild, WatchMonth
from shuren.modules.registry.models.watch import DEED_LABELS, IS_OPEN
from shuren.modules.registry.queries import watch as queries
from shuren.modules.registry.queries.ladders import ladder_at
from shuren.modules.registry.queries.words import kept
from shuren.modules.registry.rules import watch as rules
from shuren.modules.registry.rules.pupils import COMPULSORY
from shuren.modules.registry.rules.watch import Category, Deed, Office, Outcome, Source
from shuren.spine.orgs import api as orgs
from shuren.spine.people.models import Enrolment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from shuren.kernel.actors import Actor

MONTH = "registry.watch_month"
GRACE = timedelta(days=14)  # for a pupil who has left to appear at another school
BACK = timedelta(days=365)  # who left earlier is not looked for any more
AUTUMN = (10, 1)  # by then every school has its new first grade

FOUND = """
SELECT p.enrolment_id, p.since, CASE p.kind WHEN 'leave' THEN 'leave' ELSE 'roster' END,
  coalesce(p.told ->> 'absence', '')
FROM registry_problemfile p JOIN people_enrolment e ON e.id = p.enrolment_id
WHERE p.kind IN ('away', 'leave') AND p.gone_at IS NULL AND p.cleared_at IS NULL AND e.left_on IS NULL
  AND e.stage = ANY(%(stages)s) {unlisted_away}
UNION ALL
SELECT e.id, e.left_on, 'leaver', '' FROM people_enrolment e
WHERE e.left_on BETWEEN %(earliest)s AND %(latest)s AND e.stage = ANY(%(stages)s) AND e.closed_by_id IS NULL
  AND (e.status = '99' OR (e.status = '07' AND e.stage = 'primary' AND make_date(extract(year FROM e.left_on)::int,
    %(month)s, %(day)s) <= %(today)s))
  AND NOT EXISTS (SELECT FROM people_enrolment n WHERE n.person_id = e.person_id
                  AND (n.left_on IS NULL OR n.entered_on > e.entered_on))
  AND NOT EXISTS (SELECT FROM people_movement m WHERE m.person_id = e.person_id AND m.kind = 'removed')
  {unlisted_left}
"""
UNLISTED = """AND NOT EXISTS (SELECT FROM registry_watchchild w WHERE w.person_id = e.person_id
  AND (w.closed_on IS NULL OR w.closed_on >= {since}))"""
FOLLOW = """
UPDATE {table} t SET {values} FROM registry_watchchild w JOIN people_enrolment e ON e.person_id = w.person_id
WHERE {tie} AND w.closed_on IS NULL AND e.left_on IS NULL AND t.org_path <> e.org_path {whose} RETURNING w.id
"""
PATH, PLACES = "org_path = e.org_path", "school_id = e.school_id, county_id = e.county_id, city_id = e.city_id"
FOLLOWERS = (  # what hangs on a child first, for it is found by the child's row
    ("registry_watchpaper", PATH, "t.step_id IN (SELECT id FROM registry_watchstep WHERE child_id = w.id)"),
    ("registry_watchstep", PATH, "t.child_id = w.id"),
    ("registry_watchchild", f"{PATH}, {PLACES}, enrolment_id = e.id", "t.id = w.id"),
)


class MonthReported(Refused):
    """{month} 的月报已经签报，不能重复签报。"""


class NoMonth(Refused):
    """本校没有义务教育阶段的学生，不需要控辍保学月报。"""


def make_rounds(today: date) -> None:
    """Do all that a night brings. Each part stands by itself: one that fails takes nothing of the others back."""
    take_in(today)
    follow()
    let_go(today)
    raise_late(today)
    if today.day <= rules.MONTHLY_BY:
        ask_for_month(today)


@transaction.atomic
def take_in(today: date) -> int:
    """Enter whom the registers show as away: from rosters, leaves that are over, and leavers nobody has received."""
    with scope_of(watch.KEEPER):
        since_when = {"unlisted_away": sql.SQL("p.since"), "unlisted_left": sql.SQL("e.left_on")}
        statement = sql.SQL(FOUND).format(
            **{name: sql.SQL(UNLISTED).format(since=since) for name, since in since_when.items()}
        )
        month, day = AUTUMN
        values = {"stages": sorted(COMPULSORY), "earliest": today - BACK, "latest": today - GRACE, "today": today}
        rows = execute(statement, values | {"month": month, "day": day}).fetchall()
        pupils = Enrolment.objects.within("").in_bulk([row[0] for row in rows])
        for enrolment_id, since, source, absence in rows:
            pupil = pupils[enrolment_id]
            if rules.compulsory_until(pupil.born_on) < today:
                continue
            away = watch.Away(since, _category(absence), source=Source(source))
            watch.entered(watch.KEEPER, pupil, away)
    return len(rows)


def _category(absence: str) -> Category:
    return {"ill": Category.ILL, "lost": Category.MIGRANT}.get(absence, Category.UNKNOWN)


@transaction.atomic
def follow(persons: Sequence[int] | None = None) -> None:
    """Let entries stand where their pupils are enrolled now; whoever has received the pupil goes on."""
    whose = sql.SQL("AND w.person_id = ANY(%(persons)s)" if persons is not None else "")
    with scope_of(watch.KEEPER):
        for table, values, tie in FOLLOWERS:
            statement = sql.SQL(FOLLOW).format(
                table=sql.Identifier(table), values=sql.SQL(values), tie=sql.SQL(tie), whose=whose
            )
            moved = execute(statement, {"persons": list(persons or ())}).fetchall()
        for child in WatchChild.objects.within("").filter(pk__in=[pk for (pk,) in moved]).select_related("city"):
            watch.ask(child)


@transaction.atomic
def let_go(today: date) -> int:
    """Close what has come to the end of the compulsory years."""
    with scope_of(watch.KEEPER):
        ended = WatchChild.objects.within("").filter(IS_OPEN, ends_on__lt=today).values_list("pk", flat=True)
        for child_id in list(ended):
            watch.close(actor=watch.KEEPER, child_id=child_id, outcome=Outcome.FINISHED, on=today)
        return len(ended)


@transaction.atomic
def raise_late(today: date) -> int:
    """Tell whoever is above of each duty that is late, once for each height; return how many were told."""
    told = 0
    with scope_of(watch.KEEPER):
        late = WatchChild.objects.within("").filter(IS_OPEN, due_on__lt=today).select_related("city")
        for child in late.order_by("id"):
            office = rules.told_of(child.next, today, ladder_at(child.org_path, today))
            if office is None or child.raised == office:
                continue
            _raise(child, office, today)
            told += 1
    return told


def _raise(child: WatchChild, office: Office, today: date) -> None:
    role, path = watch.seat(office, child)
    deed = kept(DEED_LABELS[Deed(child.duty)])
    notices.ask(
        kind=watch.LATE, subject_id=child.pk, title=gettext_noop("控辍保学逾期，请督办：{name}，{deed}"),
        params={"name": child.name, "deed": deed},
        link=reverse("registry:watch_child", args=(child.pk,)), role=role, org_path=path,
    )  # fmt: skip
    child.raised = office.value
    child.save(update_fields=["raised"])
    watch.log(watch.KEEPER, child, watch.Done(Deed.RAISED, today, told=deed))


@transaction.atomic
def ask_for_month(today: date) -> int:
    """Ask each school with pupils of compulsory age for the report of the month before; return how many are asked."""
    month = rules.month_before(today)
    due = notices.end_of(today.replace(day=rules.MONTHLY_BY))
    with scope_of(watch.KEEPER):
        missing = queries.schools_without_month(month)
    notices.ask_all(
        Notice(
            kind=MONTH, subject_id=f"{school}.{month:%Y%m}", title=gettext_noop("签报 {month} 控辍保学月报"),
            params={"month": f"{month:%Y-%m}"}, link=reverse("registry:watch_months"), role="principal",
            org_path=path, asked_at=timezone.now(), due_at=due,
        )
        for school, path in missing
    )  # fmt: skip
    return len(missing)


@transaction.atomic
def sign_month(*, actor: Actor, today: date) -> WatchMonth:
    """Sign the report of the month before, with the figures of the ledger. Raises MonthReported, NoMonth."""
    require(actor, can.report_watch)
    school, month = orgs.own_node(actor), rules.month_before(today)
    if not queries.has_compulsory(school.path):
        raise NoMonth
    if WatchMonth.objects.within(school.path).filter(school=school.pk, month=month).exists():
        raise MonthReported(month=f"{month:%Y-%m}")
    figures = queries.figures_of_month(school.path, month)
    row: WatchMonth = WatchMonth.objects.create(
        org_path=school.path,
        school_id=school.pk,
        month=month,
        **figures,
        signed_by=actor.name,
        signed_at=timezone.now(),
    )
    notices.settle(kind=MONTH, subject_id=f"{school.pk}.{month:%Y%m}")
    details = {"month": f"{month:%Y-%m}", "listed": row.listed}
    subject = ("registry.watchmonth", row.pk)
    record(actor=actor, label=events.WATCH_REPORTED, org_path=school.path, subject=subject, details=details)
    return row
