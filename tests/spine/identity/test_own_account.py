"""One's own account: password, roles, stays."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shuren.spine.identity.models import Account, Grant, SignIn
from tests.world import PASSWORD, World, grant

pytestmark = pytest.mark.django_db
NEW = "Quite-another-1"


def signed_in(username: str = "registrar", password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post("/sign-in", {"username": username, "password": password}).status_code == 302
    return client


def change(client: Client, present: str = PASSWORD, new: str = NEW, again: str | None = None) -> Any:
    return client.post("/me/password", {"present": present, "new": new, "again": again or new})


def test_a_new_password_replaces_the_old_and_ends_other_stays(world: World) -> None:
    mine, elsewhere = signed_in(), signed_in()
    assert change(mine).status_code == 302
    assert mine.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 302
    assert Client().post("/sign-in", {"username": "registrar", "password": PASSWORD}).status_code == 422
    signed_in(password=NEW)
    assert mine.post("/sign-out").status_code == 302


REFUSED = {
    "a wrong present one": ({"present": "wrong"}, "现在的密码不正确"),
    "the same again": ({"new": PASSWORD}, "相同"),
    "a short one": ({"new": "Ab1-"}, "密码太短"),
    "one of two kinds": ({"new": "onlylowercase123"}, "三种"),
    "the account's own name": ({"new": "Registrar-1"}, "相似"),
    "two that differ": ({"again": "Something-else-2"}, "不一致"),
}


@pytest.mark.parametrize(("typed", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_bad_password_is_refused_at_its_field(world: World, typed: dict[str, str], sentence: str) -> None:
    answer = change(signed_in(), **typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    signed_in()


def test_guessing_the_present_password_locks_the_account(world: World) -> None:
    client = signed_in()
    for _ in range(5):
        answer = change(client, present="wrong")
    assert "暂停登录" in answer.content.decode()
    assert Client().post("/sign-in", {"username": "registrar", "password": PASSWORD}).status_code == 422


def test_a_temporary_password_must_be_changed_before_anything_else(world: World) -> None:
    Account.objects.filter(username="registrar").update(must_change_password=True)
    client = signed_in()
    assert client.get("/")["Location"] == "/me/password"
    assert client.post("/role", {"grant": "1"})["Location"] == "/me/password"
    assert client.get("/me/password").status_code == 200
    change(client)
    assert client.get("/").status_code == 200


def test_a_role_is_switched_to_and_only_its_pages_open(world: World) -> None:
    account = world.accounts["registrar"]
    other = grant(account, "auditor", world.city)
    client = signed_in()
    assert client.get("/audit").status_code == 403
    before = client.session.session_key
    assert client.post("/role", {"grant": str(other.pk)}).status_code == 302
    assert client.session.session_key != before
    assert client.get("/audit").status_code == 200
    assert client.post("/sign-out").status_code == 302
    assert SignIn.objects.get().ended_at is not None


@pytest.mark.parametrize("since_days", [-400, 1])
def test_a_role_that_is_over_or_has_not_begun_cannot_be_switched_to(world: World, since_days: int) -> None:
    today = timezone.localdate()
    since = today + timedelta(days=since_days)
    until = today if since < today else None
    other = grant(world.accounts["registrar"], "auditor", world.city, since=since, until=until)
    client = signed_in()
    assert client.post("/role", {"grant": str(other.pk)}).status_code == 404


def test_somebody_elses_role_cannot_be_switched_to(world: World) -> None:
    theirs = Grant.objects.within("").get(role="auditor")
    assert signed_in().post("/role", {"grant": str(theirs.pk)}).status_code == 404


@pytest.mark.parametrize("posted", ["", "x", "-1", "9" * 30])
def test_no_role_at_all_is_refused(world: World, posted: str) -> None:
    assert signed_in().post("/role", {"grant": posted}).status_code in {404, 422}


def test_a_role_that_ends_gives_nothing_from_the_next_page_on(world: World) -> None:
    client = signed_in("system_admin")
    assert client.get("/accounts").status_code == 200
    Grant.objects.within("").filter(role="system_admin").update(valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    assert client.get("/accounts").status_code == 403


def test_an_account_without_a_role_may_see_itself(world: World) -> None:
    Grant.objects.within("").filter(role="registrar").delete()
    client = signed_in()
    assert client.get("/me").status_code == 200
    assert client.get("/").status_code == 200
    assert client.get("/accounts").status_code == 403


def test_stays_elsewhere_are_listed_and_ended(world: World) -> None:
    mine, elsewhere = signed_in(), signed_in()
    assert mine.get("/me").content.decode().count("尚未退出") == 1
    mine.post("/me/end-other-sessions")
    assert elsewhere.get("/me").status_code == 302
    assert mine.get("/me").status_code == 200
    assert "尚未退出" not in mine.get("/me").content.decode()


def test_the_desk_tells_of_the_stay_before(world: World) -> None:
    assert "第一次登录" in signed_in().get("/").content.decode()
    assert "第一次登录" not in signed_in().get("/").content.decode()


def test_the_language_is_kept_in_a_cookie_and_leads_back(world: World) -> None:
    client = signed_in()
    answer = client.post("/language", {"language": "en", "next": "/me"})
    assert answer["Location"] == "/me"
    assert 'lang="en"' in client.get("/me").content.decode()
    client.post("/language", {"language": "xx", "next": "https://evil.example"})
    assert 'lang="en"' in client.get("/me").content.decode()
