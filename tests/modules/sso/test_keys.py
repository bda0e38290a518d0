"""The keystore: made when needed, sealed, changed in time, seen by the security administrator alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from shuren.kernel.actors import system_actor
from shuren.modules.sso.actions import keys
from shuren.modules.sso.actions.keys import ReasonMissing
from shuren.modules.sso.models import SigningKey
from shuren.modules.sso.queries import keys as queries
from tests.world import World

pytestmark = pytest.mark.django_db
TESTS = system_actor("tests", "测试")


def test_the_first_key_is_made_once_and_sealed() -> None:
    now = timezone.now()
    assert keys.signing_key("ES256", now) == keys.signing_key("ES256", now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT private, public::text FROM sso_signingkey")
        private, public = cursor.fetchone()
    assert "PRIVATE" not in private
    assert '"d"' not in public


def test_a_new_key_is_published_before_it_signs_and_the_old_one_after() -> None:
    now = timezone.now()
    old = keys.signing_key("RS256", now)
    new = keys.rotate(actor=TESTS, algorithm="RS256", at=now)
    seen = {hours: {key.kid for key in queries.published_at(now + timedelta(hours=hours))} for hours in (1, 25, 49)}
    assert seen == {1: {old.kid, new.kid}, 25: {old.kid, new.kid}, 49: {new.kid}}
    signing = [queries.signing_at("RS256", now + timedelta(hours=hours)) for hours in (1, 25)]
    assert signing == [old, new]


def test_keys_change_by_themselves_in_time() -> None:
    now = timezone.now()
    old = keys.signing_key("RS256", now)
    assert keys.rotate_in_time(now) == 0
    late = now + timedelta(days=88)
    assert keys.rotate_in_time(late) == 1
    assert keys.rotate_in_time(late) == 0, "once"
    after = queries.signing_at("RS256", late + timedelta(hours=25))
    assert after is not None
    assert after != old


def test_a_withdrawn_key_is_gone_at_once_and_another_signs() -> None:
    now = timezone.now()
    old = keys.signing_key("RS256", now)
    with pytest.raises(ReasonMissing):
        keys.withdraw(actor=TESTS, key=old, reason=" ", at=now)
    new = keys.withdraw(actor=TESTS, key=old, reason="服务器失窃", at=now)
    assert queries.signing_at("RS256", now) == new
    assert [key.kid for key in queries.published_at(now)] == [new.kid]


def test_the_public_parts_alone_are_told(client: Browser) -> None:
    told = client.get("/oauth/jwks").json()["keys"]
    assert {key["alg"] for key in told} == {"RS256", "ES256"}
    assert not any({"d", "p", "q", "k"} & set(key) for key in told)


def test_the_security_administrator_changes_and_withdraws(world: World) -> None:
    keys.signing_key("RS256", timezone.now())
    browser = world.client("security_admin")
    session = browser.session
    session["proved_at"] = int(timezone.now().timestamp())
    session.save()
    row = SigningKey.objects.get()
    assert row.kid in browser.get("/sso/keys").content.decode()
    assert browser.post("/sso/keys/rotate", {"algorithm": "RS256"}).status_code == 302
    assert SigningKey.objects.count() == 2
    assert browser.post("/sso/keys/rotate", {"algorithm": "HS256"}).status_code == 302
    assert SigningKey.objects.count() == 2
    assert browser.post(f"/sso/keys/{row.kid}/withdraw", {"reason": "外泄"}).status_code == 302
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert world.client("teacher").get("/sso/keys").status_code == 403
