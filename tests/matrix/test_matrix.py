"""Every address, knocked at by every role: for things of its own school, another one, the authority, another county,
another city, and for things that are no longer there.

What should happen follows from the declarations (expected.py); what does happen is asked over HTTP.
"""

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from shuren.kernel.http.policy import Address, Policy
from tests.matrix.examples import EXAMPLES
from tests.matrix.expected import opens, roles
from tests.matrix.map import ARGUMENT, any_arguments, method_of, ours
from tests.matrix.places import PATHS, PLACES, at
from tests.world import World

REFUSALS = {401, 403, 404}
TAKEN = {200, 204, 302, 400, 409, 422}  # opened, or heard and answered for what was not sent

GONE = 10**9  # beyond every number given out


def answer_of(client: Client, address: Address, arguments: dict[str, object]) -> HttpResponseBase:
    target = reverse(address.name, kwargs=arguments)
    return client.get(target) if method_of(address) == "GET" else client.post(target)


def was_let_in(address: Address, answer: HttpResponseBase) -> bool:
    leads_to_sign_in = answer.status_code == 302 and answer["Location"].startswith(reverse("identity:sign_in") + "?")
    if answer.streaming:  # read to its end, a file closes itself
        list(answer)
    assert answer.status_code in REFUSALS | TAKEN, f"answered {answer.status_code}"
    by_protocol = answer.status_code == 401 and address.policy == Policy(is_public=True)  # RFC 6749, 5.2
    return by_protocol or (answer.status_code not in REFUSALS and not leads_to_sign_in)


def let_in_at(world: World, address: Address, place: str, clients: dict[str, Client]) -> set[str]:
    """Return the roles whose accounts are let in to a thing at a place; nothing is left behind."""
    let_in = set()
    with transaction.atomic():
        shown = EXAMPLES.get(address.name)
        arguments = shown.make(world, at(world, place)) if shown and any_arguments(address) else {}
        for role, client in clients.items():
            with transaction.atomic():
                if was_let_in(address, answer_of(client, address, arguments)):
                    let_in.add(role)
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    return let_in


def test_the_paths_of_the_expectations_are_those_of_the_world(world: World) -> None:
    assert {place: at(world, place).path for place in PATHS} == PATHS


@pytest.mark.parametrize("address", ours(), ids=lambda address: address.name)
def test_who_is_let_in(world: World, address: Address) -> None:
    places = PLACES if any_arguments(address) else {"school": ""}
    clients = {role: world.client(role) for role in roles()}
    promised = {place: {role for role in clients if opens(address, role, place)} for place in places}
    wrong = [
        f"{role} at {place}: {'kept out' if role in promised[place] else 'let in'}"
        for place in places
        for role in sorted(let_in_at(world, address, place, clients) ^ promised[place])
    ]
    assert not wrong, f"{address.name} does not keep what its declarations promise: {wrong}"


def numbered(address: Address) -> list[str]:
    """Return the arguments of an address that are numbers of rows."""
    return [name for kind, name in ARGUMENT.findall(address.route) if kind == "int" and name.endswith("_id")]


@pytest.mark.parametrize("address", [one for one in ours() if numbered(one)], ids=lambda address: address.name)
def test_what_is_no_longer_there_opens_to_nobody(world: World, address: Address) -> None:
    """Its number outlives it in bookmarks and in what is kept of the past; it says nothing about what it was."""
    with transaction.atomic():
        arguments = EXAMPLES[address.name].make(world, world.school)
        arguments |= {name: int(arguments[name]) + GONE for name in numbered(address)}
        let_in = [role for role in roles() if was_let_in(address, answer_of(world.client(role), address, arguments))]
        transaction.set_rollback(True)
    assert not let_in
