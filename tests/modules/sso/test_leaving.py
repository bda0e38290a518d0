"""Signing out, from the app's side and from the platform's, and what apps are told of it."""

from typing import Any

import pytest
from django.test import Client as Browser

from shuren.modules.sso import gateways
from shuren.modules.sso.models import Visit
from tests.inline import run_jobs
from tests.modules.sso import entrances
from tests.modules.sso.entrances import GONE, ISSUER, Site, by_post, claims_in
from tests.modules.sso.listening import listening

pytestmark = pytest.mark.django_db


def test_an_app_signs_its_own_user_out_and_gets_them_back(site: Site, browser: Browser) -> None:
    token = site.tokens(browser)["id_token"]
    asked = {"id_token_hint": token, "post_logout_redirect_uri": GONE, "state": "s"}
    answer = browser.get("/oauth/logout", asked)
    assert (answer.status_code, answer["Location"]) == (302, f"{GONE}?state=s")
    assert browser.get("/me").status_code == 302, "signed out here, too"


def test_who_is_asked_and_agrees_is_signed_out(site: Site, browser: Browser) -> None:
    asked = {"client_id": site.client.client_id, "post_logout_redirect_uri": GONE}
    assert browser.get("/oauth/logout", asked).status_code == 200
    answer = browser.post("/oauth/leave", asked)
    assert answer["Location"] == GONE
    assert browser.get("/me").status_code == 302


def test_signing_out_at_the_platform_ends_every_visit(site: Site, browser: Browser) -> None:
    told = site.tokens(browser)
    browser.post("/sign-out")
    run_jobs()
    assert site.userinfo(told["access_token"]).status_code == 401
    assert site.refreshes(told["refresh_token"]).status_code == 400


def test_what_may_outlast_a_stay_does(site: Site, browser: Browser) -> None:
    told = site.tokens(browser, scope="openid profile offline_access")
    browser.post("/sign-out")
    run_jobs()
    assert site.refreshes(told["refresh_token"]).status_code == 200


def test_an_app_is_told_by_a_signed_statement(app: Any, browser: Browser) -> None:
    with listening() as (address, came):
        site = by_post(app, backchannel_uri=f"{address}/out")
        claims = claims_in(site.tokens(browser)["id_token"])
        browser.post("/sign-out")
        run_jobs()
    told = claims_in(came[0]["logout_token"])
    assert (told["iss"], told["aud"]) == (ISSUER, site.client.client_id)
    assert (told["sub"], told["sid"]) == (claims["sub"], claims["sid"])
    assert told["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert "nonce" not in told, "so that it passes for no id_token"
    assert Visit.objects.get().told_at is not None


def test_an_app_that_does_not_answer_is_tried_again(app: Any, browser: Browser) -> None:
    with listening(status=500) as (address, came):
        site = by_post(app, backchannel_uri=f"{address}/out")
        site.tokens(browser)
        browser.post("/sign-out")
        with pytest.raises(gateways.NotReached):
            run_jobs()
    assert came
    assert Visit.objects.get().told_at is None


def test_a_service_is_told_the_ticket_it_knows(app: Any, browser: Browser) -> None:
    with listening() as (address, came):
        entrances.a_service(app, f"{address}/")
        page = browser.get("/cas/login", {"service": f"{address}/"})
        ticket = entrances.agree(browser, page, at="/cas/decide")["Location"].split("ticket=")[1]
        browser.get("/cas/p3/serviceValidate", {"service": f"{address}/", "ticket": ticket})
        browser.post("/sign-out")
        run_jobs()
    assert f"<samlp:SessionIndex>{ticket}</samlp:SessionIndex>" in came[0]["logoutRequest"]


def test_what_is_sent_follows_no_redirection() -> None:
    with listening() as (elsewhere, inside), listening(302, f"{elsewhere}/admin") as (address, came):
        assert gateways.post(address, {"logout_token": "x"}) == 302
    assert (len(came), inside) == (1, [])


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "file:///etc/passwd", "gopher://127.0.0.1/"])
def test_what_cannot_be_reached_is_said_to_be(address: str) -> None:
    with pytest.raises(gateways.NotReached):
        gateways.post(address, {})
