"""What a session owes: activity within half an hour, and a password of one's own."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from shuren.kernel.http.policy import ProofNeeded
from shuren.spine.identity.actions import signing
from shuren.spine.identity.models import Account
from shuren.spine.identity.queries import factors
from shuren.spine.identity.views import proof

SEEN_AT = "seen_at"  # session key: seconds since the epoch
NOTED_EVERY = 60  # seconds; a session is not written for each request
FACTOR_FIRST = {
    "identity:ways",
    "identity:add_passkey",
    "identity:new_passkey_question",
    "identity:add_authenticator",
    "identity:prove_again",
    "identity:passkey_question",
    "identity:change_password",
    "identity:sign_out",
    "identity:keep_alive",
    "portal:language",
    "portal:health",
}
PASSWORD_FIRST = {"identity:change_password", "identity:sign_out", "portal:language", "portal:health"}

Next = Callable[[HttpRequest], HttpResponse]


class IdleLogoutMiddleware:
    """Sign out whoever has done nothing for IDLE_LOGOUT_SECONDS; pages that poll by themselves do not count.

    Answers tell the seconds left, so that pages can warn in time.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        if isinstance(account, Account) and _idle_seconds(request) > settings.IDLE_LOGOUT_SECONDS:
            _end(request, account)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Session-Left"] = str(session_left(request))
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_rest: Any) -> None:
        """Note the activity, unless the page asked by itself."""
        if not request.user.is_authenticated or getattr(view, "in_background", False):
            return
        if SEEN_AT not in request.session or _idle_seconds(request) > NOTED_EVERY:
            request.session[SEEN_AT] = int(time.time())


class PasswordFirstMiddleware:
    """Lead whoever was given a temporary password to the page where they choose their own."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_rest: Any) -> HttpResponse | None:
        account = request.user
        if not isinstance(account, Account) or not account.must_change_password:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        return None if name in PASSWORD_FIRST else redirect("identity:change_password")


class FactorFirstMiddleware:
    """Lead whoever must have two factors and has shown one to where they add or show the other.

    An address marked as sensitive asks again for a proof that is older than PROOF_SECONDS.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_rest: Any) -> HttpResponse | None:
        account = request.user
        if not isinstance(account, Account):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name not in FACTOR_FIRST and not proof.has_two(request) and factors.is_needed(request):
            return proof.ask_again(request) if factors.has_any(account) else redirect("identity:ways")
        if getattr(view, "is_sensitive", False) and not proof.is_fresh(request):
            return proof.ask_again(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Ask again where a view has found that its act is a sensitive one this time."""
        return proof.ask_again(request) if isinstance(exception, ProofNeeded) and not request.FILES else None


def session_left(request: HttpRequest) -> int:
    """Return the seconds after which somebody who does nothing more is signed out."""
    return int(settings.IDLE_LOGOUT_SECONDS) - _idle_seconds(request)


def _idle_seconds(request: HttpRequest) -> int:
    now = int(time.time())
    return now - int(request.session.get(SEEN_AT, now))


def _end(request: HttpRequest, account: Account) -> None:
    signing.end(account=account, session_key=str(request.session.session_key), at=timezone.now(), was_idle=True)
    logout(request)
    request.session["was_idle"] = True
