"""A refusal is answered once, for pages, fragments and forms alike."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.middleware import PolicyMiddleware, refused
from shuren.kernel.refusals import Forbidden, NotFoundHere, Refused
from tests.world import World


class TooMany(Refused):
    """一次最多导出 {limit} 人，
    请缩小范围。"""

    status = 422


class Plain(forms.Form):
    name = forms.CharField()


@pytest.mark.pure
def test_its_sentence_is_its_docstring_filled_in_and_on_one_line() -> None:
    assert TooMany(limit=5000).sentence == "一次最多导出 5000 人， 请缩小范围。"


@pytest.mark.pure
def test_its_sentence_is_translated_before_it_is_filled_in() -> None:
    with translation.override("en"):
        assert "5000" in TooMany(limit=5000).sentence


@pytest.mark.pure
@pytest.mark.parametrize(("refusal", "status"), [(Forbidden, 403), (NotFoundHere, 404), (Refused, 409)])
def test_each_kind_has_its_status(refusal: type[Refused], status: int) -> None:
    assert refused(RequestFactory().get("/"), refusal()).status_code == status


@pytest.mark.pure
def test_a_fragment_gets_a_toast_at_the_place_for_toasts() -> None:
    answer = refused(RequestFactory().get("/", headers={"HX-Request": "true"}), TooMany(limit=1))
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#toasts")
    assert "一次最多导出" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.pure
def test_a_view_without_a_policy_does_not_open() -> None:
    def view(request: Any) -> HttpResponse:
        return HttpResponse()

    with pytest.raises(ImproperlyConfigured, match="policy"):
        PolicyMiddleware(view).process_view(RequestFactory().get("/"), view, (), {})


@pytest.mark.django_db
def test_a_page_of_somebody_else_is_refused_with_a_sentence(world: World) -> None:
    answer = world.client("registrar").get(reverse("identity:account_list"))
    assert answer.status_code == 403
    assert "权限" in answer.content.decode()


@pytest.mark.django_db
def test_a_visitor_is_led_to_the_sign_in_page_and_back() -> None:
    answer = Client().get("/accounts?q=王")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("identity:sign_in") + "?next=/accounts")


@pytest.mark.django_db
def test_a_fragment_asked_for_after_the_session_has_ended_is_no_sign_in_page() -> None:
    answer = Client().get("/accounts", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.pure
def test_a_refused_form_shows_the_sentence_at_its_field() -> None:
    form = Plain({"name": "x"})

    def act(name: str) -> None:
        raise TooMany(field="name", limit=1)

    assert submitted(form, act) is None
    assert form.errors["name"] == [TooMany(limit=1).sentence]
    assert status_of(form) == 422


@pytest.mark.pure
def test_a_refusal_of_no_field_stands_above_the_form() -> None:
    form = Plain({"name": "x"})

    def act(name: str) -> None:
        raise TooMany(field="elsewhere", limit=1)

    submitted(form, act)
    assert form.non_field_errors() == [TooMany(limit=1).sentence]


@pytest.mark.pure
def test_a_valid_form_is_handed_to_its_action() -> None:
    assert submitted(Plain({"name": "x"}), lambda name: name * 2) == "xx"


@pytest.mark.pure
def test_a_form_that_was_not_sent_does_nothing() -> None:
    form = Plain()
    assert submitted(form, lambda **_typed: pytest.fail("called")) is None
    assert status_of(form) == 200


@pytest.mark.django_db
def test_pages_carry_the_strict_policy_and_are_not_cached(world: World) -> None:
    answer = world.client("registrar").get("/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert answer["Cache-Control"] == "private, no-store"
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
