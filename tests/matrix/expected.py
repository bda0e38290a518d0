"""What the declarations promise: who may open which address, for a thing of which org."""

from shuren.kernel.access import ROLES, permissions_of
from shuren.kernel.actors import covers
from shuren.kernel.http.policy import Address
from tests.matrix.examples import EXAMPLES
from tests.matrix.map import Example, Reach, any_arguments
from tests.matrix.places import PATHS
from tests.world import ACCOUNTS

NOWHERE = "!"  # the place of whoever holds no office


def opens(address: Address, role: str, place: str) -> bool:
    """Say whether an account of this role may open the address for a thing of the org at this place."""
    policy = address.policy
    assert policy is not None
    if policy.is_public or policy.needed is None:
        return holds_example(address, role, place)
    return policy.needed.code in permissions_of(role) and holds_example(address, role, place)


def holds_example(address: Address, role: str, place: str) -> bool:
    if not any_arguments(address):
        return True
    shown: Example = EXAMPLES[address.name]
    if shown.needed is not None and shown.needed.code not in permissions_of(role):
        return False
    mine, its = PATHS[ACCOUNTS[role][1]] if role in ACCOUNTS else NOWHERE, PATHS[place]
    return {
        Reach.BELOW: covers(mine, its),
        Reach.AROUND: covers(mine, its) or covers(its, mine),
        Reach.ANYWHERE: True,
    }[shown.reach]


def roles() -> list[str]:
    return [role.code for role in ROLES]
