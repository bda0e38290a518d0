"""The end of a school year: preview, carry out, undo. Each is one transaction, so a killed worker leaves no half."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, LiteralString

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from psycopg import sql

from shuren.kernel.access import require
from shuren.kernel.actors import system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.jobs.actions import start
from shuren.kernel.jobs.declare import JOBS
from shuren.kernel.notices import actions as notices
from shuren.kernel.periods import AcademicYear
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular.staging import execute
from shuren.kernel.workflow.actions import StepForbidden, take
from shuren.modules.registry import permissions as can
from shuren.modules.registry.events import YEAR_CLOSED, YEAR_REOPENED
from shuren.modules.registry.models import YearEnd, YearEndTally, YearResult
from shuren.modules.registry.queries import diplomas, planning, yearends
from shuren.modules.registry.rules import yearend as rules
from shuren.modules.registry.rules.yearend import ENDED, Outcome
from shuren.modules.registry.workflows import YearEndState, YearEndWorkflow
from shuren.spine.orgs import api as orgs
from shuren.spine.people import api as people

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shuren.kernel.actors import Actor

NOTICE = "registry.year_end"
SUBJECT = "registry.yearend"
CLERK = system_actor("registry.year_end", "学年末升级毕业", can.close_year)
ONE_AT_A_TIME = 20_260_901  # the advisory lock under which acts are carried out: two may meet in a school

WORK = {
    "preview": "registry.year_end_preview",
    "apply": "registry.year_end_apply",
    "undo": "registry.year_end_undo",
}

Tell = Callable[[int, int, str], None]

RESULTS = """
INSERT INTO registry_yearresult (year_end_id, year, org_path, school_id, enrolment_id, stage, grade, outcome, why,
                                 class_id, status, entry_year, is_settled)
SELECT %(act)s, %(year)s, org_path, school_id, enrolment_id, stage, grade, outcome, why, class_id, status, entry_year,
       {settled}
FROM year_plan WHERE {which} ORDER BY enrolment_id
"""  # in the order of the register, so that the updates that follow find its pages together
LEFT_BEHIND = "outcome NOT IN ('up', 'graduate')"
TALLIES = """
INSERT INTO registry_yearendtally (year_end_id, org_path, school_id, stage, grade, outcome, pupils)
SELECT %(act)s, t.* FROM ({tallies}) t
"""
LEAVERS = """
SELECT enrolment_id, CASE outcome WHEN 'graduate' THEN '07' WHEN 'complete' THEN '08' ELSE '09' END AS status
FROM registry_yearresult WHERE year_end_id = {act} AND outcome IN ('graduate', 'complete', 'incomplete')
"""
STAYERS = "SELECT enrolment_id FROM registry_yearresult WHERE year_end_id = {act} AND outcome = 'stay'"
CHANGED = """
SELECT enrolment_id, status, entry_year, class_id FROM registry_yearresult
WHERE year_end_id = {act} AND outcome NOT IN ('up', 'wait')
"""


class NotYet(Refused):
    """{year} 学年的升级毕业自 {opens} 起办理，现在只能试算。请到期后再办理。"""


class NothingToSettle(Refused):
    """本次没有需要办理升级毕业的学生：可能都已办理，或都暂不办理。请查看名单中的原因。"""


class PreviewIsOld(Refused):
    """试算之后学生名册有变动，本次没有写入任何数据。请重新试算、核对后再办理。"""


class NumbersStand(Refused):
    """不能撤销：{count} 名学生已有证书编号。请先由主管部门在本页作废证书编号，再整批撤销。"""


class HappenedSince(Refused):
    """不能撤销：办理之后，{names}等 {count} 名学生的学籍又有变动（转学、升学、发证等）。请逐人办理更正。"""


@transaction.atomic
def prepare(*, actor: Actor, year: int) -> YearEnd:
    """Open an act for the schools at and below the actor's node, or return the open one, and queue its preview."""
    require(actor, can.close_year, actor.path)
    act: YearEnd = YearEnd.objects.within("").get_or_create(
        org_path=actor.path,
        year=year,
        state__in=(YearEndState.DRAFT, YearEndState.READY),
        defaults={
            "state": YearEndState.DRAFT,
            "org_name": orgs.own_node(actor).name,
            "prepared_by_key": actor.id,
            "prepared_by_name": actor.name,
            "prepared_at": timezone.now(),
        },
    )[0]
    queue(actor=actor, act=act, job="preview")
    return act


def queue(*, actor: Actor, act: YearEnd, job: str, reason: str = "") -> None:
    """Queue the work of a step as the one who takes it, once its guard has been heard."""
    step = getattr(YearEndWorkflow, job)
    if step.unless and (sentence := step.unless(act, actor)):
        raise StepForbidden(sentence=sentence)
    if job == "apply":
        _require_open(act)
    more = {"reason": reason} if step.needs_reason else {}
    start(
        JOBS[WORK[job]], actor=actor, org_path=act.org_path, subject=(SUBJECT, act.pk),
        act_id=act.pk, **more,
    )  # fmt: skip


def _require_open(act: YearEnd) -> None:
    opens = rules.opens_on(act.school_year)
    if timezone.localdate() < opens:
        raise NotYet(year=act.school_year, opens=opens)


@transaction.atomic
def preview(*, actor: Actor, act: YearEnd, tell: Tell) -> YearEnd:
    """Count what an act would do in every grade of every school, and list whom it leaves behind."""
    taken = take(YearEndWorkflow.preview, actor=actor, obj=act)
    tell(0, 3, gettext_noop("正在计算每名学生的去向"))
    with scope_of(CLERK):
        pupils = planning.lay_out(taken)
        tell(1, 3, gettext_noop("正在按学校和年级汇总"))
        taken.tallies.within("").delete()
        YearResult.objects.within("").filter(year_end=taken).delete()
        execute(sql.SQL(TALLIES).format(tallies=sql.SQL(planning.TALLIES)), {"act": taken.pk})
        tell(2, 3, gettext_noop("正在列出不升级、不毕业的学生"))
        _enter(taken, which=LEFT_BEHIND, settled="false")
    waiting = yearends.totals(taken).get(Outcome.WAIT, 0)
    taken.pupils = pupils - waiting
    taken.prepared_by_key, taken.prepared_by_name, taken.prepared_at = actor.id, actor.name, timezone.now()
    taken.save(update_fields=["pupils", "prepared_by_key", "prepared_by_name", "prepared_at"])
    if rules.needs_second_person(taken.pupils):
        _ask_second_person(taken, actor)
    return taken


def _enter(act: YearEnd, *, which: LiteralString, settled: LiteralString) -> None:
    statement = sql.SQL(RESULTS).format(which=sql.SQL(which), settled=sql.SQL(settled))
    execute(statement, {"act": act.pk, "year": act.year})


def _ask_second_person(act: YearEnd, actor: Actor) -> None:
    notices.ask(
        kind=NOTICE,
        subject_id=act.pk,
        title=gettext_noop("复核并办理 {year} 学年末升级毕业，涉及 {pupils} 人"),
        params={"year": str(act.school_year), "pupils": act.pupils},
        link=reverse("registry:year_end", args=(act.pk,)),
        role={"registrar": "principal", "principal": "registrar"}.get(actor.role, actor.role),
        org_path=act.org_path,
        not_for=actor.id,
    )


@transaction.atomic
def apply(*, actor: Actor, act: YearEnd, tell: Tell) -> YearEnd:
    """Carry an act out: results for all, leavers leave, who is away keeps the grade, finished classes close.

    Raises NotYet, PreviewIsOld, NothingToSettle, and what the workflow refuses with.
    """
    _require_open(act)
    execute(sql.SQL("SELECT pg_advisory_xact_lock(%s)"), (ONE_AT_A_TIME,))
    done = take(YearEndWorkflow.apply, actor=actor, obj=act)
    on = rules.effective_on(done.school_year, timezone.localdate())
    with scope_of(CLERK):
        tell(0, 5, gettext_noop("正在核对试算之后的变动"))
        planning.lay_out(done)
        if planning.differs(done):
            raise PreviewIsOld
        if not done.pupils:
            raise NothingToSettle
        tell(1, 5, gettext_noop("正在登记学年结果"))
        YearResult.objects.within("").filter(year_end=done).delete()
        _enter(done, which="true", settled="outcome <> 'wait'")
        done.closed_classes = _move(done, actor, on, tell)
    done.applied_by_name, done.applied_at, done.effective_on = actor.name, timezone.now(), on
    done.save(update_fields=["closed_classes", "applied_by_name", "applied_at", "effective_on"])
    _tell_schools(done, actor)
    notices.settle(kind=NOTICE, subject_id=done.pk)
    return done


def _move(act: YearEnd, actor: Actor, on: Any, tell: Tell) -> list[int]:
    totals = yearends.totals(act)
    leaving = sum(totals.get(outcome, 0) for outcome in ENDED)
    tell(2, 5, gettext_noop("正在办理毕业、结业和肄业离校"))
    reason = f"{act.school_year} 学年末毕业、结业或肄业"
    people.end_studies(_rows(LEAVERS, act), count=leaving, on=on, reason=reason, who=actor.name, number=act.number)
    tell(3, 5, gettext_noop("正在保留休学等学生的年级"))
    people.keep_grade(_rows(STAYERS, act), count=totals.get(Outcome.STAY, 0), who=actor.name)
    tell(4, 5, gettext_noop("正在撤销已毕业的班级"))
    return people.close_classes(act.org_path, until=act.year + 1, on=on)


def _rows(statement: str, act: YearEnd) -> sql.Composable:
    return sql.SQL(statement).format(act=sql.Literal(act.pk))


def _tell_schools(act: YearEnd, actor: Actor) -> None:
    """Write one audit entry for the act and one for each school in it."""
    names = {outcome.value: 0 for outcome in Outcome}
    schools: dict[str, dict[str, int]] = {act.org_path: names | yearends.totals(act)}
    tallies: QuerySet[Any] = YearEndTally.objects.within("").filter(year_end=act)
    for path, outcome, pupils in tallies.values_list("org_path", "outcome", "pupils"):
        if path != act.org_path:
            counted = schools.setdefault(path, dict(names))
            counted[outcome] += pupils
    for path, counted in schools.items():
        details = {"year": str(act.school_year), **counted}
        record(actor=actor, label=YEAR_CLOSED, org_path=path, subject=(SUBJECT, act.pk), details=details)


@transaction.atomic
def undo(*, actor: Actor, act: YearEnd, reason: str, tell: Tell) -> YearEnd:
    """Take an act back as one: enrolments, grades and classes are as before.

    Raises NumbersStand, and HappenedSince with names.
    """
    execute(sql.SQL("SELECT pg_advisory_xact_lock(%s)"), (ONE_AT_A_TIME,))
    undone = take(YearEndWorkflow.undo, actor=actor, obj=act, reason=reason)
    with scope_of(CLERK):
        tell(0, 3, gettext_noop("正在核对办理之后的变动"))
        if count := diplomas.numbered(undone):
            raise NumbersStand(count=count)
        names, count = yearends.touched_since(undone)
        if count:
            raise HappenedSince(names=list(names), count=count)
        tell(1, 3, gettext_noop("正在恢复学籍"))
        totals = yearends.totals(undone)
        changed = sum(totals.get(outcome, 0) for outcome in (*ENDED, Outcome.STAY))
        people.restore(_rows(CHANGED, undone), count=changed, who=actor.name, number=undone.number)
        people.reopen_classes(undone.closed_classes)
        tell(2, 3, gettext_noop("正在撤销学年结果"))
        YearResult.objects.within("").filter(year_end=undone)._raw_delete("default")
    details = {"year": str(undone.school_year), "pupils": undone.pupils, "reason": reason}
    record(actor=actor, label=YEAR_REOPENED, org_path=undone.org_path, subject=(SUBJECT, undone.pk), details=details)
    return undone


@transaction.atomic
def discard(*, actor: Actor, act: YearEnd) -> YearEnd:
    """Give an act up before it is carried out."""
    given_up = take(YearEndWorkflow.discard, actor=actor, obj=act)
    with scope_of(CLERK):
        YearResult.objects.within("").filter(year_end=given_up).delete()
    notices.settle(kind=NOTICE, subject_id=given_up.pk)
    return given_up


def years_open(today: Any) -> list[AcademicYear]:
    """Return the school years whose end may be prepared: the one that ended last and the present one."""
    present = AcademicYear.of(today)
    return [present, present.before()]
