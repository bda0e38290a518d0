"""Every address says who may open it, and means it."""

import pytest
from django.test import Client
from django.urls import reverse

from shuren.kernel.access import PERMISSIONS
from shuren.kernel.http.menu import MENU
from shuren.kernel.http.policy import Address
from tests.matrix.examples import EXAMPLES
from tests.matrix.map import any_arguments, methods_of, ours

pytestmark = pytest.mark.pure

PUBLIC = {
    "apps:catalogue": "which apps get whose data is told to everybody",
    "apps:entry": "one of them",
    "apps:register": "a vendor begins here, without an account",
    "apps:sandbox_people": "programs prove themselves by a key of the sandbox; its people are made up",
    "identity:sign_in": "whoever is not signed in yet starts here",
    "identity:passkey_question": "what a browser is asked before anybody is signed in",
    "identity:second_step": "whoever has shown a password and not yet the second factor",
    "certificates:verify": "whoever holds a paper may ask whether it is genuine",
    "certificates:verify_file": "the same, by the file itself",
    "identity:root_certificate": "whoever checks a signature needs the root it goes back to",
    "identity:revocation_list": "whoever checks a signature asks whether its certificate was revoked",
    "identity:revocation_list_of": "the same, of a later root",
    "identity:all_roots": "whoever checks papers of many years needs every root",
    "collection:public_burden": "who asks schools how much is told to everybody",
    "inspection:phone": "phones keep it for when there is no net; nothing on it is anybody's",
    "inspection:phone_worker": "the program that keeps it",
    "inspection:phone_manifest": "how it is put on a phone's first screen",
    "office:news": "what an authority has published for everybody",
    "office:public_notice": "one of them",
    "portal:health": "load balancers ask it",
    "rostering:openapi": "programs read how rosters are asked for; it tells of nobody",
    "rostering:collection": "programs prove themselves by an access token, not by a session",
    "rostering:single": "the same",
    "rostering:nested": "the same",
    "rostering:nested_twice": "the same",
    "sso:authorize": "an app sends its user here before anybody is signed in; it leads to the sign-in page",
    "sso:onward": "leads on there after the sign-in form",
    "sso:discovery": "apps read where everything is",
    "sso:server_metadata": "the same, where RFC 8414 looks for it",
    "sso:jwks": "apps check signatures by the public keys",
    "sso:token": "apps prove themselves by the protocol, not by a session",
    "sso:userinfo": "the same, by an access token",
    "sso:revoke": "the same, by the client's secret or key",
    "sso:introspect": "the same",
    "sso:logout": "an app sends its user here, signed in or not",
    "sso:leave": "the answer to whether to sign out",
    "sso:cas_login": "as sso:authorize, for CAS",
    "sso:cas_onward": "as sso:onward, for CAS",
    "sso:cas_logout": "as sso:logout, for CAS",
    "sso:cas_validate": "services prove themselves by a ticket that only they have",
    "sso:cas_service_validate": "the same, CAS 2.0",
    "sso:cas_p3_service_validate": "the same, CAS 3.0",
    "portal:language": "the sign-in page is read in two languages",
}

OURS = ours()


@pytest.mark.parametrize("address", OURS, ids=lambda address: address.name)
def test_it_declares_a_policy(address: Address) -> None:
    assert address.policy, f"{address.name}: put @policy(permission), @signed_in or @public on its view, outermost."


def test_the_public_ones_are_known() -> None:
    public = {address.name for address in OURS if address.policy and address.policy.is_public}
    assert public == set(PUBLIC), "An address open to the world is listed in PUBLIC with its reason."


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [address for address in OURS if address.policy and not address.policy.is_public],
    ids=lambda address: address.name,
)
def test_it_refuses_an_anonymous_visitor(address: Address) -> None:
    client, target = Client(), reverse(address.name, kwargs=any_arguments(address))
    answer = client.get(target) if "GET" in methods_of(address) else client.post(target)
    assert answer.status_code == 302, f"{address.name} answered {answer.status_code} to somebody without an account."
    assert answer["Location"].startswith(reverse("identity:sign_in"))


@pytest.mark.parametrize("address", OURS, ids=lambda address: address.name)
def test_it_says_which_methods_it_takes(address: Address) -> None:
    assert methods_of(address), (
        f"{address.name}: add @require_safe, @require_POST or @require_http_methods, so that a link changes nothing."
    )


@pytest.mark.parametrize(
    "address", [address for address in OURS if any_arguments(address)], ids=lambda address: address.name
)
def test_it_stands_in_the_permission_matrix(address: Address) -> None:
    assert address.name in EXAMPLES, (
        f"{address.name} takes {', '.join(any_arguments(address))}: tell tests/matrix/examples.py how to make what it"
        " shows, owned by a given org."
    )


def test_no_example_speaks_of_an_address_that_is_gone() -> None:
    assert set(EXAMPLES) <= {address.name for address in OURS}


@pytest.mark.parametrize("entry", list(MENU), ids=lambda entry: entry.address)
def test_a_menu_entry_leads_somewhere_its_readers_may_go(entry: object) -> None:
    from shuren.kernel.http.menu import Entry

    assert isinstance(entry, Entry)
    found = next((address for address in OURS if address.name == entry.address), None)
    assert found, f"{entry.address} is in the menu and nowhere else."
    assert reverse(entry.address)
    assert found.policy is not None
    needed = found.policy.needed
    assert needed is None or entry.needed == needed, (
        f"{entry.address} is shown to holders of {entry.needed} but opens to holders of {needed.code}."
    )


def test_menu_entries_name_declared_permissions() -> None:
    assert {entry.needed.code for entry in MENU if entry.needed} <= {item.code for item in PERMISSIONS}
