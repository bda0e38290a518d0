"""Where no page answers, a sentence does: what happened, and where to go on."""

import pytest
from django.test import Client, RequestFactory

from shuren.site import failures
from tests.world import World


@pytest.mark.parametrize(("language", "heading"), [("zh-hans", "没有找到"), ("en", "Not found")])
def test_an_unknown_address_says_so_in_the_readers_language(world: World, language: str, heading: str) -> None:
    client = world.client("city_official")
    client.cookies["django_language"] = language
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert f"<h1>{heading}</h1>" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_of_another_sign_in_is_refused_with_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in", {"username": "somebody", "password": "wrong"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_what_cannot_be_read_and_what_broke_have_pages_too() -> None:
    request = RequestFactory().get("/")
    assert failures.unreadable(request, Exception()).status_code == 400
    broken = failures.broken(request)
    assert broken.status_code == 500
    assert "服务器出错了" in broken.content.decode()
