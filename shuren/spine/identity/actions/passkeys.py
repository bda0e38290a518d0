"""Passkeys (W3C Web Authentication, level 3): registering one, and signing in with it.

A passkey is two factors at once: the device that holds it, and the finger, face or PIN that opens the device; that the
holder was verified is therefore always required. The origin and the domain are pinned by settings. No attestation is
asked for: which make a device is says nothing that is decided here.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from shuren.kernel.actors import Actor
from shuren.kernel.refusals import Refused
from shuren.spine.identity import events
from shuren.spine.identity.actions import factors as deeds
from shuren.spine.identity.actions import signing
from shuren.spine.identity.models import Account, Passkey
from shuren.spine.identity.queries import factors

PROVIDER = "树人"


class PasskeyRefused(Refused):
    """没有通过通行密钥验证：它可能已被移除、不属于这个账号，或等待时间过长。请重试，或改用其他登录方式。"""

    status = 422


class PasskeyNotAdded(Refused):
    """通行密钥没有添加成功：设备没有给出完整的回应，或等待时间过长。请重新添加。"""

    status = 422


class PasskeyKnown(Refused):
    """这个通行密钥已经添加过，不必重复添加。"""


@dataclass(frozen=True)
class Asked:
    """What the browser is asked (JSON), the challenge its answer must carry, and the handle of a new passkey."""

    options: dict[str, Any]
    challenge: bytes
    handle: bytes = b""


def ask_to_register(account: Account) -> Asked:
    """Ask for a new passkey of an account; devices that hold one already decline."""
    from webauthn import generate_registration_options
    from webauthn.helpers import structs

    known = factors.passkeys_of(account)
    handle = bytes(known[0].handle) if known else secrets.token_bytes(32)
    options = generate_registration_options(
        rp_id=settings.PASSKEY_DOMAIN,
        rp_name=PROVIDER,
        user_id=handle,
        user_name=account.username,
        user_display_name=account.name,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(known),
    )
    return _asked(options, handle)


@transaction.atomic
def register(
    *, actor: Actor, account: Account, name: str, credential: str, challenge: bytes, handle: bytes, at: datetime
) -> Passkey:
    """Keep the passkey that a browser has made. Raises PasskeyNotAdded, PasskeyKnown, TooManyFactors, NameMissing."""
    from webauthn import verify_registration_response

    deeds.lock(account)
    deeds.refuse_too_many(Passkey, account)
    kept_name, answered = deeds.tidy_name(name), _read(credential)
    try:
        verified = verify_registration_response(
            credential=answered,
            expected_challenge=challenge,
            expected_rp_id=settings.PASSKEY_DOMAIN,
            expected_origin=settings.PASSKEY_ORIGIN,
            require_user_verification=True,
        )
    except Exception as failure:  # the library lets more escape than its own errors where an answer is mangled
        raise PasskeyNotAdded from failure
    hashed = _hash_of(verified.credential_id)
    if Passkey.objects.filter(credential_hash=hashed).exists():
        raise PasskeyKnown
    made: Passkey = Passkey.objects.create(
        account=account,
        name=kept_name,
        credential_hash=hashed,
        credential_id=verified.credential_id,
        handle=handle,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=_transports(answered),
        is_synced=verified.credential_backed_up,
        added_at=at,
        used_at=at,
    )
    deeds.note(actor, events.FACTOR_ADDED, account, name=made.name, kind=deeds.KIND_NAMES["passkey"])
    return made


def ask_to_sign_in(account: Account | None = None) -> Asked:
    """Ask for any passkey the device knows for this site, or for one of an account's."""
    from webauthn import generate_authentication_options
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=settings.PASSKEY_DOMAIN,
        allow_credentials=_described(factors.passkeys_of(account)) if account else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _asked(options)


def check(*, credential: str, challenge: bytes, address: str, at: datetime, account: Account | None = None) -> Account:
    """Return whose passkey has answered; of `account`, where one is named. Raises PasskeyRefused, Disabled, Sealed."""
    answered = _read(credential)
    with transaction.atomic():
        row = _row_of(answered, account)
        fault = _fault(row, answered, challenge, at)
    if fault:
        if "sign count" in fault:
            _note_doubt(row, address)
        raise PasskeyRefused
    signing.refuse_shut(row.account)
    signing.forget(row.account)
    return Account.objects.get(pk=row.account_id)


@transaction.atomic
def _note_doubt(row: Passkey, address: str) -> None:
    deeds.note(signing.DOOR, events.PASSKEY_DOUBTED, row.account, name=row.name, address=address)


def _row_of(answered: dict[str, Any], account: Account | None) -> Passkey:
    """Lock and return the passkey that answers: of this account, known to the device by this account's handle."""
    from webauthn.helpers import base64url_to_bytes

    try:
        hashed = _hash_of(base64url_to_bytes(str(answered.get("id", ""))))
        handle = base64url_to_bytes(str(answered["response"].get("userHandle") or ""))
    except (ValueError, KeyError, TypeError, AttributeError) as failure:
        raise PasskeyRefused from failure
    rows = Passkey.objects.select_for_update(of=("self",)).select_related("account").filter(credential_hash=hashed)
    row = (rows.filter(account=account) if account else rows).first()
    if row is None or (handle and not secrets.compare_digest(bytes(row.handle), handle)):
        raise PasskeyRefused
    if account is None and not handle:
        raise PasskeyRefused
    return row


def _fault(row: Passkey, answered: dict[str, Any], challenge: bytes, at: datetime) -> str:
    """Hold an answer against what is kept, and count it; return what is wrong with it."""
    from webauthn import verify_authentication_response

    try:
        verified = verify_authentication_response(
            credential=answered,
            expected_challenge=challenge,
            expected_rp_id=settings.PASSKEY_DOMAIN,
            expected_origin=settings.PASSKEY_ORIGIN,
            credential_public_key=bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except Exception as failure:  # noqa: BLE001  as above: a mangled answer is refused, whatever trips over it
        return str(failure) or type(failure).__name__
    row.sign_count, row.used_at, row.is_synced = verified.new_sign_count, at, verified.credential_backed_up
    row.save(update_fields=["sign_count", "used_at", "is_synced"])
    return ""


def _asked(options: Any, handle: bytes = b"") -> Asked:
    from webauthn import options_to_json

    return Asked(json.loads(options_to_json(options)), bytes(options.challenge), handle)


def _described(passkeys: list[Passkey]) -> list[Any]:
    from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor

    known = {item.value: item for item in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(
            id=bytes(row.credential_id), transports=[known[name] for name in row.transports if name in known] or None
        )
        for row in passkeys
    ]


def _read(credential: str) -> dict[str, Any]:
    try:
        answered = json.loads(credential[:20_000])
    except ValueError as failure:
        raise PasskeyRefused from failure
    if not isinstance(answered, dict):
        raise PasskeyRefused
    return answered


def _transports(answered: dict[str, Any]) -> list[str]:
    told = answered.get("response", {}).get("transports") or []
    return [str(name)[:20] for name in told][:8] if isinstance(told, list) else []


def _hash_of(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()
