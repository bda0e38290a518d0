"""Accounts of people who hold no office: each stands at a place of its own, where nothing of anybody else is."""

from datetime import date

from django.db import transaction

from shuren.kernel.access import ROLES, require
from shuren.kernel.actors import Actor
from shuren.kernel.paths import NOWHERE
from shuren.spine.identity import events, queries
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import accounts, grants
from shuren.spine.identity.models import Account, Grant
from shuren.spine.orgs.models import Org

GUARDIAN = can.GUARDIAN.code


def own_path(account: Account) -> str:
    """Return the place of an account's own: before every path of the tree, and no part of another account's.

    >>> own_path(Account(pk=12))
    '!0000000012'
    """
    return f"{NOWHERE}{account.pk:010d}"


def give_role(*, actor: Actor, account: Account, home: Org, role: str, on: date, told: Org | None = None) -> None:
    """Give a role to an account for a caller who has checked the right to it; held already, nothing happens.

    A role of offices is held at `home`, one of no node at the account's own place; `told` is where it is recorded, if
    not there.
    """
    path = home.path if ROLES[role].levels else own_path(account)
    if any(grant.role == role and grant.org_path == path for grant in queries.grants_from(account, on)):
        return
    Grant.objects.create(account=account, role=role, org=home, org_path=path, valid_from=on, granted_by=actor.name)
    seen = told or home
    label = queries.role_in_chinese(role)
    grants.record_about(actor, events.GRANTED, account, path=seen.path, role=label, org=seen.name)


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
    give_role(actor=actor, account=opened.account, home=home, role=GUARDIAN, on=on, told=school)
    return opened
