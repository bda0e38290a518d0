"""The roots of the region's own authority: founded once, renewed in time, each with its list of what it took back.

A root's key signs certificates and lists, nothing else. A new root is made while the old one still outlasts every
certificate below it; the old one vouches for the new until it ends, so that whoever trusts the old one alone can still
check what is signed below the new. What was signed below the old one stays with it.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.signing import authority
from shuren.spine.identity import events
from shuren.spine.identity.models import Root, UnitCertificate

ROOT_LASTS = timedelta(days=20 * 365)
UNIT_LASTS = timedelta(days=3 * 365)
ROOT_RENEWED_BEFORE = UNIT_LASTS + timedelta(days=365)  # every certificate gets its full term, and a year to spread
LISTED_EVERY = timedelta(hours=12)
REVOCATIONS = "/ca/revoked.crl"
AUTHORITY = system_actor("identity.authority", "电子证书签发")


@transaction.atomic
def the_root(at: datetime) -> Root:
    """Return the root below which certificates are made now; the first call founds it."""
    found = Root.objects.filter(is_current=True).first()
    if found is not None:
        return found
    root, is_new = Root.objects.get_or_create(is_current=True, defaults=_made(at, generation=1))
    if is_new:
        record(actor=AUTHORITY, label=events.ROOT_FOUNDED, org_path="", details={"until": _day(root.expires_at)})
    return root


@transaction.atomic
def renew_root(*, actor: Actor, at: datetime) -> Root:
    """Found the next root, with a key of its own, and let the present one vouch for it until it ends.

    Whoever calls is the operator at the command line, or the daily job.
    """
    the_root(at)
    old = Root.objects.select_for_update(of=("self",)).get(is_current=True)
    made = _made(at, generation=Root.objects.count() + 1)
    cross = authority.cross(keeper_of(old), made["certificate"], at=at, until=old.expires_at)
    old.is_current = False
    old.save(update_fields=["is_current"])
    root: Root = Root.objects.create(**made, cross=cross)
    record(actor=actor, label=events.ROOT_RENEWED, org_path="", details={"until": _day(root.expires_at)})
    return root


def renew_root_in_time(at: datetime) -> bool:
    """Renew the root where its end comes near; say whether that was done."""
    root = Root.objects.filter(is_current=True).first()
    if root is None or root.expires_at - at > ROOT_RENEWED_BEFORE:
        return False
    renew_root(actor=AUTHORITY, at=at)
    return True


@transaction.atomic
def publish(root: Root, at: datetime) -> Root:
    """Sign a root's list anew and keep it for the public; a root that has ended signs none."""
    rows = UnitCertificate.objects.within("").filter(root=root).exclude(revoked_at=None).order_by("revoked_at", "id")
    revoked = [authority.Revoked(serial, on) for serial, on in rows.values_list("serial", "revoked_at")]
    root.revocations, root.listed_at = authority.revocation_list(keeper_of(root), revoked, at=at), at
    root.save(update_fields=["revocations", "listed_at"])
    return root


def publish_in_time(at: datetime) -> int:
    """Sign anew the lists that are half a day old; return how many."""
    due = [
        root
        for root in Root.objects.filter(expires_at__gt=at)
        if root.listed_at is None or at - root.listed_at >= LISTED_EVERY
    ]
    for root in due:
        publish(root, at)
    return len(due)


def revocation_list(root_id: int | None, at: datetime) -> bytes:
    """Return the list that a root has published, the first root's where none is named. Raises NotFoundHere."""
    if root_id is None:
        the_root(at)
    roots = Root.objects.order_by("id")
    root = roots.filter(pk=root_id).first() if root_id is not None else roots.first()
    if root is None:
        raise NotFoundHere
    return bytes((root if root.revocations else publish(root, at)).revocations or b"")


def list_address(root: Root) -> str:
    """Return where a root's list is fetched; the first root's address names no number."""
    is_first = not Root.objects.filter(pk__lt=root.pk).exists()
    return settings.PUBLIC_URL + (REVOCATIONS if is_first else f"/ca/{root.pk}/revoked.crl")


def bundle(at: datetime) -> bytes:
    """Return every root with what vouches for it (PEM): what a program needs to check papers of all years."""
    the_root(at)
    kept = [bytes(part) for root in Root.objects.order_by("id") for part in (root.certificate, root.cross) if part]
    return b"".join(authority.pem_of(part) for part in kept)


def keeper_of(root: Root) -> authority.Keeper:
    return authority.Keeper(bytes(root.certificate), root.key.reveal())


def _made(at: datetime, *, generation: int) -> dict[str, Any]:
    with translation.override(settings.LANGUAGE_CODE):
        name = f"{settings.REGION_NAME}教育电子证书根" + (f" G{generation}" if generation > 1 else "")
        made = authority.found(name, at=at, until=at + ROOT_LASTS)
    return {"certificate": made.certificate, "key": made.key, "founded_at": at, "expires_at": at + ROOT_LASTS}


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
