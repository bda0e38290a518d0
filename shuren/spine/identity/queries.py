"""Looking up accounts and what is granted to them."""

from django.http import HttpRequest
from django.utils import timezone

from shuren.kernel.access import ROLES, Permission, permissions_of
from shuren.kernel.actors import Actor
from shuren.spine.identity.models import Account, Grant

ACTIVE_GRANT = "active_grant"  # session key


def grants_of(account: Account) -> list[Grant]:
    """Return the grants an account holds today, oldest first."""
    today = timezone.localdate()
    grants = Grant.objects.within("").filter(account=account).select_related("org").order_by("id")
    return [grant for grant in grants if grant.holds_on(today)]


def grants_to_choose(request: HttpRequest) -> list[Grant]:
    """Return the grants among which the signed-in account may switch."""
    return grants_of(request.user) if isinstance(request.user, Account) else []


def role_label(grant: Grant) -> str:
    """Return how a grant reads in the role switcher: the role and the org it holds at."""
    return f"{ROLES[grant.role].label} · {grant.org.name}"


def actor_for(account: Account, grant: Grant) -> Actor:
    """Return the actor that an account is under one of its grants."""
    return Actor(f"account:{account.pk}", account.name, grant.role, grant.org_path, permissions_of(grant.role))


def grant_visible_to(actor: Actor, needed: Permission, grant_id: int) -> Grant | None:
    """Return a grant at or below the actor's node."""
    found: Grant | None = Grant.objects.visible_to(actor, needed).filter(pk=grant_id).first()
    return found
