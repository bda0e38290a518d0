"""测试密钥: made, checked, ended. It opens synthetic people and nothing else.

Production credentials are another module's, kept in other tables under digests of another purpose; what begins with
the prefix of a test key is never looked for there, and what does not is never looked for here.
"""

import secrets
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import NotFoundHere, Refused
from shuren.kernel.sensitive import ring
from shuren.modules.apps import events
from shuren.modules.apps.models import SandboxKey, Vendor
from shuren.modules.apps.queries.vendors import own_vendor, vendor_of
from shuren.modules.apps.rules import sandbox as rules
from shuren.modules.apps.workflows import VendorState

PURPOSE: Final = "apps.sandbox"
MOST_KEYS: Final = 5


class TooManyKeys(Refused):
    """在用的测试密钥已有 5 个，请先停用不再需要的。"""


class NoSuchKey(Refused):
    """测试密钥无效、已停用或已过期。请在“测试环境”页重新生成。"""

    status = 401


@transaction.atomic
def make_key(*, actor: Actor) -> str:
    """Return a new key, told once; only its digest is kept. Raises TooManyKeys, NotFoundHere."""
    vendor = Vendor.objects.within("").select_for_update().get(pk=own_vendor(actor).pk)
    if SandboxKey.objects.filter(vendor=vendor, ended_at=None, ends_on__gt=timezone.localdate()).count() >= MOST_KEYS:
        raise TooManyKeys
    key = rules.KEY_PREFIX + secrets.token_urlsafe(32)
    ends_on = timezone.localdate() + timedelta(days=rules.KEY_DAYS)
    made = SandboxKey.objects.create(vendor=vendor, digest=digest_of(key), tail=key[-4:], ends_on=ends_on)
    _record(actor, vendor, events.KEY_MADE, made)
    return key


@transaction.atomic
def end_key(*, actor: Actor, key_id: int) -> None:
    """End one of the vendor's own keys, from this moment. Raises NotFoundHere."""
    vendor = vendor_of(actor)
    found = SandboxKey.objects.select_for_update().filter(vendor=vendor, pk=key_id, ended_at=None).first()
    if found is None or vendor is None:
        raise NotFoundHere
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    _record(actor, vendor, events.KEY_ENDED, found)


def people_for(key: str) -> list[rules.Synthetic]:
    """Return the synthetic people of the vendor whose test key this is. Raises NoSuchKey."""
    if not key.startswith(rules.KEY_PREFIX):
        raise NoSuchKey
    found = SandboxKey.objects.filter(
        digest=digest_of(key), ended_at=None, ends_on__gt=timezone.localdate(), vendor__state=VendorState.ADMITTED
    ).first()
    if found is None:
        raise NoSuchKey
    return rules.people(str(found.vendor_id))


def people_of(actor: Actor) -> list[rules.Synthetic]:
    """Return the synthetic people of the vendor who acts. Raises NotFoundHere."""
    return rules.people(str(own_vendor(actor).pk))


def digest_of(key: str) -> str:
    """Return the keyed digest under which a test key is kept."""
    keys = ring()
    return keys.digest(keys.index_numbers[0], PURPOSE)(key.encode()).hex()


def _record(actor: Actor, vendor: Vendor, label: object, key: SandboxKey) -> None:
    record(
        actor=actor, label=label, org_path=vendor.org_path, subject=("apps.vendor", vendor.pk),  # type: ignore[arg-type]
        details={"tail": key.tail},
    )  # fmt: skip
