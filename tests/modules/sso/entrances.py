"""An app with an entrance, a browser in which a teacher is signed in, and the app's side of each protocol."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client as Browser
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from shuren.modules.sso.models import Client, ClientSecret, Service
from shuren.modules.sso.models.clients import digest_of
from shuren.spine.identity.models import SignIn
from tests.modules.apps import admitted
from tests.world import PASSWORD, World

BACK = "https://reading.example.org/back"
GONE = "https://reading.example.org/gone"
SERVICE = "https://reading.example.org/app/"
SECRET = "a-secret-of-256-bits"
ISSUER = "http://localhost:8000"
ITEMS = {"name": "duty", "role": "duty", "school": "duty", "phone": "consent"}
STAFF = ("staff",)


def an_app(world: World, code: str = "reading", **values: Any) -> Any:
    """Make an app in use and switch it on for the staff of the school."""
    made = admitted.app(world, code, audiences=["staff"], items=ITEMS, **values)
    admitted.switched(made, world.school, STAFF, items=sorted(ITEMS))
    return made


def secret_of(client: Client) -> str:
    """Return the secret of a client that was made without naming one."""
    return f"{SECRET}-{client.client_id}"


def a_client(app: Any, secret: str = "", **values: Any) -> Client:
    facts = {"redirect_uris": [BACK], "logout_uris": [GONE], "name": "网页端", **values}
    made: Client = Client.objects.create(app_id=app.pk, client_id=f"{app.code}-{secrets.token_hex(3)}", **facts)
    told = secret or secret_of(made)
    ClientSecret.objects.create(client=made, digest=digest_of(told), tail=told[-4:], made_at=timezone.now())
    return made


def a_service(app: Any, prefix: str = SERVICE, **values: Any) -> Service:
    made: Service = Service.objects.create(app_id=app.pk, prefix=prefix, **values)
    return made


def signed_in(world: World, role: str = "teacher") -> Browser:
    """Return a browser in which somebody has typed the password."""
    browser = Browser()
    answer = browser.post("/sign-in", {"username": role, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return browser


def stay_of(browser: Browser) -> SignIn:
    return SignIn.objects.get(session_key=browser.session.session_key, ended_at=None)


@dataclass
class Site:
    """The app's own site: what it sends, and what it has been told."""

    client: Client
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(8))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(8))

    @property
    def secret(self) -> str:
        return secret_of(self.client)

    def asks(self, **changes: str | None) -> dict[str, str]:
        """Return the parameters of an authorization request; None leaves one out."""
        challenge = urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        usual = {
            "response_type": "code", "client_id": self.client.client_id, "redirect_uri": BACK,
            "scope": "openid profile", "state": self.state, "nonce": self.nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return {name: value for name, value in {**usual, **changes}.items() if value is not None}

    def sends(self, browser: Browser, **changes: str | None) -> Any:
        return browser.get("/oauth/authorize", self.asks(**changes))

    def code(self, browser: Browser, **changes: str | None) -> str:
        """Return the code that a browser brings, agreeing where it is asked."""
        answer = self.sends(browser, **changes)
        if answer.status_code == 200:
            answer = agree(browser, answer)
        return came(answer)["code"]

    def swaps(self, code: str, **changes: str | None) -> Any:
        """Go to the token endpoint with a code."""
        usual = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": self.verifier,
            "client_id": self.client.client_id, "client_secret": self.secret,
        }  # fmt: skip
        return self.posts({**usual, **changes})

    def refreshes(self, token: str, **changes: str | None) -> Any:
        usual = {"grant_type": "refresh_token", "refresh_token": token, **self.named()}
        return self.posts({**usual, **changes})

    def posts(self, fields: dict[str, str | None], path: str = "/oauth/token") -> Any:
        return Browser().post(path, {name: value for name, value in fields.items() if value is not None})

    def named(self) -> dict[str, str]:
        return {"client_id": self.client.client_id, "client_secret": self.secret}

    def tokens(self, browser: Browser, **changes: str | None) -> dict[str, Any]:
        answer = self.swaps(self.code(browser, **changes))
        assert answer.status_code == 200, answer.content
        told: dict[str, Any] = answer.json()
        return told

    def userinfo(self, access: str) -> Any:
        return Browser().get("/oauth/userinfo", headers={"Authorization": f"Bearer {access}"})


def by_post(app: Any, **values: Any) -> Site:
    """Return the site of a client that sends its secret in the form."""
    return Site(a_client(app, auth_method="client_secret_post", **values))


def agree(browser: Browser, page: Any, answer: str = "yes", at: str = "/oauth/decide") -> Any:
    """Send the form of a consent page as it stands there."""
    from lxml import html

    form = html.fromstring(page.content.decode()).forms[0]
    sent: dict[str, Any] = {"query": form.fields["query"], "answer": answer}
    sent["item"] = [one.get("value") for one in form.xpath(".//input[@name='item']")]
    return browser.post(at, sent)


def came(answer: Any) -> dict[str, str]:
    """Return what a browser brings to the app."""
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].startswith(BACK + "?"), answer["Location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def claims_in(token: str) -> dict[str, Any]:
    """Return the claims of a token of ours, checked by the published keys."""
    keys = KeySet.import_key_set(Browser().get("/oauth/jwks").json())
    return dict(jwt.decode(token, keys, algorithms=["RS256", "ES256"]).claims)
