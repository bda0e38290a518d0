"""What somebody does to the own account."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.spine.identity import events, rules
from shuren.spine.identity.actions import signing
from shuren.spine.identity.actions.accounts import PASSWORD, give_lasting
from shuren.spine.identity.models import Account


class WrongPresentPassword(Refused):
    """现在的密码不正确，请重新输入；忘记密码请联系本单位的系统管理员重置。"""

    status = 422


class SamePassword(Refused):
    """新密码与现在的密码相同，请换一个没有用过的密码。"""

    status = 422


class WeakPassword(Refused):
    """{faults}"""

    status = 422


class ShortPassword(Refused):
    """密码太短：请至少使用 {least} 个字符。"""

    status = 422


class PlainPassword(Refused):
    """密码种类太少：请同时使用大写字母、小写字母、数字和其他符号中的至少三种。"""

    status = 422


def change_password(
    *, actor: Actor, account: Account, present: str, new: str, session_key: str, address: str, at: datetime
) -> None:
    """Give the own account a new password and end its other sessions.

    Wrong present passwords count as failed sign-ins: whoever found an open browser may not guess here either.
    """
    try:
        signing.check_credentials(username=account.username, password=present, address=address, at=at)
    except signing.WrongPassword:
        raise WrongPresentPassword(field="present") from None
    if present == new:
        raise SamePassword(field="new")
    check_strength(new, account)
    _apply(actor=actor, account=account, new=new, session_key=session_key, at=at)


@transaction.atomic
def _apply(*, actor: Actor, account: Account, new: str, session_key: str, at: datetime) -> None:
    give_lasting(account, new)
    account.save(update_fields=PASSWORD)
    signing.end_all(actor=actor, account=account, at=at, keep=session_key)
    record(
        actor=actor,
        label=events.CHANGED_PASSWORD,
        org_path=account.org_path,
        subject=("identity.account", account.pk),
    )


def check_strength(password: str, account: Account) -> None:
    """Hold a password to the platform's policy. Raises ShortPassword, PlainPassword or WeakPassword."""
    if len(password) < rules.SHORTEST:
        raise ShortPassword(field="new", least=rules.SHORTEST)
    if not rules.is_varied(password):
        raise PlainPassword(field="new")
    try:
        validate_password(password, user=account)
    except ValidationError as error:
        raise WeakPassword(field="new", faults=" ".join(error.messages)) from error
