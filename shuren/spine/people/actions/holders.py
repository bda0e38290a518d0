"""Tying accounts to the human beings who hold them, so that nobody decides on the own child by another account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_noop

from shuren.kernel.access import require
from shuren.kernel.actors import system_actor
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.kernel.sensitive import mask
from shuren.spine.identity import queries as identity
from shuren.spine.people.events import HOLDER_INFERRED, HOLDER_TIED, HOLDER_UNTIED
from shuren.spine.people.models import PersonAccount
from shuren.spine.people.permissions import tie_accounts
from shuren.spine.people.queries import holders

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor
    from shuren.kernel.audit.labels import AuditLabel
    from shuren.spine.identity.models import Account

CLERK = system_actor("people.holders", gettext_noop("账号持有人核对"))
SALT = "people.holder"


class OwnAccount(Refused):
    """不能更改自己账号的持有人，请由另一位管理员办理。"""


class HasHolder(Refused):
    """该账号已经关联持有人。关联有误的，请先解除再重新关联。"""


class NotOffered(Refused):
    """所选人员已经失效。请重新核对后选择。"""


class HeldByGuardian(Refused):
    """该账号是学生家长的账号，由学校核对监护关系后关联，不能在这里解除。"""


class WhyUntied(Refused):
    """请写明解除关联的原因，原因会记入审计记录。"""

    status = 422


def offered(account: Account, person_id: int) -> str:
    """Return what a page sends back to name one of those it has offered for an account."""
    return signing.dumps([account.pk, person_id], salt=SALT)


def account_to_tie(actor: Actor, account_id: int) -> Account:
    """Return an account whose holder the actor may say. Raises NotFoundHere, Forbidden."""
    account = identity.account_for(actor, account_id)
    require(actor, tie_accounts, account.org_path)
    return account


@transaction.atomic
def tie(*, actor: Actor, account_id: int, choice: str) -> PersonAccount:
    """Say that an account belongs to one of those offered for it. Raises OwnAccount, HasHolder, NotOffered."""
    account = _locked(actor, account_id)
    if PersonAccount.objects.filter(account=account).exists():
        raise HasHolder
    try:
        meant, person_id = signing.loads(choice, salt=SALT, max_age=3600)
    except signing.BadSignature as failure:
        raise NotOffered from failure
    if meant != account.pk:
        raise NotOffered
    return _tied(actor, account, person_id, HOLDER_TIED)


@transaction.atomic
def untie(*, actor: Actor, account_id: int, reason: str) -> None:
    """Take back what was said. Raises OwnAccount, HeldByGuardian, WhyUntied."""
    account = _locked(actor, account_id)
    if not reason.strip():
        raise WhyUntied(field="reason")
    if any(grant.role == "guardian" for grant in identity.grants_of(account)):
        raise HeldByGuardian
    if PersonAccount.objects.filter(account=account).delete()[0]:
        _record(actor, account, HOLDER_UNTIED, reason=reason.strip()[:200])


@transaction.atomic
def infer() -> int:
    """Tie the accounts at schools whose holder the list of staff leaves no doubt about; return how many."""
    found = holders.evident_ties()
    for account, person_id in found:
        _tied(CLERK, account, person_id, HOLDER_INFERRED)
    return len(found)


def _locked(actor: Actor, account_id: int) -> Account:
    account = account_to_tie(actor, account_id)
    if actor.id == account.key:
        raise OwnAccount
    return type(account).objects.select_for_update(of=("self",)).get(pk=account.pk)


def _tied(actor: Actor, account: Account, person_id: int, label: AuditLabel) -> PersonAccount:
    made: PersonAccount = PersonAccount.objects.create(account=account, person_id=person_id)
    _record(actor, account, label, person=mask("name", account.name))
    return made


def _record(actor: Actor, account: Account, label: AuditLabel, **told: str) -> None:
    details = {"account": account.username, **told}
    record(
        actor=actor, label=label, org_path=account.org_path, subject=("identity.account", account.pk), details=details
    )
