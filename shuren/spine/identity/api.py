"""The door for other packages."""

from django.http import HttpRequest

from shuren.kernel.actors import Actor
from shuren.spine.identity import queries
from shuren.spine.identity.models import Account


def actor_of(request: HttpRequest) -> Actor | None:
    """Return who acts in this request: the signed-in account under its active grant, or None.

    The grant is read anew for each request, so that one that ended a minute ago gives nothing any more.
    """
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return None
    grants = queries.grants_of(account)
    chosen = request.session.get(queries.ACTIVE_GRANT)
    grant = next((grant for grant in grants if grant.pk == chosen), grants[0] if grants else None)
    if grant is None:
        return Actor(f"account:{account.pk}", account.name, "none", "!", frozenset())
    return queries.actor_for(account, grant)
