"""A teacher signs in at an app by OpenID Connect."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.modules.apps.models import Consent
from shuren.modules.sso.models import Approval, Client, Code, Token, Visit
from shuren.spine.identity.models import Grant
from tests.modules.apps import admitted
from tests.modules.sso import entrances
from tests.modules.sso.entrances import BACK, ISSUER, Site, agree, by_post, came, claims_in
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_way_from_the_button_to_the_name(site: Site, browser: Browser) -> None:
    page = site.sends(browser)
    text = page.content.decode()
    assert page.status_code == 200
    assert all(word in text for word in ("晨读", "姓名", "宋教", "东山小学", "青禾科技有限公司"))
    brought = came(agree(browser, page))
    assert brought["state"] == site.state
    assert brought["iss"] == ISSUER, "RFC 9207: so that the answer is not taken for another provider's"
    told = site.swaps(brought["code"]).json()
    claims = claims_in(told["id_token"])
    assert claims["iss"] == ISSUER, "not the host the request came to"
    assert claims["aud"] == site.client.client_id
    assert claims["nonce"] == site.nonce
    assert claims["amr"] == ["pwd"]
    assert not {"name", "role", "phone_number"} & set(claims), "an id_token says who, and nothing else"
    info = site.userinfo(told["access_token"]).json()
    assert info == {"sub": claims["sub"], "name": "宋教", "role": "teacher", "school": "东山小学"}
    assert Entry.objects.within("").filter(label="sso.visit.begun").count() == 1


def test_what_was_agreed_to_is_not_asked_again_until_there_is_more(site: Site, browser: Browser) -> None:
    assert agree(browser, site.sends(browser, scope="openid")).status_code == 302
    assert site.sends(browser, scope="openid", nonce="2").status_code == 302
    assert site.sends(browser, scope="openid profile", nonce="4").status_code == 200, "now the name, too"
    assert site.sends(browser, scope="openid", prompt="consent", nonce="3").status_code == 200


def test_who_does_not_agree_goes_back_without_a_code(site: Site, browser: Browser) -> None:
    brought = came(agree(browser, site.sends(browser), answer="no"))
    assert brought["error"] == "access_denied"
    assert brought["iss"] == ISSUER
    assert not Approval.objects.within("").exists()


def test_an_approval_withdrawn_ends_the_visit_and_asks_anew(site: Site, browser: Browser) -> None:
    told = site.tokens(browser)
    page = browser.get("/me/apps").content.decode()
    assert "晨读" in page
    assert browser.post("/me/apps/withdraw", {"app": site.client.app_id}).status_code == 302
    assert site.userinfo(told["access_token"]).status_code == 401
    assert site.refreshes(told["refresh_token"]).status_code == 400
    assert site.sends(browser, nonce="later").status_code == 200


def test_two_apps_know_one_person_by_two_numbers(world: World, site: Site, browser: Browser, app: Any) -> None:
    other = admitted.app(world, "singing", app.vendor, name="合唱", audiences=["staff"], items={"name": "duty"})
    admitted.switched(other, world.school, ("staff",), items=["name"])
    subjects = [claims_in(one.tokens(browser)["id_token"])["sub"] for one in (site, by_post(other), by_post(other))]
    assert subjects[0] != subjects[1]
    assert subjects[1] == subjects[2]


def test_secrets_codes_and_tokens_are_kept_as_digests_only(site: Site, browser: Browser) -> None:
    code = site.code(browser)
    told = site.swaps(code).json()
    kept = [*Code.objects.values_list("digest", flat=True), *Token.objects.values_list("digest", flat=True)]
    assert len(kept) == 3
    assert not {code, told["access_token"], told["refresh_token"]} & set(kept)
    assert site.secret not in site.client.secrets.values_list("digest", flat=True)


def test_a_refresh_token_is_changed_at_each_use(site: Site, browser: Browser) -> None:
    first = site.tokens(browser)
    second = site.refreshes(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert "id_token" not in second, "nobody has signed in anew"
    assert site.userinfo(second["access_token"]).status_code == 200


def test_nobody_is_let_in_whose_school_has_not_switched_the_app_on(world: World, site: Site) -> None:
    browser = entrances.signed_in(world, "county_official")
    answer = site.sends(browser)
    assert answer.status_code == 403
    assert "没有为您开通" in answer.content.decode()
    assert came(site.sends(browser, prompt="none"))["error"] == "access_denied"


def test_who_leaves_the_school_is_no_longer_told_of(world: World, site: Site, browser: Browser) -> None:
    told = site.tokens(browser)
    today = timezone.localdate()
    Grant.objects.within("").filter(account=world.accounts["teacher"]).update(valid_to=today)
    assert site.userinfo(told["access_token"]).status_code == 401
    assert site.refreshes(told["refresh_token"]).status_code == 400
    assert Visit.objects.get().ended_why == "no_longer_open"


def test_an_app_that_has_expired_lets_nobody_in(site: Site, browser: Browser, app: Any) -> None:
    told = site.tokens(browser)
    app.lasts_until = timezone.localdate() - timedelta(days=1)
    app.save()
    assert site.sends(browser).status_code == 400
    assert site.refreshes(told["refresh_token"]).status_code in {400, 401}
    assert site.userinfo(told["access_token"]).status_code == 401


def test_what_rests_on_consent_to_the_school_is_not_told_before(site: Site, browser: Browser) -> None:
    assert not Consent.objects.within("").exists()
    told = site.tokens(browser, scope="openid profile phone")
    assert "phone_number" not in site.userinfo(told["access_token"]).json()


def test_nobody_signed_in_is_led_through_signing_in_and_back(site: Site) -> None:
    browser = Browser()
    answer = site.sends(browser)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=%2Foauth%2Fonward")
    assert came(site.sends(browser, prompt="none"))["error"] == "login_required"


def test_the_page_behind_the_sign_in_form_leads_on_by_itself(site: Site, browser: Browser) -> None:
    answer = browser.get("/oauth/onward", site.asks())
    assert answer.status_code == 200, "a redirection would be held to the form's own site by the browser"
    assert answer["Refresh"].startswith("0; url=/oauth/authorize?")


def test_prompt_login_and_max_age_ask_once_more_who_one_is(site: Site, browser: Browser) -> None:
    site.tokens(browser)
    session = browser.session
    session["proved_at"] -= 1000
    session.save()
    for asked in ({"prompt": "login"}, {"max_age": "600"}):
        answer = site.sends(browser, nonce=str(asked), **asked)
        assert answer["Location"].startswith("/sign-in/again?next=%2Foauth%2Fonward"), answer["Location"]
    assert came(site.sends(browser, nonce="x", max_age="2000"))["code"]


def test_a_client_without_a_secret_needs_its_verifier_only(app: Any, browser: Browser) -> None:
    site = Site(entrances.a_client(app, auth_method="none"))
    told = site.swaps(site.code(browser), client_secret=None)
    assert told.status_code == 200
    assert claims_in(told.json()["id_token"])["aud"] == site.client.client_id


def test_an_app_gets_a_token_of_its_own_where_that_was_registered(app: Any) -> None:
    scope = "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly"
    asked = {"grant_type": "client_credentials", "scope": scope}
    plain, serving = by_post(app), by_post(app, may_serve=True)
    assert plain.posts({**asked, **plain.named()}).json()["error"] == "unauthorized_client"
    told = serving.posts({**asked, **serving.named()}).json()
    assert told["scope"] == scope
    assert "refresh_token" not in told
    assert serving.userinfo(told["access_token"]).status_code == 403, "it speaks for nobody"


def test_revoking_a_refresh_token_ends_the_visit(site: Site, browser: Browser) -> None:
    told = site.tokens(browser)
    answer = site.posts({"token": told["refresh_token"], **site.named()}, "/oauth/revoke")
    assert answer.status_code == 200
    assert site.userinfo(told["access_token"]).status_code == 401


def test_introspection_answers_the_app_and_nobody_else(world: World, site: Site, browser: Browser, app: Any) -> None:
    told = site.tokens(browser)
    other = by_post(admitted.app(world, "singing", app.vendor, name="合唱"))
    fields = {"token": told["access_token"]}
    assert site.posts({**fields, **site.named()}, "/oauth/introspect").json()["active"] is True
    assert other.posts({**fields, **other.named()}, "/oauth/introspect").json() == {"active": False}
    assert site.posts(fields, "/oauth/introspect").status_code in {400, 401}


def test_discovery_says_what_there_is(client: Browser) -> None:
    found = client.get("/.well-known/openid-configuration").json()  # asked at another host, testserver
    assert found["issuer"] == ISSUER
    assert all(value.startswith(ISSUER) for name, value in found.items() if name.endswith(("_endpoint", "_uri")))
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert "none" not in found["id_token_signing_alg_values_supported"]


def test_both_algorithms_sign(app: Any, browser: Browser) -> None:
    for algorithm in ("RS256", "ES256"):
        site = by_post(app, algorithm=algorithm)
        assert claims_in(site.tokens(browser)["id_token"])["aud"] == site.client.client_id


def test_a_registered_address_is_never_left_out(site: Site, browser: Browser) -> None:
    assert site.sends(browser, redirect_uri=None).status_code == 400
    assert Client.objects.get().redirect_uris == [BACK]
