"""Signing in and out, and the role one acts in."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.address import address_of
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, public, signed_in
from shuren.kernel.refusals import Refused
from shuren.spine.identity import forms, queries
from shuren.spine.identity.actions import factors as factor_deeds
from shuren.spine.identity.actions import passkeys, signing
from shuren.spine.identity.queries import factors
from shuren.spine.identity.views import proof


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """The sign-in page; a page asked for before it opens afterwards."""
    onward = proof.onward(request)
    if request.user.is_authenticated:
        return redirect(onward)
    proof.let_go(request)
    form = forms.SignIn(None if "credential" in request.POST else request.POST or None)
    refused = ""
    try:
        if "credential" in request.POST:
            return proof.enter(request, proof.check_passkey(request), "passkey", onward)
    except Refused as refusal:
        refused = refusal.sentence
    account = submitted(form, lambda **typed: _checked(request, **typed))
    if account is not None:
        return _let_in(request, account, onward)
    context = {
        "refused": refused,
        "form": form,
        "next": onward,
        "was_idle": request.session.pop("was_idle", False),
        "region": settings.REGION_NAME,
    }
    return render(request, "identity/sign_in.html", context, status=422 if refused else status_of(form))


@public
@never_cache
@require_safe
def passkey_question(request: Request) -> HttpResponse:
    """What a browser is asked when somebody signs in, or proves who they are, by a passkey."""
    waiting = proof.held(request)
    known = queries.account_of(request) if request.user.is_authenticated else waiting[0] if waiting else None
    return proof.put_challenge(request, passkeys.ask_to_sign_in(known))


@public
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: Request) -> HttpResponse:
    """After the password: the second factor."""
    waiting = proof.held(request)
    if request.user.is_authenticated or waiting is None:
        return redirect("identity:sign_in")
    account, onward = waiting
    form, way, refused = _answered(request, account)
    if way:
        return proof.enter(request, account, way, onward)
    context = {"form": form, "refused": refused, "has_passkey": bool(factors.passkeys_of(account))}
    return render(request, "identity/second_step.html", context, status=422 if refused else status_of(form))


@signed_in
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def prove_again(request: Request) -> HttpResponse:
    """Prove once more who one is, before a sensitive act; then it is done with what was typed."""
    account = queries.account_of(request)
    has_two = factors.has_any(account)
    form: Any
    if has_two:
        form, way, refused = _answered(request, account)
    else:
        refused, form = "", forms.PresentPassword(request.POST or None)
        checked = submitted(form, lambda password: _checked(request, username=account.username, password=password))
        way = "password" if checked else ""
    token = request.POST.get("wanted") or request.GET.get("wanted") or ""
    if way:
        proof.prove(request, way)
        put_aside = proof.wanted(request, token) if token else None
        if put_aside:
            return render(request, "identity/go_on.html", put_aside)
        return redirect(proof.onward(request))
    context = {
        "form": form,
        "refused": refused,
        "has_two": has_two,
        "has_passkey": bool(factors.passkeys_of(account)),
        "wanted": token,
        "next": proof.onward(request),
    }
    return render(request, "identity/prove_again.html", context, status=422 if refused else status_of(form))


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


def _let_in(request: Request, account: Any, onward: str) -> HttpResponse:
    """Sign in whose password was right, or lead to the second factor."""
    if factors.has_any(account):
        proof.hold(request, account, onward)
        return redirect("identity:second_step")
    return proof.enter(request, account, "password", onward)


def _answered(request: Request, account: Any) -> tuple[forms.Code, str, str]:
    """Return the form for a code, by which way a factor was shown, and why it was not taken."""
    if "credential" in request.POST:
        try:
            proof.check_passkey(request, account)
        except Refused as refusal:
            return forms.Code(), "", refusal.sentence
        return forms.Code(), "password_passkey", ""
    form = forms.Code(request.POST or None)
    way = submitted(form, lambda code: _taken(request, account, code))
    return form, way or "", ""


def _taken(request: Request, account: Any, code: str) -> str:
    return factor_deeds.answer(account=account, code=code, address=address_of(request), at=timezone.now())
