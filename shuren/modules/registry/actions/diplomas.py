"""Numbering the leaving certificates of a year-end act, and declaring the numbers of one void."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from psycopg import sql

from shuren.kernel.access import require
from shuren.kernel.actors import system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.jobs.actions import start
from shuren.kernel.jobs.declare import JOBS
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.tabular.staging import execute
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions.yearends import ONE_AT_A_TIME, SUBJECT, Tell
from shuren.modules.registry.events import DIPLOMAS_NUMBERED, DIPLOMAS_VOIDED
from shuren.modules.registry.rules import diplomas as rules
from shuren.modules.registry.workflows import YearEndState

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.modules.registry.models import YearEnd

CLERK = system_actor("registry.diplomas", "证书编号", can.number_diplomas)
REASON_LENGTH = 4  # characters

# Serials go on after the highest ever given within division, year and stage, void ones included.
SERIALS = """
CREATE TEMP TABLE numbering ON COMMIT DROP AS
WITH leavers AS (
  SELECT r.enrolment_id, r.org_path, r.school_id, r.outcome AS kind, r.stage, e.person_id, e.name, e.name_key,
         left(s.division_code, 6) AS division, s.code, e.school_no
  FROM registry_yearresult r JOIN people_enrolment e ON e.id = r.enrolment_id JOIN orgs_org s ON s.id = r.school_id
  WHERE r.year_end_id = %(act)s AND r.is_settled AND r.outcome = ANY(%(kinds)s) AND r.stage = ANY(%(stages)s)
    AND NOT EXISTS (SELECT FROM registry_diploma d WHERE d.enrolment_id = r.enrolment_id AND d.voided_at IS NULL)
), given AS (
  SELECT division, stage, max(serial) AS last FROM registry_diploma WHERE year = %(year)s GROUP BY division, stage
)
SELECT l.*, coalesce(g.last, 0) + row_number()
         OVER (PARTITION BY l.division, l.stage ORDER BY l.code, l.school_no, l.enrolment_id) AS serial
FROM leavers l LEFT JOIN given g USING (division, stage)
"""
GROUPS = "SELECT division, max(serial) FROM numbering GROUP BY division"
NUMBERS = """
INSERT INTO registry_diploma (org_path, school_id, enrolment_id, person_id, name, name_key, kind, stage, year, division,
                              serial, number, issued_on, numbered_by, numbered_at, void_reason)
SELECT org_path, school_id, enrolment_id, person_id, name, name_key, kind, stage, %(year)s, division, serial,
       {number}, %(on)s, %(who)s, %(at)s, ''
FROM numbering WHERE division = %(division)s ORDER BY serial
"""
VOID = """
UPDATE registry_diploma d SET voided_at = %(at)s, void_reason = %(reason)s
FROM registry_yearresult r
WHERE r.year_end_id = %(act)s AND r.is_settled AND d.enrolment_id = r.enrolment_id AND d.voided_at IS NULL
"""


class NotApplied(Refused):
    """这次升级毕业还没有办理或已经撤销，不能编制证书编号。"""


class NothingToNumber(Refused):
    """没有需要编号的毕业、结业或肄业学生：可能都已编号，或只涉及学前。"""


class NumbersUsedUp(Refused):
    """行政区划 {division} 的证书序号已用完（{width} 位）。请与省级教育行政部门联系调整编号规则。"""


class WhyVoid(Refused):
    """请写明作废原因。作废的编号保留在登记簿中，不再使用。"""

    status = 422


def queue(*, actor: Actor, act: YearEnd) -> None:
    """Queue the numbering of an act's certificates."""
    _require(actor, act)
    start(
        JOBS["registry.number_diplomas"], actor=actor, org_path=act.org_path, subject=(SUBJECT, act.pk), act_id=act.pk
    )


def _require(actor: Actor, act: YearEnd) -> None:
    require(actor, can.number_diplomas, act.org_path)
    if act.state != YearEndState.APPLIED:
        raise NotApplied


@transaction.atomic
def number(*, actor: Actor, act: YearEnd, tell: Tell) -> int:
    """Give a number to every leaver of an act who has none; return how many. Raises NotApplied, NumbersUsedUp."""
    execute(sql.SQL("SELECT pg_advisory_xact_lock(%s)"), (ONE_AT_A_TIME,))
    act.refresh_from_db()
    _require(actor, act)
    year = act.year + 1
    tell(0, 2, gettext_noop("正在排定序号"))
    values: dict[str, Any] = {"act": act.pk, "year": year, "kinds": list(rules.KINDS), "stages": list(rules.STAGES)}
    with scope_of(CLERK):
        execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.numbering"))
        execute(sql.SQL(SERIALS), values)
        tell(1, 2, gettext_noop("正在登记证书编号"))
        written = sum(_write(act, actor, *group) for group in execute(sql.SQL(GROUPS)).fetchall())
    if written:
        told = {"year": year, "count": written}
        record(actor=actor, label=DIPLOMAS_NUMBERED, org_path=act.org_path, subject=(SUBJECT, act.pk), details=told)
    return written


def _write(act: YearEnd, actor: Actor, division: str, last: int) -> int:
    rule = rules.rule_for(division, act.year + 1)
    if len(str(last)) > rule.serial_width:
        raise NumbersUsedUp(division=division, width=rule.serial_width)
    parts = {
        rules.DIVISION: sql.SQL("division"),
        rules.YEAR: sql.Literal(str(act.year + 1)),
        rules.STAGE: _digit("stage", rules.STAGES),
        rules.KIND: _digit("kind", rules.KINDS),
        rules.SERIAL: sql.SQL("lpad(serial::text, {}, '0')").format(sql.Literal(rule.serial_width)),
    }
    written = sql.SQL(" || ").join(parts[part] for part in rule.parts)
    values = {
        "year": act.year + 1,
        "division": division,
        "on": act.effective_on,
        "who": actor.name,
        "at": timezone.now(),
    }
    return int(execute(sql.SQL(NUMBERS).format(number=written), values).rowcount)


def _digit(column: str, digits: dict[str, str]) -> sql.Composable:
    """Return a CASE that writes the digit of a stage or kind."""
    cases = sql.SQL(" ").join(
        sql.SQL("WHEN {} THEN {}").format(sql.Literal(code), sql.Literal(digit)) for code, digit in digits.items()
    )
    return sql.SQL("CASE {} {} END").format(sql.Identifier(column), cases)


@transaction.atomic
def void(*, actor: Actor, act: YearEnd, reason: str) -> int:
    """Declare all numbers of an act void; they stay in the register and are not given again."""
    require(actor, can.number_diplomas, act.org_path)
    if len(reason.strip()) < REASON_LENGTH:
        raise WhyVoid
    with scope_of(CLERK):
        values = {"act": act.pk, "at": timezone.now(), "reason": reason.strip()[:200]}
        voided = int(execute(sql.SQL(VOID), values).rowcount)
    if not voided:
        raise NothingToNumber
    told = {"year": act.year + 1, "count": voided, "reason": reason.strip()[:200]}
    record(actor=actor, label=DIPLOMAS_VOIDED, org_path=act.org_path, subject=(SUBJECT, act.pk), details=told)
    return voided
