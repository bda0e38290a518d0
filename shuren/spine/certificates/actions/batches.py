"""Certificates for a whole class or grade: laid out with reasons first, then issued one by one.

Each pupil has a transaction of their own: what fails for one leaves the others alone, and a worker that is killed
leaves the pupil it was at without paper and without number; the next takes up there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.jobs import queries as jobs
from shuren.kernel.jobs.actions import start
from shuren.kernel.jobs.declare import JOBS
from shuren.kernel.messages import Message
from shuren.kernel.refusals import Refused
from shuren.spine.certificates import events, queries
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates.actions import issuing
from shuren.spine.certificates.models import Certificate, Issuance, IssuanceLine, LineState
from shuren.spine.certificates.rules import kinds
from shuren.spine.orgs.models import Org

if TYPE_CHECKING:
    from datetime import datetime

    from shuren.spine.certificates.queries import Group

log = logging.getLogger(__name__)
SUBJECT = "certificates.issuance"
ALONE = 100  # certificates that one person may issue at once (design rule 4)
MOST = 1_500  # pupils of one issuance: the largest grade of the largest school
NOTHING = gettext_noop("没有这种证书可以证明的事项，如已经离校或尚未毕业。")
MISSING = gettext_noop("名册中没有登记：{names}。")
HELD = gettext_noop("已有有效的证书 {number}。")
Tell = Callable[..., None]


class NobodyThere(Refused):
    """所选的班级或年级没有学生。请核对后重新选择。"""

    status = 422


class TooManyAtOnce(Refused):
    """所选范围有 {count} 人，一批最多 {limit} 人。请按班级分批签发。"""

    status = 422


class NeedsSecondPerson(Refused):
    """一次签发超过 {limit} 份，须由经办人以外的另一人核对名单后签发。已经列好的名单会保留。"""


class NotLaidOut(Refused):
    """名单还没有列好，或没有可以签发的学生。请刷新页面查看现状。"""


class AtWork(Refused):
    """这一批正在处理。请等处理完，刷新页面后再办理。"""


class NothingValid(Refused):
    """这一批没有仍然有效的证书，不需要撤销。请刷新页面查看现状。"""


class NeedsAnother(Refused):
    """一次撤销超过 {limit} 份，须由经办人以外的另一人办理。"""


class NotAll(Refused):
    """有 {count} 份没有撤销成功，原因已记入系统日志；其余已经撤销。请稍后再撤销一次，仍不成功的请联系管理员。"""


@transaction.atomic
def lay_out(*, actor: Actor, kind: kinds.Kind, school: Org, group: Group, at: datetime) -> Issuance:
    """Ask for the list of a class or grade: who gets a certificate, who does not and why. A job fills it in."""
    require(actor, can.issue_certificates, school.path)
    count = queries.pupils_in(school, group.chosen).count()
    if not count:
        raise NobodyThere(field="group")
    if count > MOST:
        raise TooManyAtOnce(field="group", count=count, limit=MOST)
    made: Issuance = Issuance.objects.create(
        kind=kind.code,
        unit=school,
        org_path=school.path,
        group=group.label,
        chosen=group.chosen,
        asked_by_key=actor.id,
        asked_by=actor.name,
        asked_at=at,
    )
    _record(actor, events.LAID_OUT, made, count)
    _start("certificates.lay_out", actor, made)
    return made


def fill_in(*, actor: Actor, issuance: Issuance, at: datetime, tell: Tell) -> None:
    """Write the list. Done twice, it is written once."""
    kind = queries.kind_of(issuance.kind)
    pupils = list({row.person_id: row for row in queries.pupils_in(issuance.unit, issuance.chosen)}.values())
    rows = []
    for place, pupil in enumerate(pupils, 1):
        subject_id, why = _judged(kind, issuance, pupil.person_id)
        rows.append(
            IssuanceLine(
                issuance=issuance,
                org_path=issuance.org_path,
                holder_id=pupil.person_id,
                name=pupil.name,
                name_key=pupil.name_key,
                school_no=pupil.school_no,
                subject_id=subject_id,
                state=LineState.REFUSED if why else LineState.READY,
                why=why,
            )
        )
        tell(place, len(pupils))
    with transaction.atomic():
        locked = Issuance.objects.visible_to(actor, can.issue_certificates).select_for_update().get(pk=issuance.pk)
        if locked.laid_out_at is None:
            IssuanceLine.objects.bulk_create(rows)
            locked.laid_out_at = at
            locked.save(update_fields=["laid_out_at"])


@transaction.atomic
def begin(*, actor: Actor, issuance: Issuance, at: datetime) -> None:
    """Have the certificates issued. Raises AtWork, NotLaidOut; NeedsSecondPerson to who asked for more than ALONE."""
    require(actor, can.issue_certificates, issuance.org_path)
    _require_idle(issuance)
    ready = IssuanceLine.objects.within(issuance.org_path).filter(issuance=issuance, state=LineState.READY).count()
    if not ready:
        raise NotLaidOut
    if ready > ALONE and actor.id == issuance.asked_by_key:
        raise NeedsSecondPerson(limit=ALONE)
    issuance.begun_at, issuance.begun_by = at, actor.name
    issuance.save(update_fields=["begun_at", "begun_by"])
    _record(actor, events.BEGUN, issuance, ready)
    _start("certificates.issue_lines", actor, issuance)


@transaction.atomic
def look_again(*, actor: Actor, issuance: Issuance) -> int:
    """Judge again those who were refused, for what was missing may be there now; return how many can be issued."""
    require(actor, can.issue_certificates, issuance.org_path)
    kind, ready = queries.kind_of(issuance.kind), 0
    refused = IssuanceLine.objects.within(issuance.org_path).filter(issuance=issuance, state=LineState.REFUSED)
    for line in refused.select_for_update():
        line.subject_id, line.why = _judged(kind, issuance, line.holder_id)
        line.state = LineState.REFUSED if line.why else LineState.READY
        line.save(update_fields=["subject_id", "why", "state"])
        ready += not line.why
    return ready


def issue_lines(*, actor: Actor, issuance: Issuance, now: Callable[[], datetime], tell: Tell) -> None:
    """Issue what is ready, one by one; whoever takes over from a killed worker goes on with the next."""
    kind = queries.kind_of(issuance.kind)
    lines = IssuanceLine.objects.within(issuance.org_path).filter(issuance=issuance)
    waiting = list(lines.filter(state=LineState.READY).order_by("name_key", "id").values_list("pk", flat=True))
    for place, pk in enumerate(waiting, 1):
        try:
            _issue_line(actor, kind, pk, now())
        except Refused as refusal:
            lines.filter(pk=pk).update(state=LineState.REFUSED, why=refusal.message.kept())
        except Exception:
            log.exception("certificate %s, line %s", kind.code, pk)
            lines.filter(pk=pk).update(state=LineState.REFUSED, why=issuing.UNEXPECTED)
        tell(place, len(waiting))


@transaction.atomic
def begin_revoking(*, actor: Actor, issuance: Issuance, reason: str) -> None:
    """Have what an issuance has issued and still holds declared void; a job does it.

    Raises ReasonMissing, AtWork, NothingValid; NeedsAnother to who asked for more than ALONE.
    """
    require(actor, can.revoke_certificates, issuance.org_path)
    if not reason.strip():
        raise issuing.ReasonMissing(field="reason")
    _require_idle(issuance)
    count = queries.valid_in(issuance).count()
    if not count:
        raise NothingValid
    if count > ALONE and actor.id == issuance.asked_by_key:
        raise NeedsAnother(limit=ALONE)
    _record(actor, events.REVOKING, issuance, count, reason=reason.strip()[:200])
    _start("certificates.revoke_lines", actor, issuance, reason=reason)


def revoke_lines(*, actor: Actor, issuance: Issuance, reason: str, now: Callable[[], datetime], tell: Tell) -> None:
    """Declare void what is still valid, one by one; whoever takes over from a killed worker goes on with the next.

    Raises NotAll where some could not be.
    """
    waiting, left = list(queries.valid_in(issuance)), 0
    for place, certificate in enumerate(waiting, 1):
        try:
            issuing.revoke(actor=actor, certificate=certificate, reason=reason, at=now())
        except issuing.NotValidAnyMore:
            pass  # somebody else was faster
        except Exception:
            log.exception("certificate %s is not revoked", certificate.number)
            left += 1
        tell(place, len(waiting))
    if left:
        raise NotAll(count=left)


@transaction.atomic
def take(*, actor: Actor, issuance: Issuance) -> list[Certificate]:
    """Return the valid certificates of an issuance, to be taken away together; recorded."""
    require(actor, can.view_certificates, issuance.org_path)
    found = list(queries.valid_in(issuance).select_related("file"))
    _record(actor, events.TAKEN, issuance, len(found))
    return found


@transaction.atomic
def _issue_line(actor: Actor, kind: kinds.Kind, pk: int, at: datetime) -> None:
    line = IssuanceLine.objects.visible_to(actor, can.issue_certificates).select_for_update().get(pk=pk)
    if line.state != LineState.READY or line.subject_id is None:
        return  # another worker was faster
    line.certificate = issuing.issue(actor=actor, kind=kind, subject_id=line.subject_id, at=at)
    line.state, line.why = LineState.ISSUED, ""
    line.save(update_fields=["certificate", "state", "why"])


def _judged(kind: kinds.Kind, issuance: Issuance, person_id: int) -> tuple[int | None, str]:
    """Return what a pupil's certificate would be about, and why it cannot be issued; no reason where it can."""
    try:
        offers = [offer for offer in kind.offers(person_id) if offer.unit_path == issuance.org_path]
        if not offers:
            return None, NOTHING
        subject_id = offers[-1].subject_id
        if kind.is_once and (held := queries.standing(kind, subject_id)):
            return subject_id, Message(HELD, {"number": held.number}).kept()
        missing = queries.missing_for(kind, kind.facts(subject_id), issuance.org_path)
    except Refused as refusal:
        return None, refusal.message.kept()
    return subject_id, Message(MISSING, {"names": [Message(name) for name in missing]}).kept() if missing else ""


def _require_idle(issuance: Issuance) -> None:
    """Refuse while a job is at work on an issuance, and lock it against another that begins."""
    Issuance.objects.within(issuance.org_path).select_for_update(of=("self",)).get(pk=issuance.pk)
    run = jobs.latest_about(SUBJECT, issuance.pk)
    if run is not None and not run.is_over:
        raise AtWork


def _start(name: str, actor: Actor, issuance: Issuance, **told: str) -> None:
    start(
        JOBS[name],
        actor=actor,
        org_path=issuance.org_path,
        subject=(SUBJECT, issuance.pk),
        issuance_id=issuance.pk,
        **told,
    )


def _record(actor: Actor, label: AuditLabel, issuance: Issuance, count: int, **more: str) -> None:
    told: dict[str, Any] = {"kind": queries.kind_of(issuance.kind).label, "group": issuance.group, "count": count}
    subject = (SUBJECT, issuance.pk)
    record(actor=actor, label=label, org_path=issuance.org_path, subject=subject, details=told | more)
