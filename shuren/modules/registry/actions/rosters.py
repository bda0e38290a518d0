"""Each term's verification: an authority opens it, schools answer pupil by pupil, principals sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from psycopg import sql

from shuren.kernel.access import require
from shuren.kernel.actors import range_of
from shuren.kernel.audit.actions import record
from shuren.kernel.notices import actions as notices
from shuren.kernel.notices.models import Notice
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.tabular.staging import execute
from shuren.kernel.workflow.actions import take
from shuren.modules.registry import events
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import problems
from shuren.modules.registry.models import RosterAnswer, RosterReturn, Verification
from shuren.modules.registry.models.rosters import ANSWERS
from shuren.modules.registry.queries import rosters as queries
from shuren.modules.registry.rules import roster as rules
from shuren.modules.registry.rules.roster import Absence, Answer, Fault, Given
from shuren.modules.registry.rules.yearend import AWAY
from shuren.modules.registry.workflows import ReturnState, RosterWorkflow
from shuren.spine.orgs import api as orgs
from shuren.spine.people import api as people

if TYPE_CHECKING:
    from datetime import date

    from shuren.kernel.actors import Actor
    from shuren.kernel.periods import Term
    from shuren.spine.people.models import Enrolment

CHECK, SIGN = "registry.roster_check", "registry.roster_sign"
CHECK_CLASS = "registry.roster_check_class"  # asked of whoever heads the class
SUBJECT = "registry.rosterreturn"

RETURNS = """
INSERT INTO registry_rosterreturn
  (verification_id, org_path, school_id, state, pupils, present, absent, unknown, unlisted, signed_by)
SELECT %(verification)s, s.path, s.id, 'open', e.pupils, 0, 0, 0, 0, ''
FROM orgs_org s JOIN (
  SELECT school_id, count(*) AS pupils FROM people_enrolment
  WHERE left_on IS NULL AND org_path >= %(low)s AND org_path < %(high)s AND stage = ANY(%(stages)s) GROUP BY school_id
) e ON e.school_id = s.id
WHERE s.closed_on IS NULL RETURNING id, org_path
"""
REST = """
INSERT INTO registry_rosteranswer (roster_id, org_path, enrolment_id, answer, absence, doubt, told_by, told_at)
SELECT %(roster)s, e.org_path, e.id, 'present', '', '', %(who)s, %(at)s FROM people_enrolment e
WHERE e.school_id = %(school)s AND e.left_on IS NULL AND e.stage = ANY(%(stages)s)
  AND e.school_class_id IS NOT DISTINCT FROM %(group)s AND NOT e.status = ANY(%(away)s)
ON CONFLICT (roster_id, enrolment_id) DO NOTHING
"""


class AlreadyOpen(Refused):
    """{org}已发起 {term}的学籍核准，范围相同或重叠，不能重复发起。"""


class NothingToVerify(Refused):
    """本单位及所属学校没有需要核准学籍的学生，不必发起核准。学前班幼儿不在核准范围内。"""


class DueTooSoon(Refused):
    """截止日期 {due} 已过。请选择今天或以后的日期，给学校留出核对时间。"""


class WhyAbsent(Refused):
    """请选择不在校的原因。"""

    status = 422


class NotYetAbsent(Refused):
    """缺勤开始日期不能晚于今天。请核对日期。"""

    status = 422


class AlreadySigned(Refused):
    """本校的核准结果已经报送，不能再改。确需更正的，请联系主管部门退回。"""


@transaction.atomic
def open_verification(*, actor: Actor, term: Term, due_on: date) -> Verification:
    """Have every school at and below the actor's node verify its roster; each gets a to-do, all in a few statements.

    Raises AlreadyOpen, DueTooSoon, NothingToVerify.
    """
    require(actor, can.open_verification, actor.path)
    if due_on < timezone.localdate():
        raise DueTooSoon(field="due_on", due=due_on)
    for other in Verification.objects.within("").filter(year=term.year.first, season=term.season):
        if other.org_path.startswith(actor.path) or actor.path.startswith(other.org_path):
            raise AlreadyOpen(org=other.org_name, term=other.label)
    made: Verification = Verification.objects.create(
        org_path=actor.path,
        org_name=orgs.own_node(actor).name,
        year=term.year.first,
        season=term.season,
        due_on=due_on,
        opened_by_key=actor.id,
        opened_by_name=actor.name,
        opened_at=timezone.now(),
    )
    low, high = range_of(actor.path)
    bounds = {"low": low, "high": high, "stages": list(rules.VERIFIED)}
    opened = execute(sql.SQL(RETURNS), {"verification": made.pk, **bounds}).fetchall()
    if not opened:
        raise NothingToVerify
    title = gettext_noop("核对在籍学生：{term}学籍核准")
    notices.ask_all(_asked(CHECK, title, made, return_id, path, role="registrar") for return_id, path in opened)
    _ask_heads(made)
    told = {"term": made.label, "schools": len(opened), "due": due_on}
    subject = ("registry.verification", made.pk)
    record(actor=actor, label=events.VERIFICATION_OPENED, org_path=actor.path, subject=subject, details=told)
    return made


def _asked(kind: str, title: str, verification: Verification, return_id: int, path: str, *, role: str) -> Notice:
    return Notice(
        kind=kind, subject_id=str(return_id), title=title, params={"term": verification.label},
        link=reverse("registry:roster", args=(return_id,)), role=role, org_path=path,
        asked_at=timezone.now(), due_at=notices.end_of(verification.due_on),
    )  # fmt: skip


def _ask_heads(made: Verification) -> None:
    """Put a to-do before everybody who is known to head a class, about that class."""
    title = gettext_noop("核对{group}在籍学生：{term}学籍核准")
    rows = RosterReturn.objects.within(made.org_path).filter(verification=made)
    returns = {school: (pk, path) for pk, school, path in rows.values_list("pk", "school_id", "org_path")}
    asked = []
    for head in people.heads_below(made.org_path, rules.VERIFIED):
        pk, path = returns.get(head.school_id, (0, ""))
        if pk:
            todo = _asked(CHECK_CLASS, title, made, pk, path, role="teacher")
            todo.subject_id, todo.account_key = f"{pk}.{head.class_id}", head.account
            todo.params, todo.link = {**todo.params, "group": head.class_name}, _address(pk, head.class_id)
            asked.append(todo)
    notices.ask_all(asked)


def _address(return_id: int, class_id: int) -> str:
    return reverse("registry:roster_class", args=(return_id, class_id))


@transaction.atomic
def answer(*, actor: Actor, return_id: int, enrolment_id: int, given: Given) -> RosterReturn:
    """Say of one pupil whether they are there; an earlier word is replaced.

    Raises AlreadySigned, WhyAbsent, NotYetAbsent.
    """
    row = locked(actor, return_id)
    wrong = rules.fault(given, timezone.localdate())
    if wrong is not None:
        raise {Fault.WHY: WhyAbsent, Fault.LATER: NotYetAbsent}[wrong]
    pupil = _pupil(actor, row, enrolment_id)
    is_absent = given.answer == Answer.ABSENT
    told: dict[str, Any] = {
        "org_path": row.org_path,
        "answer": given.answer,
        "absence": given.absence if is_absent else Absence.NONE,
        "since": given.since if is_absent else None,
        "doubt": rules.doubt(given.answer, given.absence if is_absent else Absence.NONE),
        "told_by": actor.name,
        "told_at": timezone.now(),
    }
    RosterAnswer.objects.within(row.org_path).update_or_create(roster=row, enrolment=pupil, defaults=told)
    if given.answer != Answer.PRESENT:
        details = {"answer": dict(ANSWERS)[given.answer]}
        subject = ("people.person", pupil.person_id)
        record(actor=actor, label=events.ROSTER_ANSWERED, org_path=row.org_path, subject=subject, details=details)
    _settle_class(row, pupil.school_class_id)
    return _count(row)


@transaction.atomic
def take_back(*, actor: Actor, return_id: int, enrolment_id: int) -> RosterReturn:
    """Take back what was said of one pupil. Raises AlreadySigned."""
    row = locked(actor, return_id)
    pupil = _pupil(actor, row, enrolment_id)
    RosterAnswer.objects.within(row.org_path).filter(roster=row, enrolment=pupil).delete()
    return _count(row)


@transaction.atomic
def rest_is_present(*, actor: Actor, return_id: int, class_id: int) -> RosterReturn:
    """Say of everybody in a class of whom nothing is said yet that they are there; those on leave are left out."""
    row = locked(actor, return_id)
    if not queries.may_answer(actor, class_id):
        raise NotFoundHere
    values = {"stages": list(rules.VERIFIED), "away": list(AWAY), "who": actor.name, "at": timezone.now()}
    values |= {"roster": row.pk, "school": row.school_id, "group": class_id or None}
    filled = execute(sql.SQL(REST), values).rowcount
    group = next((one.name for one in queries.groups_of(row) if one.pk == class_id), "")
    details = {"group": group, "pupils": filled}
    record(actor=actor, label=events.ROSTER_FILLED, org_path=row.org_path, subject=(SUBJECT, row.pk), details=details)
    _settle_class(row, class_id or None)
    return _count(row)


def _pupil(actor: Actor, row: RosterReturn, enrolment_id: int) -> Enrolment:
    """Return a pupil of a class for which the actor answers. Raises NotFoundHere."""
    pupil = queries.on_roster(row.school_id, row.org_path).filter(pk=enrolment_id).first()
    if pupil is None or not queries.may_answer(actor, pupil.school_class_id or 0):
        raise NotFoundHere
    return pupil


def locked(actor: Actor, return_id: int) -> RosterReturn:
    """Return a return that is still open, locked. Raises AlreadySigned, NotFoundHere."""
    row = queries.return_for(actor, return_id)
    RosterReturn.objects.within(row.org_path).select_for_update(of=("self",)).get(pk=row.pk)
    if row.state != ReturnState.OPEN:
        raise AlreadySigned
    return row


def _count(row: RosterReturn) -> RosterReturn:
    """Bring the figures of a return up to date; once all are checked the principal is asked to sign."""
    was_complete = row.is_complete
    pupils = queries.on_roster(row.school_id, row.org_path)
    answers = RosterAnswer.objects.within(row.org_path).filter(roster=row, enrolment__in=pupils.values("pk"))
    counts = {one.value: Count("pk", filter=Q(answer=one)) for one in Answer}
    for name, number in answers.aggregate(**counts).items():
        setattr(row, name, number)
    row.pupils = pupils.count()
    row.save(update_fields=["pupils", *counts])
    if row.is_complete and not was_complete:
        title = gettext_noop("签字报送 {term}学籍核准")
        notices.ask_all([_asked(SIGN, title, row.verification, row.pk, row.org_path, role="principal")])
    elif was_complete and not row.is_complete:
        notices.settle(kind=SIGN, subject_id=row.pk)
    return row


def _settle_class(row: RosterReturn, class_id: int | None) -> None:
    """Settle the to-do of whoever heads a class once all of it is checked."""
    pupils = queries.on_roster(row.school_id, row.org_path).filter(school_class_id=class_id)
    answered = RosterAnswer.objects.within(row.org_path).filter(roster=row).values("enrolment")
    if not pupils.exclude(pk__in=answered).exists():
        notices.settle(kind=CHECK_CLASS, subject_id=f"{row.pk}.{class_id or 0}")


@transaction.atomic
def sign(*, actor: Actor, return_id: int) -> RosterReturn:
    """Sign and hand in, as the principal. Refused while pupils are unchecked."""
    row = _count(locked(actor, return_id))
    signed = take(RosterWorkflow.sign, actor=actor, obj=row)
    signed.signed_by, signed.signed_at = actor.name, timezone.now()
    signed.save(update_fields=["signed_by", "signed_at"])
    problems.recompute_roster(timezone.localdate(), signed)
    for kind in (CHECK, SIGN):
        notices.settle(kind=kind, subject_id=row.pk)
    notices.settle_all(kind=CHECK_CLASS, subject_ids=[f"{row.pk}.{group.pk}" for group in queries.groups_of(row)])
    told = {"term": row.verification.label, "present": row.present, "absent": row.absent, "unknown": row.unknown}
    told["unlisted"] = row.unlisted
    record(actor=actor, label=events.ROSTER_SIGNED, org_path=row.org_path, subject=(SUBJECT, row.pk), details=told)
    return signed


@transaction.atomic
def send_back(*, actor: Actor, verification: Verification, return_id: int, reason: str) -> None:
    """Let a school correct what it has handed in."""
    row = queries.schools_of(verification).filter(pk=return_id).first()
    if row is None:
        raise NotFoundHere
    take(RosterWorkflow.send_back, actor=actor, obj=row, reason=reason)
    title = gettext_noop("更正后重新报送 {term}学籍核准")
    notices.ask_all([_asked(CHECK, title, verification, row.pk, row.org_path, role="registrar")])
    told = {"term": verification.label, "reason": reason}
    record(actor=actor, label=events.ROSTER_SENT_BACK, org_path=row.org_path, subject=(SUBJECT, row.pk), details=told)
