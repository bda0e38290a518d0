"""Certificates of units: made when a unit first signs, renewed before they end, revoked for a reason.

Private keys are opened here and nowhere else; what leaves is a signed paper.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from shuren.kernel import pinyin
from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.refusals import Refused
from shuren.kernel.signing import authority, national, papers
from shuren.spine.identity import events, gateways
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import roots
from shuren.spine.identity.actions.roots import AUTHORITY
from shuren.spine.identity.models import Root, UnitCertificate
from shuren.spine.orgs.models import Org

RENEWED_BEFORE = timedelta(days=30)


class ReasonMissing(Refused):
    """请写明吊销的理由：理由会记入审计记录，供事后核查。"""

    status = 422


class AlreadyRevoked(Refused):
    """这张单位电子证书已经吊销，不必重复办理。请刷新页面查看现状。"""


class NoTimeStamp(Refused):
    """时间戳服务没有回应，证书没有签发，编号也没有占用。请稍后重试；持续出现时请联系系统管理员。"""

    status = 503


@dataclass(frozen=True)
class SignedPaper:
    """A PDF with its PAdES signature, the SM2 signature over those bytes, and whose certificate signed."""

    pdf: bytes
    sm2: bytes
    serial: str
    has_timestamp: bool


@transaction.atomic
def sign_paper(*, org: Org, pdf: bytes, reason: str, at: datetime) -> SignedPaper:
    """Sign a paper in a unit's name; whoever calls has checked that the unit issues it. Raises NoTimeStamp."""
    from pyhanko.sign.timestamps import TimestampRequestError

    mine, stamper = _current(org, at), gateways.stamper()
    root = mine.root
    keeper = authority.Keeper(bytes(mine.certificate), mine.key.reveal())
    try:
        signed = papers.sign(
            pdf,
            keeper=keeper,
            chain=[bytes(part) for part in (root.certificate, root.cross) if part],
            name=mine.name,
            reason=reason,
            stamper=stamper,
        )
    except TimestampRequestError as failure:
        raise NoTimeStamp from failure
    sm2 = national.sign(signed, national.Pair(mine.sm2_key.reveal(), bytes(mine.sm2_public)))
    return SignedPaper(signed, sm2, mine.serial, has_timestamp=stamper is not None)


def is_signed_paper(pdf: bytes, *, sm2: bytes, serial: str, at: datetime) -> bool:
    """Say whether a paper is whole and was signed, both ways, with the certificate of this serial as of a moment."""
    mine = UnitCertificate.objects.within("").filter(serial=serial).select_related("root").first()
    if mine is None or (mine.revoked_at is not None and mine.revoked_at < at):
        return False
    found = papers.look(pdf, root=bytes(mine.root.certificate), at=at)
    return found.is_good and found.serial == serial and national.is_signed(pdf, sm2, bytes(mine.sm2_public))


@transaction.atomic
def renew(*, actor: Actor, certificate: UnitCertificate, at: datetime) -> UnitCertificate:
    """Give a unit a new certificate under its present name; what the old one signed stays good."""
    require(actor, can.manage_unit_certificates, certificate.org_path)
    _wait_for_turn()
    org = Org.objects.within("").get(pk=certificate.org_id)
    return _issued(actor, org, at)


@transaction.atomic
def revoke(*, actor: Actor, certificate: UnitCertificate, reason: str, at: datetime) -> None:
    """Take a unit's certificate back: nothing is signed with it any more, and the public list names it."""
    require(actor, can.manage_unit_certificates, certificate.org_path)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    rows = UnitCertificate.objects.within("").select_related("root").select_for_update(of=("self",))
    row = rows.get(pk=certificate.pk)
    if row.revoked_at is not None:
        raise AlreadyRevoked
    row.is_current, row.revoked_at, row.revoked_by, row.reason = False, at, actor.name, reason.strip()[:200]
    row.save(update_fields=["is_current", "revoked_at", "revoked_by", "reason"])
    _record(actor, events.UNIT_CERTIFICATE_REVOKED, row, reason=row.reason)
    roots.publish(row.root, at)


def renew_in_time(at: datetime) -> int:
    """Renew what units sign with and what ends within a month, so that no signature has to wait; return how many."""
    ending = UnitCertificate.objects.within("").filter(is_current=True, expires_at__lte=at + RENEWED_BEFORE)
    rows = list(ending.filter(org__closed_on=None).select_related("org"))
    for row in rows:
        with transaction.atomic():
            _wait_for_turn()
            _issued(AUTHORITY, row.org, at)
    return len(rows)


def _current(org: Org, at: datetime) -> UnitCertificate:
    """Return the certificate with which a unit signs now; one is made where there is none that fits and lasts."""
    found = _usable(org, at)
    if found is None:
        roots.the_root(at)
        _wait_for_turn()
        found = _usable(org, at)
    return found or _issued(AUTHORITY, org, at)


def _usable(org: Org, at: datetime) -> UnitCertificate | None:
    lasting = UnitCertificate.objects.within("").filter(expires_at__gt=at + RENEWED_BEFORE)
    mine = lasting.filter(org=org, is_current=True, name=org.name).select_related("root")
    found: UnitCertificate | None = mine.first()
    return found


def _wait_for_turn() -> None:
    """Let one transaction at a time make certificates."""
    Root.objects.select_for_update(of=("self",)).get(is_current=True)


def _issued(actor: Actor, org: Org, at: datetime) -> UnitCertificate:
    root, pair = roots.the_root(at), national.new_pair()
    UnitCertificate.objects.within("").filter(org=org, is_current=True).update(is_current=False)
    until = min(at + roots.UNIT_LASTS, root.expires_at)
    made = authority.issue(
        roots.keeper_of(root),
        org.name,
        code=org.code,
        at=at,
        until=until,
        sm2_key=pair.public,
        revocations_url=roots.list_address(root),
    )
    row: UnitCertificate = UnitCertificate.objects.create(
        org=org,
        root=root,
        org_path=org.path,
        name=org.name,
        name_key=pinyin.sort_key(org.name),
        serial=made.serial,
        certificate=made.certificate,
        key=made.key,
        sm2_public=pair.public,
        sm2_key=pair.private,
        issued_at=at,
        expires_at=until,
    )
    _record(actor, events.UNIT_CERTIFIED, row)
    return row


def _record(actor: Actor, label: AuditLabel, row: UnitCertificate, /, **details: object) -> None:
    record(
        actor=actor,
        label=label,
        org_path=row.org_path,
        subject=("identity.unit_certificate", row.pk),
        details={"unit": row.name, "serial": row.serial, **details},
    )
