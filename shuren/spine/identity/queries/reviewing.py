"""Grants whose yearly review is due.

Roles that follow a register need none: it is read every night. So do those at no node of the tree.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from shuren.kernel.access import ROLES
from shuren.spine.identity import permissions as can
from shuren.spine.identity import rules
from shuren.spine.identity.models import Grant

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

BY_REGISTER: Final = frozenset({can.TEACHER.code})
SHOWN: Final = 300
SEEN: Final = Coalesce("reviewed_at", "granted_at")


def powerful_roles() -> list[str]:
    """Return the roles that the security administrator reviews."""
    return [role.code for role in ROLES if role.two_factors]


def ordinary_roles() -> list[str]:
    """Return the roles that the system administrator reviews."""
    return [role.code for role in ROLES if role.levels and not role.two_factors and role.code not in BY_REGISTER]


def reviewed_by(role: str) -> list[str]:
    """Return the roles whose grants a role reviews."""
    return {can.SYSTEM_ADMIN.code: ordinary_roles(), can.SECURITY_ADMIN.code: powerful_roles()}.get(role, [])


def seen_before(grants: QuerySet[Grant], moment: datetime) -> QuerySet[Grant]:
    """Keep the grants that hold today and that nobody has looked at since a moment."""
    today = timezone.localdate()
    unseen = Q(reviewed_at__lte=moment) | Q(reviewed_at=None, granted_at__lte=moment)
    return grants.filter(unseen, Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today)


def due(actor: Actor, at: datetime) -> QuerySet[Grant]:
    """Return the grants that the actor is to review now, the oldest first; never the own ones."""
    grants: QuerySet[Grant] = Grant.objects.visible_to(actor, can.review_grants).filter(
        role__in=reviewed_by(actor.role)
    )
    notice = timedelta(days=rules.REVIEW_DAYS - rules.REVIEW_NOTICE_DAYS)
    own = actor.id.partition(":")[2]
    found = seen_before(grants, at - notice).exclude(account=int(own) if own.isdecimal() else 0)
    return found.select_related("account", "org").annotate(seen_at=SEEN).order_by(SEEN, "id")


def ends_on(grant: Grant) -> datetime:
    """Return when a grant ends unless somebody looks at it before."""
    seen: datetime = grant.reviewed_at or grant.granted_at
    return seen + timedelta(days=rules.REVIEW_DAYS)
