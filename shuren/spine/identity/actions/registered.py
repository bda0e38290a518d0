"""Accounts of people whom a register knows: opened by who keeps the register, sealed and ended as it changes.

The caller knows the person; what the actor must hold at the school is the caller's to say (`needed`).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import ROLES, Permission, require
from shuren.kernel.actors import Actor
from shuren.kernel.refusals import Refused
from shuren.spine.identity import events, queries, rules
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import accounts, grants, signing
from shuren.spine.identity.actions import guardians as own
from shuren.spine.identity.models import Account, Grant
from shuren.spine.orgs.models import Org

TRIES = 20  # random user names before one is free: with five digits a second try is rare


class HoldsOffice(Refused):
    """该账号另有其他职务，登录码不由学校换发。请本人用原密码登录；忘记密码的，请系统管理员重置。"""


@transaction.atomic
def open_registered(
    *, actor: Actor, needed: Permission, school: Org, name: str, initials: str, role: str, on: date, until: datetime
) -> accounts.Opened:
    """Open an account for somebody whom a school's register knows; the password opens until a moment.

    A role of the school's is held there, one that is held at no node at the account's own place.
    """
    require(actor, needed, school.path)
    opened = accounts.made(actor, _free_username(initials), name, school, until=until)
    own.give_role(actor=actor, account=opened.account, home=school, role=role, on=on)
    return opened


@transaction.atomic
def renew_password(
    *, actor: Actor, needed: Permission, school: Org, account: Account, at: datetime, until: datetime
) -> str:
    """Give somebody of a school a new temporary password, end their stays, open what was sealed; return it.

    Whoever hands out a code could use it: one that opens an office beyond teaching at the school is the system
    administrator's to give. Raises Forbidden, OwnAccount, HoldsOffice, Disabled.
    """
    require(actor, needed, school.path)
    locked = grants.locked_account(actor, account)
    if not all(_is_the_schools(grant, school) for grant in queries.grants_from(account, timezone.localdate(at))):
        raise HoldsOffice
    if not locked.is_active and not locked.sealed_at:
        raise signing.Disabled  # by the security administrator: not the school's to undo
    password = accounts.give_temporary(locked, until)
    locked.is_active, locked.sealed_at = True, None
    locked.save(update_fields=[*accounts.PASSWORD, "is_active", "sealed_at"])
    signing.end_all(actor=actor, account=locked, at=at)
    signing.forget(locked)
    grants.record_about(actor, events.RESET_PASSWORD, locked, path=school.path)
    return password


@transaction.atomic
def end_role(*, actor: Actor, grant: Grant, on: date, why: str) -> None:
    """End a role for whom a register no longer gives it; for callers who read the register."""
    told = {"role": queries.role_in_chinese(grant.role), "org": grant.org.name, "why": why}
    grants.record_about(actor, events.ENDED_BY_REGISTER, grant.account, path=grant.org.path, **told)
    grants.end_grant(grant, on)


@transaction.atomic
def seal(*, actor: Actor, account: Account, at: datetime, why: str) -> None:
    """Close an account until who looks after it has looked at its holder; nothing of it is lost."""
    sealed = Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False, sealed_at=at)
    if sealed:
        signing.end_all(actor=actor, account=account, at=at)
        grants.record_about(actor, events.SEALED, account, why=why)


@transaction.atomic
def move_account(*, actor: Actor, account: Account, school: Org) -> None:
    """Let an account belong to another school, whose administrators look after it from now on."""
    Account.objects.filter(pk=account.pk).update(org=school, org_path=school.path)
    grants.record_about(actor, events.MOVED, account, path=school.path, org=school.name)


def _is_the_schools(grant: Grant, school: Org) -> bool:
    """Say whether a school may let somebody into what a grant opens: one's own things, and teaching there."""
    return not ROLES[grant.role].levels or (grant.role == can.TEACHER.code and grant.org_path == school.path)


def _free_username(initials: str) -> str:
    for _ in range(TRIES):
        username = rules.username_of(initials)
        if not Account.objects.filter(username=username).exists():
            return username
    raise accounts.UsernameTaken(username=username)
