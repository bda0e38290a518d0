"""Passkeys, answered by a key made of software; tests/browser has them answered by Chromium."""

from typing import Any

import pytest
from django.test import Client

from shuren.kernel.audit.models import Entry
from shuren.spine.identity.models import Account, Passkey
from tests.spine.identity.softkey import PRESENT, SoftKey, data_of
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db


def labels() -> list[str]:
    return list(Entry.objects.within("").order_by("id").values_list("label", flat=True))


def added(client: Client, key: SoftKey | None = None, **wrong: Any) -> tuple[SoftKey, Any]:
    key = key or SoftKey()
    question = client.get("/me/passkeys/question").json()
    return key, client.post("/me/passkeys/new", {"name": "电脑", "credential": key.made(question, **wrong)})


def signing_in(key: SoftKey, client: Client | None = None, **wrong: Any) -> tuple[Client, Any]:
    client = client or Client()
    question = client.get("/sign-in/passkey").json()
    assert question["userVerification"] == "required"
    return client, client.post("/sign-in", {"credential": key.signed(question, **wrong), "next": "/me"})


def test_a_passkey_signs_in_without_name_and_password(world: World) -> None:
    key, told = added(world.client("registrar"))
    assert told.status_code == 200
    client, told = signing_in(key)
    assert (told.status_code, told["Location"]) == (302, "/me")
    assert client.get("/me").status_code == 200
    assert labels()[-1] == "identity.account.signed_in_with"
    assert Passkey.objects.get().sign_count == 2


def test_a_passkey_is_a_second_step_of_its_own_account_only(world: World) -> None:
    key, _ = added(world.client("registrar"))
    foreign, _ = added(world.client("principal"))
    client = Client()
    client.post("/sign-in", {"username": "registrar", "password": PASSWORD})
    question = client.get("/sign-in/passkey").json()
    assert [data_of(one["id"]) for one in question["allowCredentials"]] == [key.id]
    assert client.post("/sign-in/second", {"credential": foreign.signed(question)}).status_code == 422
    assert client.get("/me").status_code == 302
    question = client.get("/sign-in/passkey").json()
    assert client.post("/sign-in/second", {"credential": key.signed(question)}).status_code == 302
    assert client.get("/me").status_code == 200


WRONG = {
    "another origin": {"origin": "https://evil.example"},
    "another port": {"origin": "http://localhost:9999"},
    "another domain": {"domain": "evil.example"},
    "a holder who was not verified": {"flags": PRESENT},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_neither_is_a_passkey_kept_nor_taken_with(world: World, wrong: dict[str, Any]) -> None:
    client = world.client("registrar")
    _, told = added(client, **wrong)
    assert told.status_code == 422
    assert not Passkey.objects.exists()
    key, _ = added(client)
    client, told = signing_in(key, **wrong)
    assert told.status_code == 422
    assert client.get("/me").status_code == 302


def test_an_answer_is_taken_once_and_only_for_the_question_asked(world: World) -> None:
    key, _ = added(world.client("registrar"))
    client = Client()
    old = client.get("/sign-in/passkey").json()
    answer = key.signed(old)
    client.get("/sign-in/passkey")
    assert client.post("/sign-in", {"credential": answer}).status_code == 422
    assert client.post("/sign-in", {"credential": answer}).status_code == 422
    assert "已失效" in client.post("/sign-in", {"credential": answer}).content.decode()


def test_a_counter_that_does_not_go_up_is_refused_and_noted(world: World) -> None:
    key, _ = added(world.client("registrar"))
    signing_in(key)
    key.counter = 0
    _, told = signing_in(key)
    assert told.status_code == 422
    assert labels()[-1] == "identity.factor.doubted"
    assert Passkey.objects.get().sign_count == 2


def test_a_key_that_signs_for_another_is_refused(world: World) -> None:
    key, _ = added(world.client("registrar"))
    forged = SoftKey(id=key.id, handle=key.handle, counter=10)
    assert signing_in(forged)[1].status_code == 422


def test_a_handle_of_somebody_else_is_refused(world: World) -> None:
    key, _ = added(world.client("registrar"))
    other, _ = added(world.client("principal"))
    key.handle = other.handle
    assert signing_in(key)[1].status_code == 422


def test_handles_tell_nothing_and_are_one_for_an_account(world: World) -> None:
    client = world.client("registrar")
    first, second = added(client)[0], added(client)[0]
    other = added(world.client("principal"))[0]
    assert first.handle == second.handle != other.handle
    assert len(first.handle) == 32


def test_the_same_passkey_is_not_added_twice(world: World) -> None:
    client = world.client("registrar")
    key, _ = added(client)
    assert added(client, key)[1].status_code == 422
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize(
    "answer", ["", "{", "[]", '"x"', "{}", '{"id": 3}', '{"id": "AQ", "response": 1}', "x" * 30_000]
)
def test_a_mangled_answer_is_refused_with_a_sentence(world: World, answer: str) -> None:
    client = Client()
    client.get("/sign-in/passkey")
    told = client.post("/sign-in", {"credential": answer})
    assert told.status_code == 422
    assert "没有通过通行密钥验证" in told.content.decode()
    inside = world.client("registrar")
    inside.get("/me/passkeys/question")
    assert inside.post("/me/passkeys/new", {"name": "电脑", "credential": answer}).status_code == 422


def test_a_disabled_account_stays_out(world: World) -> None:
    key, _ = added(world.client("registrar"))
    Account.objects.filter(username="registrar").update(is_active=False)
    client, told = signing_in(key)
    assert told.status_code == 422
    assert client.get("/me").status_code == 302
