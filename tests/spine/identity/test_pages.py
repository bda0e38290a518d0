"""Every page of identity opens for whom it is meant."""

import pytest
from django.test import Client

from tests.world import World

PAGES = {
    "system_admin": [
        "/",
        "/me",
        "/me/password",
        "/accounts",
        "/accounts?q=王&role=principal&state=active",
        "/accounts/new",
    ],
    "security_admin": ["/accounts"],
    "auditor": [
        "/audit",
        "/audit?label=identity.account.signed_in&since=2026-01-01&until=2026-12-31&subject=identity.account:1",
    ],
    "registrar": ["/", "/me"],
}


@pytest.mark.parametrize(("role", "page"), [(role, page) for role, pages in PAGES.items() for page in pages])
def test_it_opens(world: World, role: str, page: str) -> None:
    assert world.client(role).get(page).status_code == 200


def test_the_sign_in_page_opens_for_everybody(db: None) -> None:
    assert Client().get("/sign-in").status_code == 200


@pytest.mark.parametrize("role", ["system_admin", "security_admin"])
def test_an_account_opens(world: World, role: str) -> None:
    answer = world.client(role).get(f"/accounts/{world.accounts['principal'].pk}")
    assert answer.status_code == 200
    assert "王校" in answer.content.decode()
