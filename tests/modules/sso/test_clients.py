"""A vendor connects its app: addresses, secrets told once, nothing of other vendors."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone
from joserfc.jwk import ECKey, OctKey, RSAKey

from shuren.kernel.audit.models import Entry
from shuren.modules.sso.models import Client, Service
from shuren.modules.sso.models.clients import digest_of
from tests.modules.apps import admitted
from tests.modules.sso import entrances
from tests.modules.sso.entrances import BACK
from tests.world import SINCE, World, account

pytestmark = pytest.mark.django_db


def vendor_of(app: Any, world: World) -> Browser:
    """Return a browser in which the vendor of an app is signed in."""
    from shuren.spine.identity.models import Grant

    own = account(f"vendor-{app.code}", org=world.city, name="何青")
    Grant.objects.create(
        account=own, role="vendor", org=world.city, org_path=f"!{own.pk}", valid_from=SINCE, granted_by="tests"
    )
    app.vendor.account = own
    app.vendor.save()
    browser = Browser()
    browser.force_login(own)
    return browser


@pytest.fixture
def vendor(app: Any, world: World) -> Browser:
    return vendor_of(app, world)


def typed(**changes: Any) -> dict[str, Any]:
    usual = {
        "name": "网页端", "auth_method": "client_secret_basic", "redirect_uris": BACK, "logout_uris": "",
        "backchannel_uri": "", "algorithm": "RS256", "jwks": "",
    }  # fmt: skip
    return {**usual, **changes}


def test_a_client_is_registered_and_its_secret_told_once(app: Any, vendor: Browser) -> None:
    page = vendor.post(f"/sso/apps/{app.pk}/clients/new", typed())
    made = Client.objects.get()
    shown = page.content.decode()
    secret = next(part for part in shown.replace("<", ">").split(">") if digest_of(part) == made.secrets.get().digest)
    assert secret not in vendor.get(f"/sso/clients/{made.pk}").content.decode()
    assert made.client_id in vendor.get("/sso/clients").content.decode()
    assert {entry.label for entry in Entry.objects.within("").filter(label__startswith="sso.client")} == {
        "sso.client.added", "sso.client.secret_made",
    }  # fmt: skip
    assert Entry.objects.within("").filter(label="sso.client.added").get().org_path == app.org_path


def test_a_new_secret_leaves_the_one_before_for_a_week(app: Any, vendor: Browser) -> None:
    client = entrances.a_client(app, "first")
    assert vendor.post(f"/sso/clients/{client.pk}/secret").status_code == 200
    assert client.check_client_secret("first")
    client.secrets.filter(digest=digest_of("first")).update(ends_at=timezone.now() - timedelta(seconds=1))
    assert not Client.objects.get().check_client_secret("first")
    vendor.post(f"/sso/clients/{client.pk}/secret")
    now = timezone.now()
    assert sum(row.opens_at(now) for row in client.secrets.all()) == 2, "the present one and the one before, no more"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("redirect_uris", "http://reading.example.org/back"),
        ("redirect_uris", "https://reading.example.org/back#x"),
        ("redirect_uris", "javascript:alert(1)"),
        ("redirect_uris", ""),
        ("logout_uris", "https://u:p@reading.example.org/"),
        ("backchannel_uri", "file:///etc/passwd"),
        ("backchannel_uri", "https://例子.中国/"),
    ],
)
def test_a_wrong_address_is_said_at_its_field(app: Any, vendor: Browser, field: str, value: str) -> None:
    page = vendor.post(f"/sso/apps/{app.pk}/clients/new", typed(**{field: value}))
    assert page.status_code == 422
    assert f"id_{field}_error" in page.content.decode()
    assert "网页端" in page.content.decode(), "what was typed is still there"
    assert not Client.objects.exists()


@pytest.mark.parametrize("kind", ["private", "shared", "weak", "no JSON", "empty"])
def test_only_strong_public_keys_are_registered(app: Any, vendor: Browser, kind: str) -> None:
    import json
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weak = RSAKey.generate_key(1024, auto_kid=False)
    jwks = {
        "private": json.dumps({"keys": [ECKey.generate_key("P-256").as_dict(private=True)]}),
        "shared": json.dumps({"keys": [OctKey.generate_key(256).as_dict()]}),
        "weak": json.dumps({"keys": [weak.as_dict(private=False)]}),
        "no JSON": "-----BEGIN PUBLIC KEY-----",
        "empty": "",
    }[kind]
    page = vendor.post(f"/sso/apps/{app.pk}/clients/new", typed(auth_method="private_key_jwt", jwks=jwks))
    assert page.status_code == 422
    assert not Client.objects.exists()


def test_a_public_key_is_registered_and_no_secret_is_made(app: Any, vendor: Browser) -> None:
    import json

    jwks = json.dumps({"keys": [ECKey.generate_key("P-256").as_dict(private=False)]})
    assert (
        vendor.post(f"/sso/apps/{app.pk}/clients/new", typed(auth_method="private_key_jwt", jwks=jwks)).status_code
        == 200
    )
    made = Client.objects.get()
    assert made.jwks["keys"]
    assert not made.secrets.exists()


def test_what_is_registered_can_be_changed_and_closed(app: Any, vendor: Browser) -> None:
    client = entrances.a_client(app)
    assert vendor.post(f"/sso/clients/{client.pk}", typed(redirect_uris=f"{BACK}\n{BACK}2")).status_code == 302
    client.refresh_from_db()
    assert client.redirect_uris == [BACK, f"{BACK}2"]
    assert vendor.post(f"/sso/clients/{client.pk}/end").status_code == 302
    assert Browser().post("/oauth/token", {"grant_type": "refresh_token"}).status_code in {400, 401}
    assert vendor.get(f"/sso/clients/{client.pk}").status_code == 404


def test_a_service_is_registered_and_closed(app: Any, vendor: Browser) -> None:
    where = f"/sso/apps/{app.pk}/services/new"
    assert vendor.post(where, {"prefix": "https://reading.example.org", "principal": ""}).status_code == 422
    assert vendor.post(where, {"prefix": entrances.SERVICE, "principal": ""}).status_code == 302
    assert vendor.post(where, {"prefix": entrances.SERVICE, "principal": ""}).status_code == 422, "once"
    made = Service.objects.get()
    assert vendor.post(f"/sso/services/{made.pk}/end").status_code == 302
    made.refresh_from_db()
    assert made.ended_at is not None


def test_another_vendor_s_entrances_are_not_there(app: Any, world: World, vendor: Browser) -> None:
    theirs = admitted.app(
        world, "singing", admitted.vendor(world, "合唱科技有限公司", "91340100MA2RUKQ73B"), name="合唱"
    )
    other = vendor_of(theirs, world)
    client, service = entrances.a_client(app), entrances.a_service(app)
    for path in (f"/sso/clients/{client.pk}", f"/sso/apps/{app.pk}/clients/new", f"/sso/apps/{app.pk}/services/new"):
        assert other.get(path).status_code == 404
    for path in ("secret", "end"):
        assert other.post(f"/sso/clients/{client.pk}/{path}").status_code == 404
    assert other.post(f"/sso/services/{service.pk}/end").status_code == 404
    assert client.client_id not in other.get("/sso/clients").content.decode()
