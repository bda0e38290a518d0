"""Accounts for those who hold no office and belong to no school, each at a place of its own."""

from datetime import date

from django.db import transaction

from shuren.kernel.access import ROLES, Permission, require
from shuren.kernel.actors import Actor
from shuren.kernel.audit.actions import record
from shuren.spine.identity import events, queries
from shuren.spine.identity.actions import accounts
from shuren.spine.identity.actions.guardians import own_path
from shuren.spine.identity.models import Grant
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
    Grant.objects.create(
        account=opened.account, role=role, org=home, org_path=own_path(opened.account), valid_from=on,
        granted_by=actor.name,
    )  # fmt: skip
    details = {"account": opened.account.username, "role": queries.role_in_chinese(role), "org": home.name}
    record(
        actor=actor, label=events.GRANTED, org_path=home.path, subject=("identity.account", opened.account.pk),
        details=details,
    )  # fmt: skip
    return opened
