"""Every address, knocked at by every role, for things of its own school, another one, the authority, another county.

What should happen follows from the declarations (expected.py); what does happen is asked over HTTP.
"""

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from shuren.kernel.http.policy import Address
from tests.matrix.examples import EXAMPLES
from tests.matrix.expected import PLACES, opens, roles
from tests.matrix.map import any_arguments, method_of, ours
from tests.world import PATHS, World

REFUSALS = {401, 403, 404}
TAKEN = {200, 204, 302, 400, 409, 422}  # opened, or heard and answered for what was not sent


def answer_of(client: Client, address: Address, arguments: dict[str, object]) -> HttpResponseBase:
    target = reverse(address.name, kwargs=arguments)
    return client.get(target) if method_of(address) == "GET" else client.post(target)


def was_let_in(answer: HttpResponseBase) -> bool:
    leads_to_sign_in = answer.status_code == 302 and answer["Location"].startswith(reverse("identity:sign_in") + "?")
    if answer.streaming:  # read to its end, a file closes itself
        list(answer)
    assert answer.status_code in REFUSALS | TAKEN, f"answered {answer.status_code}"
    return answer.status_code not in REFUSALS and not leads_to_sign_in


def knock(world: World, address: Address, role: str, place: str) -> bool:
    """Knock once and leave nothing behind."""
    with transaction.atomic():
        shown = EXAMPLES.get(address.name)
        arguments = shown.make(world, world.org(place)) if shown and any_arguments(address) else {}
        let_in = was_let_in(answer_of(world.client(role), address, arguments))
        transaction.set_rollback(True)
    return let_in


def test_the_paths_of_the_expectations_are_those_of_the_world(world: World) -> None:
    assert {name: world.org(name).path for name in PATHS} == PATHS


@pytest.mark.parametrize("address", ours(), ids=lambda address: address.name)
def test_who_is_let_in(world: World, address: Address) -> None:
    places = PLACES if any_arguments(address) else {"school": ""}
    wrong = [
        f"{role} at {place}: {'let in' if not promised else 'kept out'}"
        for role in roles()
        for place in places
        if knock(world, address, role, place) != (promised := opens(address, role, place))
    ]
    assert not wrong, f"{address.name} does not keep what its declarations promise: {wrong}"
