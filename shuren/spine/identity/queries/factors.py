"""Which factors an account has, and whether it must have them."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from shuren.kernel.access import ROLES
from shuren.kernel.words import Words
from shuren.spine.identity import queries
from shuren.spine.identity.models import Account, Authenticator, Device, Grant, Passkey, RecoveryCode

WAYS: Final[dict[str, Words]] = {
    "password": _("密码"),
    "passkey": _("通行密钥"),
    "totp": _("密码和动态口令"),
    "recovery": _("密码和恢复码"),
    "password_passkey": _("密码和通行密钥"),
}


def passkeys_of(account: Account) -> list[Passkey]:
    """Return an account's passkeys, oldest first."""
    return list(Passkey.objects.filter(account=account).order_by("id"))


def authenticators_of(account: Account) -> list[Authenticator]:
    """Return an account's authenticator apps, oldest first."""
    return list(Authenticator.objects.filter(account=account).order_by("id"))


def devices_of(account: Account) -> list[Device]:
    """Return the devices an account is used from, the latest first."""
    return list(Device.objects.filter(account=account).order_by("-last_at", "-id"))


def device_of(account: Account, session_key: str | None) -> int | None:
    """Return the id of the device of a session of the account's."""
    mine = Device.objects.filter(account=account, stays__stay__session_key=session_key, stays__stay__ended_at=None)
    found: int | None = mine.values_list("pk", flat=True).first()
    return found


def count_of(account: Account) -> int:
    """Return how many factors an account has; recovery codes are none, they only stand in for one."""
    return Passkey.objects.filter(account=account).count() + Authenticator.objects.filter(account=account).count()


def has_any(account: Account) -> bool:
    """Say whether the account signs in with two factors."""
    passkeys, authenticators = (kind.objects.filter(account=account) for kind in (Passkey, Authenticator))
    return authenticators.exists() or passkeys.exists()


def codes_left(account: Account) -> int:
    """Return how many recovery codes are still good."""
    return RecoveryCode.objects.filter(account=account, used_at=None).count()


def needed_for(grants: Iterable[Grant], on: date) -> bool:
    """Say whether one of the roles held must have two factors on this day."""
    since: date | None = settings.TWO_FACTORS_FROM
    if since is None or on < since:
        return False
    return any(declared.two_factors for grant in grants if (declared := ROLES.get(grant.role)))


def is_needed(request: HttpRequest) -> bool:
    """Say whether the signed-in account must sign in with two factors today."""
    return needed_for(queries.grants_to_choose(request), timezone.localdate())


def is_powerful(role: str) -> bool:
    """Say whether a role is one whose holders must have two factors; granting it is a sensitive act."""
    declared = ROLES.get(role)
    return declared is not None and declared.two_factors


def account_waiting(account_id: int, session_hash: str) -> Account | None:
    """Return the account whose password has been checked, unless it was changed or disabled since."""
    found = Account.objects.filter(pk=account_id, is_active=True).first()
    is_same = found is not None and constant_time_compare(found.get_session_auth_hash(), session_hash)
    return found if is_same else None


def label_of(how: str) -> Words:
    """Return what a way of signing in is called."""
    return WAYS.get(how, how)
