"""What is tried against a provider, one test each; RFC 9700, OpenID Connect Core 16, RFC 7523, RFC 9207."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client as Browser
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey, import_key

from shuren.kernel.actors import system_actor
from shuren.kernel.audit.models import Entry
from shuren.modules.sso.actions import keys
from shuren.modules.sso.models import Code, SigningKey, Token, Visit
from shuren.modules.sso.queries import keys as key_queries
from tests.modules.apps import admitted
from tests.modules.sso import entrances
from tests.modules.sso.entrances import BACK, GONE, ISSUER, Site, by_post, came, claims_in, stay_of
from tests.world import World

pytestmark = pytest.mark.django_db
TESTS = system_actor("tests", "测试")


def is_refused(answer: Any, error: str) -> bool:
    return answer.status_code in {400, 401} and answer.json()["error"] == error


def test_a_replayed_code_is_refused_and_revokes_what_came_of_it(site: Site, browser: Browser) -> None:
    code = site.code(browser)
    told = site.swaps(code).json()
    assert is_refused(site.swaps(code), "invalid_grant")
    assert site.userinfo(told["access_token"]).status_code == 401
    assert is_refused(site.refreshes(told["refresh_token"]), "invalid_grant")
    assert Entry.objects.within("").filter(label="sso.visit.replayed").count() == 1


def test_a_refresh_token_used_twice_revokes_its_whole_family(site: Site, browser: Browser) -> None:
    first = site.tokens(browser)
    second = site.refreshes(first["refresh_token"]).json()
    assert is_refused(site.refreshes(first["refresh_token"]), "invalid_grant")
    assert is_refused(site.refreshes(second["refresh_token"]), "invalid_grant")
    assert site.userinfo(second["access_token"]).status_code == 401


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.org/back",
        BACK + "/",
        BACK + "?x=1",
        BACK + "/../back",
        "https://reading.example.org.evil.org/back",
        "https://reading.example.org@evil.org/back",
        "http://reading.example.org/back",
        "javascript:alert(1)",
        'https://reading.example.org/back"><script>',
        "https://reading.example.org/回",
    ],
)
def test_a_mixed_up_redirect_address_leads_nowhere(site: Site, browser: Browser, address: str) -> None:
    answer = site.sends(browser, redirect_uri=address)
    assert answer.status_code == 400
    assert "Location" not in answer
    assert "<script>" not in answer.content.decode().replace('<script type="module"', "")


def test_a_code_is_swapped_only_at_the_address_it_was_sent_to(app: Any, browser: Browser) -> None:
    site = by_post(app, redirect_uris=[BACK, GONE])
    assert is_refused(site.swaps(site.code(browser), redirect_uri=GONE), "invalid_grant")


def test_a_code_of_another_client_is_refused(app: Any, site: Site, browser: Browser) -> None:
    thief = by_post(app)
    thief.verifier = site.verifier
    assert is_refused(thief.swaps(site.code(browser)), "invalid_grant")


def test_a_refresh_token_of_another_client_is_refused(app: Any, site: Site, browser: Browser) -> None:
    told = site.tokens(browser)
    assert is_refused(by_post(app).refreshes(told["refresh_token"]), "invalid_grant")


@pytest.mark.parametrize("verifier", ["x" * 43, None, "", "short"])
def test_a_wrong_verifier_is_refused(site: Site, browser: Browser, verifier: str | None) -> None:
    answer = site.swaps(site.code(browser), code_verifier=verifier)
    assert answer.status_code == 400
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge": None, "code_challenge_method": None},
    ],
)
def test_a_request_without_pkce_by_sha_256_is_refused(site: Site, browser: Browser, changes: dict[str, None]) -> None:
    assert came(site.sends(browser, **changes))["error"] == "invalid_request"


def test_an_expired_code_is_refused(site: Site, browser: Browser) -> None:
    code = site.code(browser)
    Code.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert is_refused(site.swaps(code), "invalid_grant")


def test_an_expired_access_token_opens_nothing(site: Site, browser: Browser) -> None:
    told = site.tokens(browser)
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert site.userinfo(told["access_token"]).status_code == 401
    assert is_refused(site.refreshes(told["refresh_token"]), "invalid_grant")


def test_a_refresh_token_is_no_access_token(site: Site, browser: Browser) -> None:
    told = site.tokens(browser)
    assert site.userinfo(told["refresh_token"]).status_code == 401
    assert is_refused(site.refreshes(told["access_token"]), "invalid_grant")


def test_a_nonce_is_good_once(site: Site, browser: Browser) -> None:
    site.code(browser)
    assert came(site.sends(browser))["error"] == "invalid_request"


@pytest.mark.parametrize("secret", ["", "wrong", None])
def test_a_wrong_secret_is_refused(site: Site, browser: Browser, secret: str | None) -> None:
    assert is_refused(site.swaps(site.code(browser), client_secret=secret), "invalid_client")


def test_a_client_that_has_a_secret_cannot_leave_it_out_by_naming_no_method(app: Any, browser: Browser) -> None:
    site = Site(entrances.a_client(app))  # client_secret_basic
    answer = site.swaps(site.code(browser), client_secret=None)
    assert is_refused(answer, "invalid_client")


def test_a_client_authenticates_in_the_way_it_has_registered_and_no_other(app: Any, browser: Browser) -> None:
    site = Site(entrances.a_client(app))  # client_secret_basic
    assert is_refused(site.swaps(site.code(browser)), "invalid_client")


def test_secrets_in_the_address_count_for_nothing(site: Site, browser: Browser) -> None:
    code = site.code(browser)
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": site.verifier}
    answer = Browser().post(f"/oauth/token?client_id={site.client.client_id}&client_secret={site.secret}", fields)
    assert is_refused(answer, "invalid_client")


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "nonce", "scope"])
def test_a_parameter_given_twice_is_refused(site: Site, browser: Browser, name: str) -> None:
    asked = {**site.asks(), name: [site.asks()[name], "other"]}
    assert browser.get("/oauth/authorize", asked).status_code == 400


@pytest.mark.parametrize("changes", [{"request": "x.y.z"}, {"request_uri": "https://evil.example.org/r"}])
def test_requests_by_reference_are_not_fetched(site: Site, browser: Browser, changes: dict[str, str]) -> None:
    assert came(site.sends(browser, **changes))["error"].endswith("not_supported")


@pytest.mark.parametrize("kind", ["token", "id_token", "code token", "none"])
def test_tokens_are_never_sent_through_the_browser(site: Site, browser: Browser, kind: str) -> None:
    assert came(site.sends(browser, response_type=kind))["error"] == "unsupported_response_type"


def test_the_answer_to_a_refusal_names_its_sender_too(site: Site, browser: Browser) -> None:
    """RFC 9207: mix-up works with errors as well as with codes."""
    brought = came(site.sends(browser, prompt="none", scope="profile"))
    assert (brought["error"], brought["iss"], brought["state"]) == ("invalid_request", ISSUER, site.state)


def test_consent_is_not_given_by_another_site(site: Site, world: World) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(world.accounts["teacher"])
    answer = browser.post("/oauth/decide", {"query": urlencode(site.asks()), "answer": "yes"})
    assert answer.status_code == 403
    assert not Visit.objects.exists()


def test_agreeing_to_less_than_there_is_now_shows_the_page_again(site: Site, browser: Browser) -> None:
    answer = browser.post("/oauth/decide", {"query": urlencode(site.asks()), "answer": "yes", "item": ["name"]})
    assert answer.status_code == 200
    assert not Visit.objects.exists()


# --- keys and algorithms --------------------------------------------------------------------------------------------


def _part(value: dict[str, Any]) -> str:
    return _written(json.dumps(value).encode())


def _written(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _by_shared_secret(head: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """Sign as a thief does who knows the public key alone; the library itself refuses to."""
    text = f"{_part({**head, 'alg': 'HS256'})}.{_part(claims)}"
    return f"{text}.{_written(hmac.digest(secret, text.encode(), hashlib.sha256))}"


@pytest.fixture
def known(app: Any, browser: Browser) -> tuple[Site, dict[str, Any]]:
    site = by_post(app)
    return site, claims_in(site.tokens(browser)["id_token"])


def _logout(browser: Browser, hint: str) -> Any:
    return browser.get("/oauth/logout", {"id_token_hint": hint, "post_logout_redirect_uri": GONE})


def test_an_id_token_without_a_signature_signs_nobody_out(known: Any, browser: Browser) -> None:
    _site, claims = known
    head = {"alg": "none", "kid": SigningKey.objects.get(algorithm="RS256").kid}
    answer = _logout(browser, f"{_part(head)}.{_part(claims)}.")
    assert answer.status_code == 400
    assert stay_of(browser).ended_at is None


def test_an_id_token_signed_with_the_public_key_as_a_shared_secret_signs_nobody_out(
    known: Any, browser: Browser
) -> None:
    _site, claims = known
    row = SigningKey.objects.get(algorithm="RS256")
    public = import_key(row.public).as_pem(private=False)
    forged = _by_shared_secret({"kid": row.kid}, claims, public)
    assert _logout(browser, forged).status_code == 400
    assert stay_of(browser).ended_at is None


def test_an_id_token_under_a_withdrawn_key_is_worth_nothing(known: Any, browser: Browser, app: Any) -> None:
    site = by_post(app)
    token = site.tokens(browser)["id_token"]
    row = SigningKey.objects.get(algorithm="RS256")
    keys.withdraw(actor=TESTS, key=row, reason="密钥外泄", at=timezone.now())
    assert row.kid not in {key["kid"] for key in Browser().get("/oauth/jwks").json()["keys"]}
    assert _logout(browser, token).status_code == 400


def test_an_id_token_under_a_rotated_key_is_known_still(site: Site, browser: Browser) -> None:
    token = site.tokens(browser)["id_token"]
    old = SigningKey.objects.get(algorithm="RS256")
    later = timezone.now() + timedelta(hours=30)
    keys.rotate(actor=TESTS, algorithm="RS256", at=timezone.now())
    assert {key.kid for key in key_queries.published_at(later)} >= {old.kid}
    assert key_queries.signing_at("RS256", later) != old
    answer = _logout(browser, token)
    assert (answer.status_code, answer["Location"]) == (302, GONE)


# --- a client's own proof -------------------------------------------------------------------------------------------


@pytest.fixture
def own_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "theirs", "alg": "ES256"})


@pytest.fixture
def proving(app: Any, own_key: ECKey) -> Site:
    jwks = {"keys": [own_key.as_dict(private=False)]}
    return Site(entrances.a_client(app, auth_method="private_key_jwt", jwks=jwks))


KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _claimed(site: Site, **changes: Any) -> dict[str, Any]:
    now, name = int(timezone.now().timestamp()), site.client.client_id
    usual = {"iss": name, "sub": name, "aud": f"{ISSUER}/oauth/token", "iat": now, "exp": now + 60, "jti": "once"}
    return {**usual, **changes}


def _shown(assertion: str) -> dict[str, str | None]:
    return {"client_assertion": assertion, "client_assertion_type": KIND, "client_secret": None}


def _proof(site: Site, key: ECKey, **changes: Any) -> dict[str, str | None]:
    return _shown(jwt.encode({"alg": "ES256", "kid": "theirs"}, _claimed(site, **changes), key, ["ES256"]))


def test_a_client_proves_itself_by_its_own_key(proving: Site, own_key: ECKey, browser: Browser) -> None:
    answer = proving.swaps(proving.code(browser), **_proof(proving, own_key))
    assert answer.status_code == 200, answer.content


def test_a_replayed_proof_is_refused(proving: Site, own_key: ECKey, browser: Browser) -> None:
    proof = _proof(proving, own_key)
    assert proving.swaps(proving.code(browser), **proof).status_code == 200
    assert is_refused(proving.swaps(proving.code(browser, nonce="2"), **proof), "invalid_client")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://other.example.org/token"},
        {"exp": 1},
        {"exp": 4_000_000_000},
        {"iss": "somebody"},
        {"sub": "nobody"},
        {"jti": 7},
        {"nbf": 4_000_000_000},
    ],
)
def test_a_proof_for_others_or_another_time_is_refused(
    proving: Site, own_key: ECKey, browser: Browser, changes: dict[str, Any]
) -> None:
    answer = proving.swaps(proving.code(browser), **_proof(proving, own_key, **changes))
    assert is_refused(answer, "invalid_client")


def test_clocks_may_differ_by_a_minute_and_no_more(proving: Site, own_key: ECKey, browser: Browser) -> None:
    now = int(timezone.now().timestamp())
    late, too_late = (_proof(proving, own_key, exp=now - seconds, jti=str(seconds)) for seconds in (30, 90))
    assert proving.swaps(proving.code(browser), **late).status_code == 200
    assert is_refused(proving.swaps(proving.code(browser, nonce="2"), **too_late), "invalid_client")


def test_a_proof_by_another_key_is_refused(proving: Site, browser: Browser) -> None:
    stranger = ECKey.generate_key("P-256")
    assert is_refused(proving.swaps(proving.code(browser), **_proof(proving, stranger)), "invalid_client")


def test_a_proof_signed_with_the_public_key_as_a_shared_secret_is_refused(app: Any, browser: Browser) -> None:
    key = RSAKey.generate_key(2048, {"kid": "theirs"})
    jwks = {"keys": [key.as_dict(private=False)]}
    site = Site(entrances.a_client(app, auth_method="private_key_jwt", jwks=jwks))
    forged = _by_shared_secret({"kid": "theirs"}, _claimed(site), key.as_pem(private=False))
    assert is_refused(site.swaps(site.code(browser), **_shown(forged)), "invalid_client")


def test_a_proof_without_a_signature_is_refused(proving: Site, browser: Browser) -> None:
    unsigned = f"{_part({'alg': 'none'})}.{_part(_claimed(proving))}."
    assert is_refused(proving.swaps(proving.code(browser), **_shown(unsigned)), "invalid_client")


# --- signing out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["https://evil.example.org/", GONE + "/x", "//evil.example.org", "javascript:x"])
def test_signing_out_leads_to_registered_addresses_only(site: Site, browser: Browser, address: str) -> None:
    token = site.tokens(browser)["id_token"]
    answer = browser.get("/oauth/logout", {"id_token_hint": token, "post_logout_redirect_uri": address})
    assert answer.status_code == 400
    assert "Location" not in answer
    plain = browser.get("/oauth/logout", {"client_id": site.client.client_id, "post_logout_redirect_uri": address})
    assert plain.status_code == 400


def test_a_link_from_anywhere_signs_nobody_out_unasked(site: Site, browser: Browser) -> None:
    answer = browser.get("/oauth/logout", {"client_id": site.client.client_id, "post_logout_redirect_uri": GONE})
    assert answer.status_code == 200
    assert stay_of(browser).ended_at is None


def test_the_id_token_of_another_person_signs_nobody_out_unasked(
    world: World, site: Site, browser: Browser, app: Any
) -> None:
    admitted.switched(app, world.sibling, ("staff",), items=["name"])
    other = entrances.signed_in(world, "principal")
    token = site.tokens(other)["id_token"]
    answer = browser.get("/oauth/logout", {"id_token_hint": token, "post_logout_redirect_uri": GONE})
    assert answer.status_code == 200
    assert stay_of(browser).ended_at is None
