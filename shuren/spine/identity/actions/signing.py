"""Signing in and out.

An attempt is counted before its password is looked at, so that a hundred guesses sent at once count as a hundred. What
an unknown name costs and answers is what a known one does: the same rows, one hash, the same sentences.
"""

import hashlib
import math
from datetime import datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.events.actions import announce
from shuren.kernel.refusals import Refused
from shuren.spine.identity import events, queries, rules
from shuren.spine.identity.models import Account, Attempts, Grant, SignIn
from shuren.spine.identity.queries import factors

DOOR = system_actor("sign-in", "登录")  # nobody is signed in yet


class WrongPassword(Refused):
    """账号或密码不正确，请核对后重试；连续多次失败会暂时锁定登录。"""

    status = 422


class LockedOut(Refused):
    """连续登录失败次数过多，已暂停登录，请在 {minutes} 分钟后重试，或联系本单位的安全管理员解除锁定。"""

    status = 422


class Disabled(Refused):
    """这个账号已停用，不能登录，请联系本单位的安全管理员。"""

    status = 422


class Sealed(Refused):
    """这个账号已封存，不能登录。学生请找班主任，其他人请找本单位的管理员，核对身份后解除封存。"""

    status = 422


class TemporaryPasswordOver(Refused):
    """临时密码已过期。学生请找班主任重新打印登录单，其他人请找本单位的管理员重置密码。"""

    status = 422


class NoRoleChosen(Refused):
    """没有选择要切换的角色，请在页面上方的角色菜单中选择一个。"""

    status = 422


def check_credentials(*, username: str, password: str, address: str, at: datetime) -> Account:
    """Return the account that this name and password open. Raises WrongPassword, LockedOut, Disabled,
    Sealed, TemporaryPasswordOver.

    Where a second factor is still to come, earlier failures stay counted: whoever knows the password only may not guess
    the rest at leisure.
    """
    name = username.strip().lower()
    account = Account.objects.filter(username=name).first()
    attempts = count_attempt(name, account, at)
    matches = account.check_password(password) if account else _check_in_vain(password)
    if account is None or not matches:
        record_failure(account, attempts, address)
        if attempts.locked_until:
            raise LockedOut(minutes=minutes(attempts.locked_until - at))
        raise WrongPassword
    if factors.has_any(account):
        take_back(attempts)
    else:
        forget(account)
    refuse_shut(account)
    if account.password_until and account.password_until <= at:
        raise TemporaryPasswordOver
    return account


def refuse_shut(account: Account) -> None:
    """Raise Disabled or Sealed where nobody signs in to an account, however they prove who they are."""
    if not account.is_active:
        raise Sealed if account.sealed_at else Disabled


def forget(account: Account) -> None:
    """Forget the failures of somebody who has proved who they are."""
    Attempts.objects.filter(name_hash=_hashed(account.username)).delete()


def take_back(attempts: Attempts) -> None:
    """Count an attempt that was right as none."""
    Attempts.objects.filter(pk=attempts.pk).update(failures=F("failures") - 1, locked_until=None)


@transaction.atomic
def begin(*, account: Account, session_key: str, address: str, agent: str, at: datetime, how: str = "") -> SignIn:
    """Note that an account has signed in; its credentials have been checked. `how` names ways but a password alone."""
    stay = SignIn.objects.create(
        account=account, session_key=session_key, address=address[:45], agent=agent[:200], began_at=at
    )
    actor = queries.actor_of(account)
    if how:
        _record(actor, events.SIGNED_IN_WITH, account, address=address, how=how)
    else:
        _record(actor, events.SIGNED_IN, account, address=address)
    return stay


@transaction.atomic
def end(*, account: Account, session_key: str, at: datetime, was_idle: bool = False) -> None:
    """Note that a stay has ended, by its holder or for want of activity."""
    stays = SignIn.objects.filter(account=account, session_key=session_key, ended_at=None)
    _announce_end(list(stays.values_list("id", flat=True)))
    stays.update(ended_at=at)
    _record(queries.actor_of(account), events.LEFT_IDLE if was_idle else events.SIGNED_OUT, account)


def move(session_key: str, to: str) -> None:
    """Follow a session that was given a fresh key."""
    SignIn.objects.filter(session_key=session_key, ended_at=None).update(session_key=to)


@transaction.atomic
def end_all(*, actor: Actor, account: Account, at: datetime, keep: str = "") -> int:
    """End every session of an account except the one whose key is `keep`; return how many were open."""
    stays = SignIn.objects.filter(account=account, ended_at=None).exclude(session_key=keep)
    keys = list(stays.values_list("session_key", flat=True))
    ended, _ = Session.objects.filter(session_key__in=keys, expire_date__gt=at).delete()
    _announce_end(list(stays.values_list("id", flat=True)))
    stays.update(ended_at=at)
    if ended:
        _record(actor, events.ENDED_SESSIONS, account, account=account.username, count=ended)
    return ended


def _announce_end(stays: list[int]) -> None:
    if stays:
        announce(events.StayEnded(stays))


@transaction.atomic
def switch_role(*, actor: Actor, account: Account, grant_id: int | None) -> Grant:
    """Return the grant under which the account acts from now on. Raises NotFoundHere for one it does not hold."""
    if grant_id is None:
        raise NoRoleChosen
    chosen = queries.own_grant(account, grant_id)
    record(
        actor=actor,
        label=events.SWITCHED_ROLE,
        org_path=chosen.org_path,
        subject=("identity.account", account.pk),
        details={"role": queries.role_in_chinese(chosen.role), "org": chosen.org.name},
    )
    return chosen


@transaction.atomic
def count_attempt(name: str, account: Account | None, at: datetime) -> Attempts:
    """Count one more attempt and say until when the next must wait. Raises LockedOut while a lock holds."""
    name_hash = _hashed(name)
    Attempts.objects.get_or_create(name_hash=name_hash, defaults={"account": account, "last_at": at})
    attempts = Attempts.objects.select_for_update(of=("self",)).get(name_hash=name_hash)
    if attempts.locked_until and attempts.locked_until > at:
        raise LockedOut(minutes=minutes(attempts.locked_until - at))
    if at - attempts.last_at > timedelta(seconds=rules.FORGET_AFTER):
        attempts.failures = 0
    attempts.failures += 1
    seconds = rules.lock_seconds(attempts.failures)
    attempts.locked_until = at + timedelta(seconds=seconds) if seconds else None
    attempts.last_at = at
    attempts.save(update_fields=["failures", "locked_until", "last_at"])
    return attempts


@transaction.atomic
def record_failure(
    account: Account | None, attempts: Attempts, address: str, label: AuditLabel = events.SIGN_IN_FAILED
) -> None:
    """Note a wrong answer, and the lock that follows it."""
    named = account.username if account else "—"
    _record(DOOR, label, account, account=named, address=address, failures=attempts.failures)
    if attempts.locked_until:
        wait = minutes(attempts.locked_until - attempts.last_at)
        _record(DOOR, events.LOCKED, account, account=named, failures=attempts.failures, minutes=wait)


def _record(actor: Actor, label: AuditLabel, about: Account | None, /, **details: object) -> None:
    record(
        actor=actor,
        label=label,
        org_path=about.org_path if about else "",
        subject=("identity.account", about.pk if about else ""),
        details=details,
    )


def minutes(wait: timedelta) -> int:
    """Return a wait in whole minutes, one at least."""
    return max(1, math.ceil(wait.total_seconds() / 60))


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _check_in_vain(password: str) -> bool:
    """Spend on an unknown name what a known one costs."""
    check_password(password, _hash_of_nobody())
    return False


@cache
def _hash_of_nobody() -> str:
    return make_password(rules.temporary_password())
