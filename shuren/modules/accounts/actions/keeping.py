"""Every night accounts follow the registers: who has left loses the role, who never comes is sealed, codes go.

Each account in a transaction of its own. A pupil who leaves school keeps the account as a citizen's.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from shuren.kernel.access import ROLES
from shuren.kernel.actors import system_actor
from shuren.modules.accounts import rules
from shuren.modules.accounts.models import SheetLine
from shuren.modules.accounts.queries import leavers
from shuren.spine.identity import api as identity
from shuren.spine.identity import queries as accounts

if TYPE_CHECKING:
    from shuren.spine.identity.models import Account, Grant
    from shuren.spine.orgs.models import Org

KEEPER = system_actor("accounts.keeper", "账号随名册更新")


def keep(at: datetime) -> dict[str, int]:
    """Do all of it; return how many roles ended, accounts moved and sealed, codes wiped. Done twice, done once."""
    today = timezone.localdate(at)
    ended = [_end(grant, why, today) for grant, why in leavers.roles_without_ground(today)]
    moved = [_move(account, school) for account, school in leavers.accounts_elsewhere()]
    sealed = [_seal(account, at) for account in leavers.idle(at) if _is_due(account, at)]
    return {"ended": len(ended), "moved": len(moved), "sealed": sum(sealed), "wiped": wipe(at)}


def wipe(at: datetime) -> int:
    """Forget codes that have been used or are out of date; return how many."""
    over = Q(sheet__valid_until__lte=at) | Q(account__must_change_password=False)
    return int(SheetLine.objects.within("").filter(over, code__isnull=False).update(code=None))


@transaction.atomic
def _end(grant: Grant, why: str, on: date) -> None:
    identity.end_role(actor=KEEPER, grant=grant, on=on, why=why)


@transaction.atomic
def _move(account: Account, school: Org) -> None:
    identity.move_account(actor=KEEPER, account=account, school=school)


def _is_due(account: Account, at: datetime) -> bool:
    roles = [grant.role for grant in accounts.grants_of(account)]
    powerful = [role.code for role in ROLES if role.two_factors]
    offices = [role.code for role in ROLES if role.levels]
    last = account.last_login or account.created_at
    return last < at - timedelta(days=rules.idle_days(roles, powerful, offices))


@transaction.atomic
def _seal(account: Account, at: datetime) -> bool:
    """Seal an account that nobody uses, but never the last who could open it again."""
    if any(accounts.is_last_administrator(grant) for grant in accounts.grants_of(account)):
        return False
    identity.seal(actor=KEEPER, account=account, at=at, why="长期未使用")
    return True
