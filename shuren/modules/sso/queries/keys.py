"""The keys that sign: which one today, and which the others may see."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from joserfc.jwk import ECKey, RSAKey

from shuren.kernel.refusals import NotFoundHere
from shuren.modules.sso.models import SigningKey


def signing_at(algorithm: str, at: datetime) -> SigningKey | None:
    """Return the key of an algorithm that signs at a moment: the latest whose time has come."""
    rows = _valid().filter(algorithm=algorithm, signs_from__lte=at, signs_until__gt=at)
    return rows.order_by("-signs_from", "-id").first()


def published_at(at: datetime) -> list[SigningKey]:
    """Return the keys whose public parts are told to everybody: before, while and shortly after they sign."""
    return list(_valid().filter(published_until__gt=at).order_by("algorithm", "-signs_from", "-id"))


def jwks_at(at: datetime) -> dict[str, Any]:
    """Return the public parts as a key set, RFC 7517."""
    return {"keys": [key.public for key in published_at(at)]}


def all_keys() -> list[SigningKey]:
    """Return every key, newest first; private parts stay sealed."""
    return list(SigningKey.objects.order_by("-made_at", "-id"))


def key_of(kid: str) -> SigningKey:
    """Return a key that was not withdrawn. Raises NotFoundHere."""
    found = _valid().filter(kid=kid).first()
    if found is None:
        raise NotFoundHere
    return found


def opened(key: SigningKey) -> RSAKey | ECKey:
    """Return the private key, ready to sign."""
    return _opened(key.kid, str(key.private.token))


@lru_cache(maxsize=8)  # to unseal and read one costs more than to sign with it
def _opened(kid: str, _token: str) -> RSAKey | ECKey:
    row = SigningKey.objects.get(kid=kid)
    kind = RSAKey if row.algorithm == "RS256" else ECKey
    return kind.import_key(row.private.reveal(), {"kid": kid})


def _valid() -> QuerySet[SigningKey]:
    return SigningKey.objects.filter(withdrawn_at=None)
