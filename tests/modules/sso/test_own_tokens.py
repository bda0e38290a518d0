"""A token of an app's own (client credentials, RFC 6749 section 4.4), and who tries to get one."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from shuren.modules.sso import api
from shuren.modules.sso.models import Token
from shuren.modules.sso.rules import claims
from tests.modules.apps import admitted
from tests.modules.sso import entrances
from tests.world import World

pytestmark = pytest.mark.django_db
CORE, FULL, DEMOGRAPHICS = claims.SERVICE_SCOPES


def asks(site: entrances.Site, scope: str = CORE, **changes: str | None) -> Any:
    usual = {"grant_type": "client_credentials", "scope": scope, **site.named()}
    return site.posts({**usual, **changes})


def test_it_names_the_app_and_lasts_an_hour(app: Any) -> None:
    site = entrances.by_post(app, may_serve=True)
    told = asks(site, f"{CORE} {FULL}").json()
    assert told["expires_in"] == 3600
    assert api.bearer_of(told["access_token"], timezone.now()).app_id == app.pk


@pytest.mark.parametrize("secret", ["wrong", "", None])
def test_a_wrong_secret_gets_none(app: Any, secret: str | None) -> None:
    site = entrances.by_post(app, may_serve=True)
    answer = asks(site, client_secret=secret)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert not Token.objects.exists()


def test_a_public_client_gets_none_whatever_it_was_registered_for(app: Any) -> None:
    site = entrances.Site(entrances.a_client(app, auth_method="none", may_serve=True))
    for changes in ({}, {"client_secret": None}):
        assert asks(site, **changes).status_code in {400, 401}
    assert not Token.objects.exists()


@pytest.mark.parametrize("scope", ["openid profile", "roster.readonly", "", DEMOGRAPHICS])
def test_a_scope_that_was_not_granted_gets_none(app: Any, scope: str) -> None:
    """Scopes about the person in front are none of an app's own; of demographics the review allowed nothing."""
    answer = asks(entrances.by_post(app, may_serve=True), scope)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


def test_of_several_scopes_those_are_left_out_that_were_not_granted(app: Any) -> None:
    assert asks(entrances.by_post(app, may_serve=True), f"{FULL} {DEMOGRAPHICS} phone").json()["scope"] == FULL


def test_demographics_are_a_scope_where_the_review_allowed_some(world: World) -> None:
    app = admitted.app(world, items={"sex": "duty"})
    assert asks(entrances.by_post(app, may_serve=True), DEMOGRAPHICS).json()["scope"] == DEMOGRAPHICS


@pytest.mark.parametrize("state", ["suspended", "ended", "expired"])
def test_an_app_out_of_use_gets_none_and_what_it_had_opens_nothing(app: Any, state: str) -> None:
    site = entrances.by_post(app, may_serve=True)
    token = asks(site).json()["access_token"]
    app.state = state
    app.save()
    assert asks(site).json()["error"] == "invalid_client"
    with pytest.raises(api.NotGood, match="invalid_token"):
        api.bearer_of(token, timezone.now())


def test_a_revoked_token_opens_nothing(app: Any) -> None:
    site = entrances.by_post(app, may_serve=True)
    token = asks(site).json()["access_token"]
    assert site.posts({"token": token, **site.named()}, "/oauth/revoke").status_code == 200
    with pytest.raises(api.NotGood, match="invalid_token"):
        api.bearer_of(token, timezone.now())


def test_a_secret_in_the_address_counts_for_nothing(app: Any) -> None:
    site = entrances.by_post(app, may_serve=True)
    query = "&".join(f"{name}={value}" for name, value in site.named().items())
    answer = Browser().post(f"/oauth/token?{query}", {"grant_type": "client_credentials", "scope": CORE})
    assert answer.status_code == 401
