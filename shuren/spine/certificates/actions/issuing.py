"""Issuing, revoking and replacing certificates."""

import io
import logging
from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from shuren.kernel import pinyin
from shuren.kernel.access import Permission, require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.files.actions import store
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.sensitive.sealing import Sealed
from shuren.spine.certificates import events, queries
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates.actions import debts, paper
from shuren.spine.certificates.models import Certificate, Debt, Serial
from shuren.spine.certificates.rules import kinds, numbers, wordings
from shuren.spine.identity import api as identity
from shuren.spine.orgs.models import Org

log = logging.getLogger(__name__)
UNEXPECTED = gettext_noop("处理时发生意外错误，已记入系统日志。请稍后重试，仍不成功的请联系管理员。")


class FactsMissing(Refused):
    """不能签发：{names}没有登记。请先在名册中补登，再签发。"""

    status = 422


class AlreadyCertified(Refused):
    """这份{kind}已经签发，编号 {number}，仍然有效。需要重发时请在原证书页面换发。"""


class NotValidAnyMore(Refused):
    """这份证书已经撤销或换发，不能再办理。请刷新页面查看现状。"""


class AlreadyIssued(Refused):
    """这份证书已经补签发，不需要再试。请刷新页面查看现状。"""


class ReasonMissing(Refused):
    """请写明理由：理由会记入证书登记和审计记录。"""

    status = 422


@transaction.atomic
def issue(*, actor: Actor, kind: kinds.Kind, subject_id: int, at: datetime) -> Certificate:
    """Issue a certificate in the name of the unit that the facts name; return it, signed and kept.

    Number, paper, signature and register row come about together or not at all. Raises AlreadyCertified, FactsMissing
    and what the kind's facts raise.
    """
    return _issue(actor, kind, subject_id, at, can.issue_certificates, None)


def ensure(*, actor: Actor, owed: debts.Owed, at: datetime) -> str:
    """Return the number of the valid certificate that is owed, issuing it where there is none yet.

    Where that fails it is put before the unit and the answer is empty: what led to it stays done.
    """
    if standing := queries.standing(owed.kind, owed.subject_id):
        debts.settle(kind=owed.kind.code, subject_id=owed.subject_id, at=at)
        return standing.number
    try:
        return issue(actor=actor, kind=owed.kind, subject_id=owed.subject_id, at=at).number
    except Refused as refusal:
        why = refusal.message.kept()
    except Exception:
        log.exception("certificate %s about %s", owed.kind.code, owed.subject_id)
        why = UNEXPECTED
    debts.note(actor=actor, owed=owed, why=why, at=at)
    return ""


@transaction.atomic
def retry(*, actor: Actor, debt_id: int, at: datetime) -> str:
    """Try again to issue what a unit owes; return its number, nothing where that failed. Raises AlreadyIssued."""
    rows = Debt.objects.visible_to(actor, can.issue_certificates).select_for_update(of=("self",))
    debt: Debt | None = rows.filter(pk=debt_id).first()
    if debt is None:
        raise NotFoundHere
    if debt.paid_at is not None:
        raise AlreadyIssued
    kind = queries.kind_of(debt.kind)
    owed = debts.Owed(kind, debt.subject_id, debt.unit_id, debt.holder_id, debt.name)
    return ensure(actor=actor, owed=owed, at=at)


@transaction.atomic
def revoke(*, actor: Actor, certificate: Certificate, reason: str, at: datetime) -> None:
    """Declare a certificate void; it stays in the register."""
    row = _void(actor, certificate, reason, at)
    _record(actor, events.REVOKED, row, reason=row.reason)


@transaction.atomic
def replace(*, actor: Actor, certificate: Certificate, reason: str, at: datetime) -> Certificate:
    """Void a certificate and issue another in its place, with today's facts and a number of its own; return that."""
    row = _void(actor, certificate, reason, at)
    made = _issue(actor, queries.kind_of(row.kind), row.subject_id, at, can.revoke_certificates, row)
    _record(actor, events.REPLACED, row, reason=row.reason, successor=made.number)
    return made


@transaction.atomic
def preview(*, actor: Actor, kind: kinds.Kind, subject_id: int) -> tuple[bytes, kinds.Facts, list[str]]:
    """Return how a certificate would look (PNG), what it would say, and what is missing for it."""
    require(actor, can.issue_certificates, kind.unit_path(subject_id))
    facts = kind.facts(subject_id)
    unit = Org.objects.within("").get(pk=facts.unit_id)
    today = timezone.localdate()
    wording = queries.wording_for(kind, unit.path, today)
    shown = _masked(facts.values)
    details = {"unit": unit.name, "kind": kind.label}
    subject = ("people.person", facts.holder_id)
    record(actor=actor, label=events.PREVIEWED, org_path=unit.path, subject=subject, details=details)
    picture = paper.preview(unit=unit, wording=wordings.filled(wording, shown), rows=facts.rows, on=today)
    return picture, facts, wordings.missing_values(wording, shown)


@transaction.atomic
def look(*, actor: Actor, certificate: Certificate) -> Certificate:
    """Note that somebody has looked at a certificate; return it."""
    _record(actor, events.SEEN, certificate)
    return certificate


@transaction.atomic
def look_at_own(*, actor: Actor, rows: list[Certificate]) -> list[Certificate]:
    """Note for each child that a guardian has looked at the papers about it; return them."""
    children = {row.holder_id: row.org_path for row in rows}
    for child, path in children.items():
        count = sum(row.holder_id == child for row in rows)
        about = ("people.person", child)
        record(actor=actor, label=events.OWN_SEEN, org_path=path, subject=about, details={"count": count})
    return rows


@transaction.atomic
def fetch(*, actor: Actor, certificate: Certificate) -> Certificate:
    """Note that somebody has taken the file; return the certificate."""
    _record(actor, events.FETCHED, certificate)
    return certificate


@transaction.atomic
def note_export(*, actor: Actor, count: int) -> None:
    """Note that the register was taken out as a file."""
    record(actor=actor, label=events.EXPORTED, org_path=actor.path, details={"count": count})


def _issue(
    actor: Actor, kind: kinds.Kind, subject_id: int, at: datetime, needed: Permission, replaces: Certificate | None
) -> Certificate:
    require(actor, needed, kind.unit_path(subject_id))
    facts = kind.facts(subject_id)
    unit = Org.objects.within("").select_for_update(of=("self",)).get(pk=facts.unit_id)
    on = timezone.localdate(at)
    row = queries.wording_row(kind.code, unit.path, on)
    wording = row.plain if row else kind.wording
    whole = {name: _told(value) for name, value in facts.values.items()}
    if missing := wordings.missing_values(wording, whole):
        raise FactsMissing(names=list(missing))
    number, code = _next_number(kind, unit, on), numbers.new_code()
    pdf = paper.issued(
        unit=unit, wording=wordings.filled(wording, whole), rows=facts.rows, on=on, number=number, code=code
    )
    signed = identity.sign_paper(org=unit, pdf=pdf, reason=f"{kind.label} {number}", at=at)
    file = store(actor=actor, name=f"{number}.pdf", content=io.BytesIO(signed.pdf))
    made = Certificate(
        kind=kind.code,
        number=number,
        code=code,
        unit=unit,
        unit_name=unit.name,
        org_path=unit.path,
        holder_id=facts.holder_id,
        name=facts.holder,
        name_key=pinyin.sort_key(facts.holder),
        initials=pinyin.initials(facts.holder)[:40],
        subject_id=subject_id,
        case_number=facts.case_number,
        once_for=f"{kind.code}:{subject_id}" if kind.is_once else None,
        facts=_masked(facts.values),
        wording=row,
        issued_at=at,
        issued_by=actor.name,
        file=file,
        sha256=file.sha256,
        sm2=signed.sm2,
        signer=signed.serial,
        has_timestamp=signed.has_timestamp,
        replaces=replaces,
    )
    _save(made, kind)
    debts.settle(kind=kind.code, subject_id=subject_id, at=at)
    _record(actor, events.ISSUED, made)
    return made


def _save(made: Certificate, kind: kinds.Kind) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as failure:
        standing = Certificate.objects.within("").filter(once_for=made.once_for, revoked_at=None).first()
        if made.once_for is None or standing is None:
            raise
        raise AlreadyCertified(kind=kind.label, number=standing.number) from failure


def _next_number(kind: kinds.Kind, unit: Org, on: date) -> str:
    """Return the next number; the unit's row is locked, so that numbers of one unit are given one after the other."""
    serial, _ = Serial.objects.get_or_create(prefix=kind.prefix, unit=unit, year=on.year)
    serial.last += 1
    serial.save(update_fields=["last"])
    return numbers.number_of(kind.prefix, unit.code, on.year, serial.last)


def _void(actor: Actor, certificate: Certificate, reason: str, at: datetime) -> Certificate:
    require(actor, can.revoke_certificates, certificate.org_path)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    row: Certificate = Certificate.objects.within("").select_for_update(of=("self",)).get(pk=certificate.pk)
    if not row.is_valid:
        raise NotValidAnyMore
    row.revoked_at, row.revoked_by, row.reason = at, actor.name, reason.strip()[:200]
    row.save(update_fields=["revoked_at", "revoked_by", "reason"])
    return row


def _told(value: str | Sealed) -> str:
    return value.reveal() if isinstance(value, Sealed) else value


def _masked(values: Mapping[str, str | Sealed]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _record(actor: Actor, label: AuditLabel, row: Certificate, /, **details: object) -> None:
    kind = kinds.KINDS.get(row.kind)
    told = {"unit": row.unit_name, "kind": kind.label if kind else row.kind, "number": row.number, **details}
    record(actor=actor, label=label, org_path=row.org_path, subject=("people.person", row.holder_id), details=told)
