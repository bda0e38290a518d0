"""Signing in: who is let in, who has to wait, and what nobody can learn from the answer."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import identify_hasher
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from shuren.kernel.audit.models import Entry
from shuren.spine.identity import rules
from shuren.spine.identity.actions import signing
from shuren.spine.identity.models import Account, Attempts, SignIn
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def sign_in(client: Client, username: str = "registrar", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"username": username, "password": password, **more})


def labels() -> list[str]:
    return list(Entry.objects.within("").order_by("id").values_list("label", flat=True))


def wrong(name: str, times: int = 1, at: Any = NOW) -> None:
    for _ in range(times):
        with pytest.raises((signing.WrongPassword, signing.LockedOut)):
            signing.check_credentials(username=name, password="wrong", address="10.0.0.1", at=at)


def test_the_right_password_opens_the_desk(world: World) -> None:
    client = Client(headers={"User-Agent": "Firefox"})
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    stay = SignIn.objects.get()
    assert (stay.account, stay.address, stay.agent) == (world.accounts["registrar"], "127.0.0.1", "Firefox")
    assert labels() == ["identity.account.signed_in"]


def test_a_name_is_read_without_case_and_blanks(world: World) -> None:
    assert sign_in(Client(), " Registrar ").status_code == 302


def test_the_page_asked_for_opens_afterwards_but_no_foreign_one(world: World) -> None:
    assert sign_in(Client(), next="/me?x=1")["Location"] == "/me?x=1"
    assert sign_in(Client(), next="https://evil.example/")["Location"] == "/"
    assert sign_in(Client(), next="//evil.example/")["Location"] == "/"


def test_a_session_known_before_signing_in_opens_nothing_afterwards(world: World) -> None:
    client = Client()
    client.get("/sign-in")
    session = client.session
    session["planted"] = True
    session.save()
    before = str(session.session_key)
    client.cookies["sessionid"] = before
    sign_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize("name", ["registrar", "nobody.at.all"])
def test_known_and_unknown_names_are_answered_alike(world: World, name: str) -> None:
    answers = [sign_in(Client(), name, "wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 6
    said = [" ".join(answer.content.decode().split()) for answer in answers]
    assert all("账号或密码不正确" in text for text in said[:4])
    assert all("请在 1 分钟后重试" in text for text in said[4:])
    assert labels() == [*["identity.account.sign_in_failed"] * 5, "identity.account.locked"]
    assert Attempts.objects.get().failures == 5


def test_an_unknown_name_costs_a_hash_too(world: World) -> None:
    spent: dict[str, float] = {}
    wrong("warm.up")
    for name in ("registrar", "nobody.at.all"):
        began = time.process_time()
        wrong(name, times=3)
        spent[name] = time.process_time() - began
    assert 0.5 < spent["nobody.at.all"] / spent["registrar"] < 2


def test_an_unknown_name_is_not_written_down(world: World) -> None:
    wrong("my-Secret-Password1")
    everything = [*Entry.objects.within("").values_list("details", flat=True), Attempts.objects.get().name_hash]
    assert "secret" not in " ".join(everything).lower()


def test_a_lock_grows_with_every_failure_and_is_not_opened_by_the_right_password(world: World) -> None:
    at, waits = NOW, []
    for _ in range(8):
        wrong("registrar", at=at)
        until = Attempts.objects.get().locked_until
        waits.append(int((until - at).total_seconds()) if until else 0)
        if until:
            with pytest.raises(signing.LockedOut):
                signing.check_credentials(username="registrar", password=PASSWORD, address="", at=at)
            at = until
    assert waits == [0, 0, 0, 0, 60, 120, 240, 480]
    assert signing.check_credentials(username="registrar", password=PASSWORD, address="", at=at)


def test_success_and_a_day_of_peace_forget_failures(world: World) -> None:
    wrong("registrar", times=4)
    signing.check_credentials(username="registrar", password=PASSWORD, address="", at=NOW)
    assert not Attempts.objects.exists()
    wrong("registrar", times=4)
    wrong("registrar", at=NOW + timedelta(seconds=rules.FORGET_AFTER + 1))
    assert Attempts.objects.get().failures == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_sent_at_once_are_counted_each(world: World) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    def guess(_number: int) -> str:
        try:
            signing.check_credentials(username="registrar", password="wrong", address="", at=NOW)
        except (signing.WrongPassword, signing.LockedOut) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(16)))
    assert told.count("WrongPassword") == rules.FREE_FAILURES
    assert Attempts.objects.get().failures == rules.FREE_FAILURES + 1


def test_a_disabled_account_stays_out_and_says_so_to_its_holder_only(world: World) -> None:
    Account.objects.filter(username="registrar").update(is_active=False)
    assert "已停用" in sign_in(Client()).content.decode()
    assert "已停用" not in sign_in(Client(), password="wrong").content.decode()


def test_a_disabled_account_is_out_at_once(world: World) -> None:
    client = world.client("registrar")
    Account.objects.filter(username="registrar").update(is_active=False)
    assert client.get("/me").status_code == 302


def test_signing_out_ends_the_stay(world: World) -> None:
    client = Client()
    sign_in(client)
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/me").status_code == 302
    assert SignIn.objects.get().ended_at is not None
    assert labels()[-1] == "identity.account.signed_out"


def test_half_an_hour_of_nothing_signs_out_and_says_why(world: World) -> None:
    client = Client()
    sign_in(client)
    client.get("/me")
    session = client.session
    session["seen_at"] = int(time.time()) - django_settings.IDLE_LOGOUT_SECONDS - 1
    session.save()
    answer: Any = client.get("/me", follow=True)
    assert answer.redirect_chain == [("/sign-in?next=/me", 302)]
    assert "没有操作" in answer.content.decode()
    assert SignIn.objects.get().ended_at is not None


@pytest.mark.parametrize(("page", "counts"), [("/me", True), ("/audit/verification", False)])
def test_pages_that_ask_by_themselves_are_no_activity(world: World, page: str, counts: bool) -> None:
    client = world.client("auditor")
    client.get("/me")
    session = client.session
    session["seen_at"] = int(time.time()) - 600
    session.save()
    client.get(page)
    assert (int(time.time()) - client.session["seen_at"] < 60) is counts


def test_typing_counts_as_activity_where_the_page_says_so(world: World) -> None:
    client = world.client("registrar")
    client.get("/me")
    session = client.session
    session["seen_at"] = int(time.time()) - 600
    session.save()
    assert client.post("/keep-alive").status_code == 204
    assert int(time.time()) - client.session["seen_at"] < 60


def test_a_form_without_its_token_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


def test_passwords_are_hashed_at_the_owasp_minimum(world: World) -> None:
    kept = world.accounts["registrar"].password
    assert identify_hasher(kept).algorithm == "argon2"
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in kept


@pytest.mark.parametrize("typed", [{"username": "\0", "password": "x"}, {"username": "x" * 99}, {}, {"username": " "}])
def test_nonsense_is_answered_with_the_form(world: World, typed: dict[str, str]) -> None:
    assert Client().post("/sign-in", typed).status_code in {200, 422}
