"""In which role somebody comes to an app, and what the app is told of them."""

from collections.abc import Iterable
from typing import Any

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.rowsecurity import scope_of
from shuren.modules.apps import api as apps
from shuren.modules.sso.models import Approval, Visit
from shuren.modules.sso.rules import claims
from shuren.spine.identity import queries as identity
from shuren.spine.identity.models import Account

DOOR = system_actor("sso", "统一认证")


def actor_in(app_id: int, account: Account, preferred: int | None = None) -> tuple[Actor, int | None] | None:
    """Return in which of their roles somebody may open an app, with its grant: the preferred one if it will do."""
    if not account.is_active:
        return None
    grants = sorted(identity.grants_of(account), key=lambda grant: grant.pk != preferred)
    for grant in grants:
        actor = identity.actor_for(account, grant)
        if apps.may_open(app_id, actor):
            return actor, grant.pk
    actor = identity.actor_without_role(account)
    return (actor, None) if not grants and apps.may_open(app_id, actor) else None


def actor_of(visit: Visit) -> Actor | None:
    """Return in which role somebody is at an app still; None where they may not be there any more."""
    found = actor_in(visit.app_id, visit.account, visit.grant_id)
    return found[0] if found else None


def told(visit: Visit, actor: Actor, scope: str) -> dict[str, Any]:
    """Return the claims about somebody that a scope opens, as far as allowed, granted and approved."""
    app = apps.app_by_id(visit.app_id)
    items = set(claims.items_in(scope, app.items)) & approved(visit.app_id, visit.account)
    return claims.claims(apps.told_of(visit.app_id, actor), claims.items_in(scope, items))


def approved(app_id: int, account: Account) -> frozenset[str]:
    """Return the items that somebody has agreed that an app is told."""
    found = approval_of(app_id, account)
    return frozenset(found.items) if found else frozenset()


def approval_of(app_id: int, account: Account) -> Approval | None:
    """Return the approval in force."""
    with scope_of(DOOR):
        rows = Approval.objects.within("").filter(account=account, app_id=app_id, withdrawn_at=None)
        found: Approval | None = rows.first()
    return found


def approvals_of(account: Account) -> list[Approval]:
    """Return what somebody has agreed to, newest first."""
    with scope_of(DOOR):
        rows = Approval.objects.within("").filter(account=account, withdrawn_at=None)
        return list(rows.order_by("-given_at"))


def covers(approval: Approval | None, items: Iterable[str]) -> bool:
    """Say whether an approval covers some items."""
    return approval is not None and set(items) <= set(approval.items)


def subject_of(visit: Visit) -> str:
    """Return the identifier under which the app knows somebody, another in every app."""
    return apps.subject_of(visit.app_id, visit.account_id)
