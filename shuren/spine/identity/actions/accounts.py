"""Administration of accounts: delegated down the tree, with system and security administration in different hands."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shuren.kernel import pinyin
from shuren.kernel.access import ROLES, require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.events.actions import announce
from shuren.kernel.refusals import Refused
from shuren.spine.identity import events, queries, rules
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import signing
from shuren.spine.identity.models import Account, Attempts, Grant
from shuren.spine.orgs.models import Org


class UsernameTaken(Refused):
    """账号“{username}”已被使用，请换一个。"""

    status = 422


class BadUsername(Refused):
    """账号由 3 至 60 个小写字母、数字、点、短横线或下划线组成，以字母或数字开头，请修改。"""

    status = 422


class OwnAccount(Refused):
    """不能对自己的账号做这项操作，请由另一位管理员办理。"""


class WrongLevel(Refused):
    """“{role}”不能授予在“{org}”这一级，请选择适用的机构。"""

    status = 422


class RoleHeld(Refused):
    """该账号已有“{org}”的“{role}”角色，不必重复授予。"""

    status = 422


class RolesSeparated(Refused):
    """该账号已是“{held}”，不能同时担任“{role}”：系统、安全、审计三类管理员须由不同的人担任，请另选账号或先收回原角色。"""

    status = 422


class EndsTooSoon(Refused):
    """失效日期须晚于生效日期，请改填更晚的日期；长期有效的不必填写。"""

    status = 422


class ReasonNeeded(Refused):
    """请填写停用的理由，理由会记入审计记录。"""

    status = 422


class AlreadySo(Refused):
    """账号的状态已经变化，可能刚被他人处理，请刷新页面查看。"""


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
        grant_role(actor=actor, account=opened.account, role=role, org=org, on=on)
    return opened


def made(actor: Actor, username: str, name: str, org: Org) -> Opened:
    """Write a new account at an org for a caller who has checked the right to it. Raises BadUsername, UsernameTaken."""
    username = username.strip().lower()
    if not rules.is_username(username):
        raise BadUsername(field="username")
    if Account.objects.filter(username=username).exists():
        raise UsernameTaken(field="username", username=username)
    password = rules.temporary_password()
    account = Account(
        username=username,
        name=name.strip(),
        name_key=pinyin.sort_key(name.strip()),
        initials=pinyin.initials(name.strip()),
        org=org,
        org_path=org.path,
        must_change_password=True,
    )
    account.set_password(password)
    account.save()
    _record(actor, events.OPENED, account, org=org.name)
    return Opened(account, password)


@transaction.atomic
def grant_role(*, actor: Actor, account: Account, role: str, org: Org, on: date, until: date | None = None) -> Grant:
    """Give an account a role at an org at or below the actor's own node, from a day on."""
    require(actor, can.manage_accounts, org.path)
    if until is not None and until <= on:
        raise EndsTooSoon(field="until")
    locked = _locked(actor, account)
    declared = ROLES[role]
    if org.level not in declared.levels:
        raise WrongLevel(field="org", role=declared.label, org=org.name)
    held = list(queries.grants_from(locked, on))
    if any(grant.role == role and grant.org_id == org.pk for grant in held):
        raise RoleHeld(field="role", role=declared.label, org=org.name)
    if other := rules.conflicting_role(role, (grant.role for grant in held)):
        raise RolesSeparated(field="role", held=ROLES[other].label, role=declared.label)
    granted: Grant = Grant.objects.create(
        account=locked,
        role=role,
        org=org,
        org_path=org.path,
        valid_from=on,
        valid_to=until,
        granted_by=actor.name,
    )
    _record(actor, events.GRANTED, locked, role=queries.role_in_chinese(role), org=org.name, path=org.path)
    announce(events.RoleGiven(org_id=org.pk, role=role))
    return granted


@transaction.atomic
def revoke_role(*, actor: Actor, grant: Grant, on: date) -> None:
    """End a grant on a day; one that has not begun by then is taken back as if it had not been.

    Raises AlreadySo where it has ended by then.
    """
    require(actor, can.manage_accounts, grant.org_path)
    account = _locked(actor, grant.account)
    grant.refresh_from_db(fields=["valid_to"])
    if grant.valid_to is not None and grant.valid_to <= on:
        raise AlreadySo
    if grant.valid_from >= on:
        grant.delete()
    else:
        grant.valid_to = on
        grant.save(update_fields=["valid_to"])
    _record(
        actor,
        events.REVOKED,
        account,
        role=queries.role_in_chinese(grant.role),
        org=grant.org.name,
        path=grant.org_path,
    )


@transaction.atomic
def reset_password(*, actor: Actor, account: Account, at: datetime) -> Opened:
    """Give an account a temporary password and end its sessions."""
    require(actor, can.manage_accounts, account.org_path)
    locked = _locked(actor, account)
    password = rules.temporary_password()
    locked.set_password(password)
    locked.must_change_password = True
    locked.save(update_fields=["password", "must_change_password"])
    signing.end_all(actor=actor, account=locked, at=at)
    _record(actor, events.RESET_PASSWORD, locked)
    return Opened(locked, password)


@transaction.atomic
def set_password(*, actor: Actor, account: Account, password: str) -> None:
    """Give an account a lasting password; for the command line and the demo region, which tell it themselves."""
    require(actor, can.manage_accounts, account.org_path)
    locked = _locked(actor, account)
    locked.set_password(password)
    locked.must_change_password = False
    locked.save(update_fields=["password", "must_change_password"])
    _record(actor, events.RESET_PASSWORD, locked)


@transaction.atomic
def disable(*, actor: Actor, account: Account, reason: str, at: datetime) -> None:
    """Keep an account from signing in, and end its sessions now."""
    require(actor, can.secure_accounts, account.org_path)
    locked = _locked(actor, account)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if not locked.is_active:
        raise AlreadySo
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    signing.end_all(actor=actor, account=locked, at=at)
    _record(actor, events.DISABLED, locked, reason=reason.strip())


@transaction.atomic
def enable(*, actor: Actor, account: Account) -> None:
    """Let a disabled account sign in again."""
    require(actor, can.secure_accounts, account.org_path)
    locked = _locked(actor, account)
    if locked.is_active:
        raise AlreadySo
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    _record(actor, events.ENABLED, locked)


@transaction.atomic
def unlock(*, actor: Actor, account: Account) -> None:
    """Forget the wrong passwords that locked an account."""
    require(actor, can.secure_accounts, account.org_path)
    if not Attempts.objects.filter(account=account).delete()[0]:
        raise AlreadySo
    _record(actor, events.UNLOCKED, account)


def _locked(actor: Actor, account: Account) -> Account:
    """Lock the account's row, so that two administrators act one after the other; nobody acts on the own account."""
    if actor.id == account.key:
        raise OwnAccount
    return Account.objects.select_for_update(of=("self",)).get(pk=account.pk)


def _record(actor: Actor, label: AuditLabel, account: Account, *, path: str = "", **details: object) -> None:
    record(
        actor=actor,
        label=label,
        org_path=path or account.org_path,
        subject=("identity.account", account.pk),
        details={"account": account.username, **details},
    )
