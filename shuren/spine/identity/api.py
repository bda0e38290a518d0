"""The door for other packages."""

from datetime import date, datetime

from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

from shuren.kernel.actors import Actor
from shuren.spine.identity import queries
from shuren.spine.identity.actions import accounts, signing
from shuren.spine.identity.actions.accounts import Opened
from shuren.spine.identity.actions.certifying import SignedPaper, is_signed_paper, sign_paper
from shuren.spine.identity.actions.guardians import give_role, open_guardian_account
from shuren.spine.identity.actions.outsiders import open_outside_account
from shuren.spine.identity.actions.registered import (
    end_role,
    move_account,
    open_registered,
    renew_password,
    seal,
)
from shuren.spine.identity.models import Account
from shuren.spine.identity.queries import held_at, official_at, others_hold
from shuren.spine.identity.queries.stays import Proved, proof_of
from shuren.spine.orgs.models import Org

__all__ = [
    "Opened",
    "Proved",
    "SignedPaper",
    "actor_of",
    "end_role",
    "end_sign_ins",
    "give_role",
    "held_at",
    "is_signed_paper",
    "move_account",
    "official_at",
    "open_account",
    "open_guardian_account",
    "open_outside_account",
    "open_registered",
    "others_hold",
    "proof_of",
    "renew_password",
    "seal",
    "set_password",
    "sign_out",
    "sign_paper",
]


def actor_of(request: HttpRequest) -> Actor | None:
    """Return who acts in this request: the signed-in account under its active grant, or None.

    The grant is read anew for each request, so that one that ended a minute ago gives nothing any more.
    """
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return None
    grants = queries.grants_to_choose(request)
    chosen = request.session.get(queries.ACTIVE_GRANT)
    grant = next((grant for grant in grants if grant.pk == chosen), grants[0] if grants else None)
    return queries.actor_for(account, grant) if grant else queries.actor_without_role(account)


def open_account(*, actor: Actor, username: str, name: str, org: Org, role: str, on: date) -> accounts.Opened:
    """Open an account at an org with its first role there; the holder must change the password returned."""
    return accounts.open_account(actor=actor, username=username, name=name, org=org, role=role, on=on)


def set_password(*, actor: Actor, account: Account, password: str) -> None:
    """Give an account a lasting password; for the command line and the demo region, which tell it themselves."""
    accounts.set_password(actor=actor, account=account, password=password)


def sign_out(request: HttpRequest) -> None:
    """End the stay of this request, as its holder's own button does."""
    account = request.user
    if isinstance(account, Account):
        signing.end(account=account, session_key=str(request.session.session_key), at=timezone.now())
    logout(request)


def end_sign_ins(*, actor: Actor, account: Account, at: datetime) -> int:
    """End every session of an account; return how many were open."""
    return signing.end_all(actor=actor, account=account, at=at)
