"""For each address with arguments: how to make what it shows, owned by a given org.

A new address of that kind gets its function here, with the plainest object that will do.
"""

from typing import Any

from shuren.spine.orgs.models import Org
from tests.matrix.map import EXAMPLES, Reach, example
from tests.world import SINCE, World, account, grant

__all__ = ["EXAMPLES"]


@example(
    "identity:account",
    "identity:grant_role",
    "identity:reset_password",
    "identity:disable",
    "identity:enable",
    "identity:unlock",
)
def an_account(_world: World, org: Org) -> dict[str, Any]:
    return {"account_id": account(f"example-{org.pk}", org=org).pk}


@example("identity:revoke_role")
def a_grant(_world: World, org: Org) -> dict[str, Any]:
    holder = account(f"example-{org.pk}", org=org)
    return {"account_id": holder.pk, "grant_id": grant(holder, "registrar", org, since=SINCE).pk}


@example("standards:table", reach=Reach.ANYWHERE)
def a_code_table(_world: World, _org: Org) -> dict[str, Any]:
    """Nobody owns a code table: it opens to whoever is signed in."""
    return {"key": "sex"}
