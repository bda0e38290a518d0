"""Administration of accounts: delegated down the tree, with system and security administration in different hands."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shuren.kernel import pinyin
from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.refusals import Refused
from shuren.spine.identity import events, rules
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import proposals, signing
from shuren.spine.identity.actions.grants import AlreadySo, locked_account, record_about
from shuren.spine.identity.models import Account, Attempts
from shuren.spine.orgs.models import Org

PASSWORD = ("password", "must_change_password", "password_until")  # the columns of a password


class UsernameTaken(Refused):
    """账号“{username}”已被使用，请换一个。"""

    status = 422


class BadUsername(Refused):
    """账号由 3 至 60 个小写字母、数字、点、短横线或下划线组成，以字母或数字开头，请修改。"""

    status = 422


class ReasonNeeded(Refused):
    """请填写停用的理由，理由会记入审计记录。"""

    status = 422


@dataclass(frozen=True)
class Opened:
    """An account with the password that its holder must change at the first sign-in; it is told once."""

    account: Account
    password: str


@transaction.atomic
def open_account(*, actor: Actor, username: str, name: str, org: Org, role: str, on: date) -> Opened:
    """Open an account at an org with its first role there."""
    require(actor, can.manage_accounts, org.path)
    opened = made(actor, username, name, org)
    if role:
        proposals.give_role(actor=actor, account=opened.account, role=role, org=org, on=on)
    return opened


def made(actor: Actor, username: str, name: str, org: Org, *, until: datetime | None = None) -> Opened:
    """Write a new account at an org for a caller who has checked the right to it. Raises BadUsername, UsernameTaken."""
    username = username.strip().lower()
    if not rules.is_username(username):
        raise BadUsername(field="username")
    if Account.objects.filter(username=username).exists():
        raise UsernameTaken(field="username", username=username)
    account = Account(
        username=username,
        name=name.strip(),
        name_key=pinyin.sort_key(name.strip()),
        initials=pinyin.initials(name.strip()),
        org=org,
        org_path=org.path,
    )
    password = give_temporary(account, until or temporary_end(timezone.now()))
    account.save()
    record_about(actor, events.OPENED, account, org=org.name)
    return Opened(account, password)


def temporary_end(at: datetime) -> datetime:
    """Return until when a temporary password told at a moment opens."""
    return at + timedelta(days=rules.TEMPORARY_DAYS)


def give_temporary(account: Account, until: datetime) -> str:
    """Give an account, not saved yet, a password that opens until a moment and must then be changed; return it."""
    password = rules.temporary_password()
    account.set_password(password)
    account.must_change_password, account.password_until = True, until
    return password


def give_lasting(account: Account, password: str) -> None:
    """Give an account, not saved yet, a password of its holder's own."""
    account.set_password(password)
    account.must_change_password, account.password_until = False, None


@transaction.atomic
def reset_password(*, actor: Actor, account: Account, at: datetime) -> Opened:
    """Give an account a temporary password and end its sessions."""
    require(actor, can.manage_accounts, account.org_path)
    locked = locked_account(actor, account)
    password = give_temporary(locked, temporary_end(at))
    locked.save(update_fields=PASSWORD)
    signing.end_all(actor=actor, account=locked, at=at)
    record_about(actor, events.RESET_PASSWORD, locked)
    return Opened(locked, password)


@transaction.atomic
def set_password(*, actor: Actor, account: Account, password: str) -> None:
    """Give an account a lasting password; for the command line and the demo region, which tell it themselves."""
    require(actor, can.manage_accounts, account.org_path)
    locked = locked_account(actor, account)
    give_lasting(locked, password)
    locked.save(update_fields=PASSWORD)
    record_about(actor, events.RESET_PASSWORD, locked)


@transaction.atomic
def disable(*, actor: Actor, account: Account, reason: str, at: datetime) -> None:
    """Keep an account from signing in, and end its sessions now."""
    require(actor, can.secure_accounts, account.org_path)
    locked = locked_account(actor, account)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if not locked.is_active:
        raise AlreadySo
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    signing.end_all(actor=actor, account=locked, at=at)
    record_about(actor, events.DISABLED, locked, reason=reason.strip())


@transaction.atomic
def enable(*, actor: Actor, account: Account) -> None:
    """Let a disabled account sign in again."""
    require(actor, can.secure_accounts, account.org_path)
    locked = locked_account(actor, account)
    if locked.is_active:
        raise AlreadySo
    locked.is_active, locked.sealed_at = True, None
    locked.save(update_fields=["is_active", "sealed_at"])
    record_about(actor, events.ENABLED, locked)


@transaction.atomic
def unlock(*, actor: Actor, account: Account) -> None:
    """Forget the wrong passwords that locked an account."""
    require(actor, can.secure_accounts, account.org_path)
    if not Attempts.objects.filter(account=account).delete()[0]:
        raise AlreadySo
    record_about(actor, events.UNLOCKED, account)
