"""Accounts for those who hold no office and belong to no school, each at a place of its own."""

from datetime import date

from django.db import transaction

from shuren.kernel.access import ROLES, Permission, require
from shuren.kernel.actors import Actor
from shuren.spine.identity.actions import accounts
from shuren.spine.identity.actions.guardians import give_role
from shuren.spine.orgs.models import Org


class OfficeRole(Exception):  # noqa: N818
    """The role is held at a node of the tree; who is outside cannot be given it."""


@transaction.atomic
def open_outside_account(
    *, actor: Actor, needed: Permission, home: Org, username: str, name: str, role: str, on: date
) -> accounts.Opened:
    """Open an account with a role that is held at no node; `home` is the org whose administrators look after it.

    `needed` is what the actor must hold at `home`. The holder must change the password, which is told once. Raises
    UsernameTaken, BadUsername, Forbidden, OfficeRole.
    """
    require(actor, needed, home.path)
    if ROLES[role].levels:
        raise OfficeRole(role)
    opened = accounts.made(actor, username, name, home)
    give_role(actor=actor, account=opened.account, home=home, role=role, on=on)
    return opened
