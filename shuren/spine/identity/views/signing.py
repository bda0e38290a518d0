"""Signing in and out, and the role one acts in."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shuren.kernel.http.address import address_of
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, public, signed_in
from shuren.spine.identity import forms, queries
from shuren.spine.identity.actions import signing

BACKEND = "django.contrib.auth.backends.ModelBackend"


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """The sign-in page; a page asked for before it opens afterwards."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = forms.SignIn(request.POST or None)
    account = submitted(form, lambda **typed: _checked(request, **typed))
    if account is not None:
        _begin(request, account)
        return redirect(onward)
    context = {
        "form": form,
        "next": onward,
        "was_idle": request.session.pop("was_idle", False),
        "region": settings.REGION_NAME,
    }
    return render(request, "identity/sign_in.html", context, status=status_of(form))


@signed_in
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End this stay."""
    signing.end(
        account=queries.account_of(request),
        session_key=str(request.session.session_key),
        at=timezone.now(),
    )
    logout(request)
    return redirect("identity:sign_in")


@signed_in
@require_POST
def switch_role(request: Request) -> HttpResponse:
    """Act in another of one's roles from now on."""
    posted = request.POST.get("grant", "")
    grant_id = int(posted) if posted.isdecimal() else None
    grant = signing.switch_role(actor=request.actor, account=queries.account_of(request), grant_id=grant_id)
    key_before = str(request.session.session_key)
    request.session.cycle_key()
    signing.move(key_before, str(request.session.session_key))
    request.session[queries.ACTIVE_GRANT] = grant.pk
    return redirect(settings.LOGIN_REDIRECT_URL)


@signed_in
@require_POST
def keep_alive(request: Request) -> HttpResponse:
    """Count as activity; asked by pages on which somebody is still typing."""
    return HttpResponse(status=204)


def _checked(request: Request, *, username: str, password: str) -> Any:
    return signing.check_credentials(
        username=username, password=password, address=address_of(request), at=timezone.now()
    )


def _begin(request: Request, account: Any) -> None:
    login(request, account, backend=BACKEND)  # a fresh session key: one known before signing in opens nothing
    signing.begin(
        account=account,
        session_key=str(request.session.session_key),
        address=address_of(request),
        agent=request.headers.get("User-Agent", ""),
        at=timezone.now(),
    )


def _onward(request: Request) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
