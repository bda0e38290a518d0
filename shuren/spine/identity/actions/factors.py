"""Second factors: authenticator apps, recovery codes, and what an owner or an administrator does with factors.

An answer is counted before it is looked at, on the same count as wrong passwords of that name.
"""

from datetime import datetime

import pyotp
from django.db import transaction
from django.utils import timezone

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.audit.labels import AuditLabel
from shuren.kernel.refusals import Refused
from shuren.kernel.sensitive.blind import index_candidates, index_of
from shuren.spine.identity import events, queries, rules
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import accounts, grants, signing
from shuren.spine.identity.models import Account, Authenticator, Passkey, RecoveryCode
from shuren.spine.identity.queries import factors

KINDS = {"authenticator": Authenticator, "passkey": Passkey}
KIND_NAMES = {"authenticator": "身份验证器", "passkey": "通行密钥"}  # as the audit log keeps them
CODE_PURPOSE = "identity.recovery_code.digest"


class WrongCode(Refused):
    """验证码不正确、已经用过或已过期，请输入身份验证器中最新的 6 位数字；手机时间不准时请先校准时间。"""

    status = 422


class CodeNotShown(Refused):
    """动态口令不正确：请扫描上面的二维码后，输入身份验证器中显示的 6 位数字；手机时间不准时请先校准时间。"""

    status = 422


class TooManyFactors(Refused):
    """同一类登录方式最多可以有 {most} 个，请先移除不再使用的。"""


class LastFactor(Refused):
    """您的角色必须使用两种方式验证身份，最后一个登录方式不能移除；请先添加新的登录方式，再移除这一个。"""


class NoFactorChosen(Refused):
    """没有找到要办理的登录方式，它可能已被移除，请刷新页面后重试。"""


class NameMissing(Refused):
    """请填写名称，便于日后辨认，例如“办公室电脑”。"""

    status = 422


class NoFactorsThere(Refused):
    """该账号没有第二登录方式，不必清除。请刷新页面查看现状。"""


def new_secret() -> str:
    """Return a secret for an authenticator app: 160 random bits (RFC 4226, 4)."""
    return pyotp.random_base32()


def address_of_secret(secret: str, account: Account, issuer: str) -> str:
    """Return the otpauth address that apps read from a picture."""
    totp = pyotp.TOTP(secret, interval=rules.TOTP_SECONDS)
    return totp.provisioning_uri(name=account.username, issuer_name=issuer)


@transaction.atomic
def add_authenticator(
    *, actor: Actor, account: Account, name: str, secret: str, code: str, at: datetime
) -> Authenticator:
    """Add an app that has shown a code of this secret. Raises CodeNotShown, TooManyFactors."""
    lock(account)
    refuse_too_many(Authenticator, account)
    step = _step_of(secret, code, after=0, at=at)
    if step is None:
        raise CodeNotShown(field="code")
    made: Authenticator = Authenticator.objects.create(
        account=account, name=tidy_name(name), secret=secret, last_step=step, added_at=at, used_at=at
    )
    note(actor, events.FACTOR_ADDED, account, name=made.name, kind=KIND_NAMES["authenticator"])
    return made


def answer(*, account: Account, code: str, address: str, at: datetime) -> str:
    """Take a code of an authenticator app or a recovery code; return which it was. Raises WrongCode, LockedOut."""
    attempts = signing.count_attempt(account.username, account, at)
    typed = rules.tidy_code(code)
    is_right = _take_totp(account, typed, at) if rules.is_totp(typed) else _take_recovery(account, typed, at)
    if not is_right:
        signing.record_failure(account, attempts, address, events.FACTOR_FAILED)
        if attempts.locked_until:
            raise signing.LockedOut(minutes=signing.minutes(attempts.locked_until - at))
        raise WrongCode(field="code")
    signing.forget(account)
    return "totp" if rules.is_totp(typed) else "recovery"


@transaction.atomic
def make_recovery_codes(*, actor: Actor, account: Account, at: datetime) -> list[str]:
    """Make new recovery codes in place of all earlier ones; they are told once. Raises NoFactorsThere."""
    lock(account)
    if not factors.has_any(account):
        raise NoFactorsThere
    RecoveryCode.objects.filter(account=account).delete()
    codes = [rules.recovery_code() for _ in range(rules.RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=index_of(_bound(account, code), CODE_PURPOSE) or "", made_at=at)
        for code in codes
    )
    note(actor, events.CODES_MADE, account, count=len(codes))
    return codes


@transaction.atomic
def rename(*, actor: Actor, account: Account, factor: str, name: str) -> None:
    """Call an own factor something else."""
    found = _own(account, factor)
    before, found.name = found.name, tidy_name(name)
    found.save(update_fields=["name"])
    note(actor, events.FACTOR_RENAMED, account, before=before, name=found.name)


@transaction.atomic
def remove(*, actor: Actor, account: Account, factor: str) -> None:
    """Remove an own factor; with the last one its recovery codes go too. Raises LastFactor where one is owed."""
    lock(account)
    found = _own(account, factor)
    is_last = factors.count_of(account) == 1
    if is_last and factors.needed_for(queries.grants_of(account), timezone.localdate()):
        raise LastFactor
    found.delete()
    if is_last:
        RecoveryCode.objects.filter(account=account).delete()
    kind = factor.partition("-")[0]
    note(actor, events.FACTOR_REMOVED, account, name=found.name, kind=KIND_NAMES[kind])


@transaction.atomic
def reset(*, actor: Actor, account: Account, reason: str, at: datetime) -> int:
    """Take all factors from somebody who has lost them, and end their sessions; the password stays.

    The security administrator does this and the system administrator resets passwords, so that nobody alone can enter
    another's account. Raises ReasonNeeded, NoFactorsThere, OwnAccount.
    """
    require(actor, can.secure_accounts, account.org_path)
    if actor.id == account.key:
        raise grants.OwnAccount
    if not reason.strip():
        raise accounts.ReasonNeeded(field="reason")
    lock(account)
    count = factors.count_of(account)
    if not count:
        raise NoFactorsThere
    for kind in (Authenticator, Passkey, RecoveryCode):
        kind.objects.filter(account=account).delete()
    signing.end_all(actor=actor, account=account, at=at)
    note(
        actor, events.FACTORS_RESET, account, account=account.username, count=count, reason=reason.strip()[:200]
    )  # fmt: skip
    return count


def lock(account: Account) -> None:
    """Have whoever changes factors of one account do so one after the other."""
    Account.objects.select_for_update(of=("self",)).get(pk=account.pk)


def refuse_too_many(kind: type[Authenticator] | type[Passkey], account: Account) -> None:
    if kind.objects.filter(account=account).count() >= rules.MOST_FACTORS:
        raise TooManyFactors(most=rules.MOST_FACTORS)


def tidy_name(name: str) -> str:
    """Return what an owner calls a factor. Raises NameMissing."""
    if not name.strip():
        raise NameMissing(field="name")
    return " ".join(name.split())[:60]


def note(actor: Actor, label: AuditLabel, about: Account, /, **details: object) -> None:
    """Record what was done to an account's factors."""
    subject = ("identity.account", about.pk)
    record(actor=actor, label=label, org_path=about.org_path, subject=subject, details=details)


@transaction.atomic
def _take_totp(account: Account, code: str, at: datetime) -> bool:
    for row in Authenticator.objects.select_for_update().filter(account=account).order_by("id"):
        step = _step_of(row.secret.reveal(), code, after=row.last_step, at=at)
        if step is not None:
            row.last_step, row.used_at = step, at
            row.save(update_fields=["last_step", "used_at"])
            return True
    return False


@transaction.atomic
def _take_recovery(account: Account, code: str, at: datetime) -> bool:
    digests = index_candidates(_bound(account, code), CODE_PURPOSE)
    taken = RecoveryCode.objects.filter(account=account, used_at=None, digest__in=digests).update(used_at=at)
    if taken:
        note(queries.actor_of(account), events.CODE_USED, account, left=factors.codes_left(account))
    return bool(taken)


def _step_of(secret: str, code: str, *, after: int, at: datetime) -> int | None:
    """Return the half minute whose code this is: near the present one and later than the last one taken."""
    totp, typed = pyotp.TOTP(secret, interval=rules.TOTP_SECONDS), rules.tidy_code(code)
    now = int(at.timestamp()) // rules.TOTP_SECONDS
    around = range(now - rules.TOTP_SLACK, now + rules.TOTP_SLACK + 1)
    fitting = [step for step in around if pyotp.utils.strings_equal(totp.generate_otp(step), typed)]
    return next((step for step in fitting if step > after), None)


def _bound(account: Account, code: str) -> str:
    return f"{account.pk}:{rules.tidy_code(code)}"


def _own(account: Account, factor: str) -> Authenticator | Passkey:
    kind, _, number = factor.partition("-")
    if kind in KINDS and number.isdecimal():
        found = KINDS[kind].objects.filter(account=account, pk=int(number)).first()  # type: ignore[attr-defined]
        if found is not None:
            return found  # type: ignore[no-any-return]
    raise NoFactorChosen
