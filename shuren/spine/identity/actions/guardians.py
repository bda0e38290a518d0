"""Accounts of people who hold no office: each stands at a place of its own, where nothing of anybody else is."""

from datetime import date

from django.db import transaction

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.kernel.paths import NOWHERE
from shuren.spine.identity import events, queries
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import accounts
from shuren.spine.identity.models import Account, Grant
from shuren.spine.orgs.models import Org

GUARDIAN = can.GUARDIAN.code


def own_path(account: Account) -> str:
    """Return the place of an account's own: before every path of the tree, and no part of another account's.

    >>> own_path(Account(pk=12))
    '!0000000012'
    """
    return f"{NOWHERE}{account.pk:010d}"


@transaction.atomic
def open_guardian_account(*, actor: Actor, school: Org, username: str, name: str, on: date) -> accounts.Opened:
    """Give a guardian an account; who has one by this user name and this name is given the role beside the others.

    The password is empty where an account is known. Raises UsernameTaken, BadUsername, Forbidden.
    """
    require(actor, can.open_guardian_accounts, school.path)
    home = school.city or school
    known = Account.objects.filter(username=username.strip().lower()).first()
    if known is not None and known.name != name:
        raise accounts.UsernameTaken(field="username", username=username)
    opened = accounts.Opened(known, "") if known else accounts.made(actor, username, name, home)
    held = queries.grants_of(opened.account)
    if not any(grant.role == GUARDIAN for grant in held):
        Grant.objects.create(
            account=opened.account, role=GUARDIAN, org=home, org_path=own_path(opened.account), valid_from=on,
            granted_by=actor.name,
        )  # fmt: skip
        details = {"account": opened.account.username, "role": queries.role_in_chinese(GUARDIAN), "org": school.name}
        subject = ("identity.account", opened.account.pk)
        record(actor=actor, label=events.GRANTED, org_path=school.path, subject=subject, details=details)
    return opened
