"""Second factors: authenticator apps, recovery codes, who must have them, and proving once more who one is."""

import re
import time
from datetime import date, timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.spine.identity import rules
from shuren.spine.identity.actions import factors, signing
from shuren.spine.identity.models import Account, Attempts, Authenticator, Proposal, RecoveryCode, SignIn
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def labels() -> list[str]:
    return list(Entry.objects.within("").order_by("id").values_list("label", flat=True))


def with_app(world: World, role: str = "registrar", at: Any = NOW) -> pyotp.TOTP:
    """Give an account an authenticator app, whose present code is used up."""
    secret = factors.new_secret()
    totp, account = pyotp.TOTP(secret), world.accounts[role]
    factors.add_authenticator(
        actor=world.actor(role), account=account, name="手机", secret=secret, code=totp.at(at), at=at
    )
    return totp


def password(client: Client, username: str = "registrar", **more: str) -> Any:
    return client.post("/sign-in", {"username": username, "password": PASSWORD, **more})


def code(totp: pyotp.TOTP, at: Any, steps: int) -> str:
    """Return the code of some half minutes after (before, below zero) a moment."""
    return totp.at(at + timedelta(seconds=rules.TOTP_SECONDS * steps))


def soon(totp: pyotp.TOTP) -> str:
    """Return the next code, which is taken a step early."""
    return code(totp, NOW, 1)


def answer(account: Account, code: str, at: Any = NOW) -> str:
    return factors.answer(account=account, code=code, address="10.0.0.1", at=at)


def test_a_password_alone_no_longer_opens_an_account_with_a_second_factor(world: World) -> None:
    totp, client = with_app(world), Client()
    assert password(client, next="/me")["Location"] == "/sign-in/second"
    assert client.get("/me").status_code == 302
    assert client.get("/sign-in/second").status_code == 200
    told = client.post("/sign-in/second", {"code": code(totp, timezone.now(), 1)})
    assert (told.status_code, told["Location"]) == (302, "/me")
    assert client.get("/me").status_code == 200
    assert labels()[-1] == "identity.account.signed_in_with"
    assert not Attempts.objects.exists()


def test_a_secret_is_kept_sealed(world: World) -> None:
    totp = with_app(world)
    row = Authenticator.objects.get()
    assert totp.secret not in str(row.secret)
    assert totp.secret not in row.secret.token
    assert row.secret.reveal() == totp.secret


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_for_its_half_minute_and_the_ones_beside_it(world: World, steps: int, taken: bool) -> None:
    totp = with_app(world, at=NOW - timedelta(minutes=10))
    if taken:
        assert answer(world.accounts["registrar"], code(totp, NOW, steps)) == "totp"
    else:
        with pytest.raises(factors.WrongCode):
            answer(world.accounts["registrar"], code(totp, NOW, steps))


def test_a_code_is_good_once_and_an_older_one_not_after_it(world: World) -> None:
    totp, account = with_app(world, at=NOW - timedelta(minutes=10)), world.accounts["registrar"]
    answer(account, totp.at(NOW))
    for steps in (0, -1):
        with pytest.raises(factors.WrongCode):
            answer(account, code(totp, NOW, steps))
    assert answer(account, code(totp, NOW, 1)) == "totp"


def test_whoever_knows_the_password_may_not_guess_codes_at_leisure(world: World) -> None:
    with_app(world)
    client, refusals = Client(), 0
    for _ in range(12):
        told = password(client)
        if told.status_code == 422:
            assert "请在" in told.content.decode()
            refusals += 1
            continue
        assert client.post("/sign-in/second", {"code": "000000"}).status_code == 422
    assert refusals
    assert Attempts.objects.get().failures == rules.FREE_FAILURES + 1
    assert labels().count("identity.account.factor_failed") == rules.FREE_FAILURES + 1


def test_the_second_step_opens_for_nobody_who_has_not_shown_the_password(world: World) -> None:
    totp = with_app(world)
    assert Client().get("/sign-in/second")["Location"] == "/sign-in"
    assert Client().post("/sign-in/second", {"code": soon(totp)})["Location"] == "/sign-in"
    assert not SignIn.objects.exists()


def test_a_password_changed_meanwhile_ends_the_second_step(world: World) -> None:
    with_app(world)
    client, account = Client(), world.accounts["registrar"]
    password(client)
    account.set_password("Another-one-of-12")
    account.save()
    assert client.get("/sign-in/second")["Location"] == "/sign-in"


def test_the_second_step_waits_ten_minutes(world: World) -> None:
    with_app(world)
    client = Client()
    password(client)
    session = client.session
    session["pending"] = {**session["pending"], "at": int(time.time()) - rules.PENDING_SECONDS - 1}
    session.save()
    assert client.get("/sign-in/second")["Location"] == "/sign-in"


def test_recovery_codes_open_once_each_and_are_kept_as_digests(world: World) -> None:
    with_app(world)
    account = world.accounts["registrar"]
    codes = factors.make_recovery_codes(actor=world.actor("registrar"), account=account, at=NOW)
    assert len(set(codes)) == rules.RECOVERY_CODES
    kept = " ".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(rules.tidy_code(code) in kept for code in codes)
    assert answer(account, codes[0].upper().replace("-", " ")) == "recovery"
    with pytest.raises(factors.WrongCode):
        answer(account, codes[0])
    assert labels()[-3:] == [
        "identity.recovery_code.made",
        "identity.recovery_code.used",
        "identity.account.factor_failed",
    ]


def test_recovery_codes_are_their_owners_only_and_new_ones_end_the_old(world: World) -> None:
    with_app(world)
    with_app(world, "principal")
    first = factors.make_recovery_codes(actor=world.actor("registrar"), account=world.accounts["registrar"], at=NOW)
    factors.make_recovery_codes(actor=world.actor("principal"), account=world.accounts["principal"], at=NOW)
    with pytest.raises(factors.WrongCode):
        answer(world.accounts["principal"], first[0])
    factors.make_recovery_codes(actor=world.actor("registrar"), account=world.accounts["registrar"], at=NOW)
    with pytest.raises(factors.WrongCode):
        answer(world.accounts["registrar"], first[0])


def enrol(client: Client) -> Any:
    page = client.get("/me/authenticators/new").content.decode()
    found = re.search(r'class="s-code">([A-Z2-7 ]+)<', page)
    assert found
    totp = pyotp.TOTP(found[1].replace(" ", ""))
    assert client.post("/me/authenticators/new", {"name": "手机", "code": "000000"}).status_code == 422
    assert totp.secret in client.get("/me/authenticators/new").content.decode().replace(" ", "")
    return client.post("/me/authenticators/new", {"name": "手机", "code": totp.now()})


def test_the_first_factor_brings_recovery_codes_told_once(world: World) -> None:
    client = world.client("registrar")
    told = enrol(client).content.decode()
    assert len(re.findall(r'<li class="s-code">[a-z0-9]{5}-[a-z0-9]{5}</li>', told)) == rules.RECOVERY_CODES
    page = client.get("/me/sign-in").content.decode()
    assert "手机" in page
    assert "还有 10 个" in page


def test_a_wrong_first_code_adds_nothing(world: World) -> None:
    with pytest.raises(factors.CodeNotShown):
        factors.add_authenticator(
            actor=world.actor("registrar"),
            account=world.accounts["registrar"],
            name="手机",
            secret=factors.new_secret(),
            code="12345",
            at=NOW,
        )
    assert not Authenticator.objects.exists()


def test_factors_are_renamed_and_removed_by_their_owner_only(world: World) -> None:
    with_app(world)
    key = Authenticator.objects.get().key
    assert world.client("principal").post("/me/factors/remove", {"factor": key}).status_code == 409
    client = world.client("registrar")
    assert client.post("/me/factors/rename", {"factor": key, "name": " 旧  手机 "}).status_code == 302
    assert Authenticator.objects.get().name == "旧 手机"
    assert client.post("/me/factors/rename", {"factor": key, "name": " "}).status_code == 422
    client.post("/me/factors/remove", {"factor": key})
    assert not Authenticator.objects.exists()
    assert labels()[-2:] == ["identity.factor.renamed", "identity.factor.removed"]


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor", "city_official", "county_official"])
def test_powerful_roles_are_led_to_a_second_factor_from_the_day_on(world: World, settings: Any, role: str) -> None:
    settings.TWO_FACTORS_FROM = timezone.localdate() + timedelta(days=1)
    client = Client()
    password(client, role)
    assert client.get("/").status_code == 200
    settings.TWO_FACTORS_FROM = timezone.localdate()
    assert client.get("/")["Location"] == "/me/sign-in"
    assert client.get("/me")["Location"] == "/me/sign-in"
    assert "请先添加第二种登录方式" in client.get("/me/sign-in").content.decode()
    assert enrol(client).status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("role", ["registrar", "guardian", "teacher"])
def test_others_go_on_with_a_password(world: World, settings: Any, role: str) -> None:
    settings.TWO_FACTORS_FROM = date.min
    client = Client()
    password(client, role)
    assert client.get("/").status_code == 200


def test_the_last_factor_of_whoever_must_have_one_stays(world: World, settings: Any) -> None:
    settings.TWO_FACTORS_FROM = date.min
    with_app(world, "auditor")
    actor, account = world.actor("auditor"), world.accounts["auditor"]
    with pytest.raises(factors.LastFactor):
        factors.remove(actor=actor, account=account, factor=Authenticator.objects.get().key)
    with_app(world, "auditor")
    factors.remove(actor=actor, account=account, factor=Authenticator.objects.order_by("id")[0].key)
    assert Authenticator.objects.count() == 1


def test_lost_factors_are_cleared_by_the_security_administrator_with_a_reason(world: World) -> None:
    with_app(world)
    password(Client())
    account = world.accounts["registrar"]
    url = f"/accounts/{account.pk}/reset-factors"
    assert world.client("system_admin").post(url, {"reason": "丢失"}).status_code == 403
    client = world.client("security_admin")
    assert client.post(url, {"reason": " "}).status_code == 422
    assert Authenticator.objects.exists()
    assert client.post(url, {"reason": "手机丢失，已核对证件"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert labels()[-1] == "identity.factor.reset"
    assert password(Client())["Location"] == "/"


def aged(client: Client, seconds: int = 601) -> Client:
    session = client.session
    session["proved_at"] = int(time.time()) - seconds
    session.save()
    return client


def test_a_sensitive_page_asks_for_the_password_of_whoever_has_no_other_factor(world: World) -> None:
    client = aged(world.client("registrar"))
    led = client.get("/me/authenticators/new")
    assert led["Location"] == "/sign-in/again?next=%2Fme%2Fauthenticators%2Fnew"
    assert client.post("/sign-in/again", {"password": "wrong", "next": "/me"}).status_code == 422
    passed = client.post("/sign-in/again", {"password": PASSWORD, "next": "/me/authenticators/new"})
    assert passed["Location"] == "/me/authenticators/new"
    assert client.get("/me/authenticators/new").status_code == 200


def test_whoever_has_a_factor_is_asked_for_it_and_not_for_the_password(world: World) -> None:
    totp = with_app(world)
    client = aged(world.client("registrar"))
    assert client.post("/sign-in/again", {"password": PASSWORD}).status_code == 422
    assert client.get("/me/authenticators/new").status_code == 302
    assert client.post("/sign-in/again", {"code": code(totp, timezone.now(), 1)}).status_code == 302
    assert client.get("/me/authenticators/new").status_code == 200


def test_what_was_typed_for_a_sensitive_act_is_done_after_the_proof(world: World) -> None:
    client = aged(world.client("system_admin"))
    typed = {"org": world.city.code, "role": "auditor", "until": ""}
    url = f"/accounts/{world.accounts['teacher'].pk}/grants"
    led = client.post(url, typed)
    assert led["Location"].startswith("/sign-in/again?wanted=")
    token = led["Location"].split("=")[1]
    assert world.city.code not in str(dict(client.session.items()))
    page = client.post("/sign-in/again", {"password": PASSWORD, "wanted": token}).content.decode()
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    assert f'action="{url}"' in page
    assert typed.items() <= fields.items()
    assert client.post(url, typed).status_code == 302
    assert Proposal.objects.within("").filter(account=world.accounts["teacher"], role="auditor").exists()
    again = client.post("/sign-in/again", {"password": PASSWORD, "wanted": token})
    assert again["Location"] == "/"


def test_a_harmless_role_is_granted_without_another_proof(world: World) -> None:
    client = aged(world.client("system_admin"))
    typed = {"org": world.sibling.code, "role": "registrar", "until": ""}
    led = client.post(f"/accounts/{world.accounts['teacher'].pk}/grants", typed)
    assert "/sign-in/again" not in led["Location"]


def test_a_piece_of_a_page_leads_the_whole_page_to_the_proof(world: World) -> None:
    client = aged(world.client("security_admin"))
    told = client.post(
        f"/accounts/{world.accounts['teacher'].pk}/reset-factors", {"reason": "x"}, headers={"HX-Request": "true"}
    )
    assert told.status_code == 204
    assert told["HX-Redirect"].startswith("/sign-in/again?wanted=")


def test_proof_of_a_disabled_account_is_none(world: World) -> None:
    totp = with_app(world)
    client = Client()
    password(client)
    Account.objects.filter(username="registrar").update(is_active=False)
    assert client.post("/sign-in/second", {"code": soon(totp)})["Location"] == "/sign-in"
    with pytest.raises(signing.Disabled):
        signing.check_credentials(username="registrar", password=PASSWORD, address="", at=NOW)
