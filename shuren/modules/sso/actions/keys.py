"""The keystore: made when first needed, changed in time, withdrawn where one has leaked.

A new key is published for a day before it signs, and for a day after it has stopped; the first one signs at once.
"""

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from joserfc.jwk import ECKey, KeyParameters, RSAKey

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.modules.sso import events
from shuren.modules.sso.models import SigningKey
from shuren.modules.sso.queries import keys as queries
from shuren.modules.sso.queries.people import DOOR
from shuren.modules.sso.rules import terms

LOCK = 5_072_017  # of the transaction that makes a key: two workers that find none make one
RSA_BITS = 2048
SUBJECT = "sso.key"


class ReasonMissing(Refused):
    """请填写停用这个签名密钥的理由，停用后不能恢复。"""

    status = 422


def signing_key(algorithm: str, at: datetime) -> SigningKey:
    """Return the key that signs now; make the first one where there is none."""
    return queries.signing_at(algorithm, at) or _first(algorithm, at)


def published(at: datetime) -> list[SigningKey]:
    """Return the keys told to everybody, one of each algorithm at least."""
    for algorithm in terms.ALGORITHMS:
        signing_key(algorithm, at)
    return queries.published_at(at)


@transaction.atomic
def _first(algorithm: str, at: datetime) -> SigningKey:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return queries.signing_at(algorithm, at) or _make(DOOR, algorithm, at, at)


@transaction.atomic
def rotate(*, actor: Actor, algorithm: str, at: datetime) -> SigningKey:
    """Make the next key: it signs in a day, and the present one until then."""
    present, begins = signing_key(algorithm, at), at + timedelta(hours=terms.LEAD_HOURS)
    made = _make(actor, algorithm, at, begins)
    present.signs_until = min(present.signs_until, begins)
    present.published_until = present.signs_until + timedelta(hours=terms.AFTER_HOURS)
    present.save(update_fields=["signs_until", "published_until"])
    return made


@transaction.atomic
def withdraw(*, actor: Actor, key: SigningKey, reason: str, at: datetime) -> SigningKey:
    """Stop publishing a key that has leaked; where it was the one that signs, another signs at once."""
    if not reason.strip():
        raise ReasonMissing
    SigningKey.objects.filter(pk=key.pk).update(withdrawn_at=at, signs_until=at, published_until=at)
    details = {"kid": key.kid, "alg": key.algorithm, "reason": reason.strip()}
    record(actor=actor, label=events.KEY_WITHDRAWN, org_path=actor.path, subject=(SUBJECT, key.pk), details=details)
    return queries.signing_at(key.algorithm, at) or _make(actor, key.algorithm, at, at)


def rotate_in_time(at: datetime) -> int:
    """Make the next key of each algorithm whose present one soon stops signing; return how many were made."""
    soon = at + timedelta(hours=3 * terms.LEAD_HOURS)
    due = [one for one in terms.ALGORITHMS if (key := queries.signing_at(one, at)) and key.signs_until < soon]
    due = [one for one in due if queries.signing_at(one, soon) is None]
    for algorithm in due:
        rotate(actor=DOOR, algorithm=algorithm, at=at)
    return len(due)


def _make(actor: Actor, algorithm: str, at: datetime, begins: datetime) -> SigningKey:
    kid = f"{at:%Y%m%d}-{algorithm.lower()}-{secrets.token_hex(3)}"
    more: KeyParameters = {"kid": kid, "use": "sig", "alg": algorithm}
    key = RSAKey.generate_key(RSA_BITS, more) if algorithm == "RS256" else ECKey.generate_key("P-256", more)
    until = begins + timedelta(days=terms.KEY_DAYS)
    row: SigningKey = SigningKey.objects.create(
        kid=kid,
        algorithm=algorithm,
        private=key.as_pem(private=True).decode(),
        public=key.as_dict(private=False),
        made_at=at,
        signs_from=begins,
        signs_until=until,
        published_until=until + timedelta(hours=terms.AFTER_HOURS),
    )
    details = {"kid": kid, "alg": algorithm}
    record(actor=actor, label=events.KEY_MADE, org_path=actor.path, subject=(SUBJECT, row.pk), details=details)
    return row
