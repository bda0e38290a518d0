"""登录方式与设备: what one signs in with, and where one is signed in."""

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, sensitive, signed_in
from shuren.kernel.sensitive.sealing import open_token, seal
from shuren.spine.identity import forms, queries, rules
from shuren.spine.identity.actions import factors as deeds
from shuren.spine.identity.actions import passkeys
from shuren.spine.identity.queries import factors
from shuren.spine.identity.views import proof

NEW_SECRET = "new_secret"  # noqa: S105  session key
SECRET_PURPOSE = "identity.session.new_secret"  # noqa: S105
ISSUER = "树人"


@signed_in
@require_safe
def ways(request: Request) -> HttpResponse:
    """The ways of signing in, and the places where the account is signed in."""
    account = queries.account_of(request)
    is_needed = factors.is_needed(request)
    context = {
        "passkeys": factors.passkeys_of(account),
        "authenticators": factors.authenticators_of(account),
        "codes_left": factors.codes_left(account),
        "few_codes": rules.FEW_CODES,
        "is_needed": is_needed,
        "is_owed": is_needed and not proof.has_two(request),
        "devices": factors.devices_of(account),
        "present_device": factors.device_of(account, request.session.session_key),
        "stays": queries.sign_ins_of(account),
        "may_end_stays": True,
        "present_key": request.session.session_key,
    }
    return render(request, "identity/ways.html", context)


@signed_in
@sensitive
@never_cache
@require_http_methods(["GET", "POST"])
def add_authenticator(request: Request) -> HttpResponse:
    """Add an authenticator app: its secret as a picture, then a code that it shows."""
    account = queries.account_of(request)
    secret = _secret(request)
    form = forms.AddAuthenticator(request.POST or None, initial={"name": gettext("我的手机")})
    made = submitted(
        form,
        lambda **typed: deeds.add_authenticator(
            actor=request.actor, account=account, secret=secret, at=timezone.now(), **typed
        ),
    )
    if made is not None:
        request.session.pop(NEW_SECRET, None)
        return _added(request, "totp")
    picture = segno.make(deeds.address_of_secret(secret, account, ISSUER), error="m")
    context = {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "picture": picture.svg_data_uri(scale=5, border=2, light="#fff"),
        "is_owed": _is_owed(request),
    }
    return render(request, "identity/add_authenticator.html", context, status=status_of(form))


@signed_in
@sensitive
@never_cache
@require_http_methods(["GET", "POST"])
def add_passkey(request: Request) -> HttpResponse:
    """Add a passkey that the browser makes."""
    account = queries.account_of(request)
    suggested = rules.browser_of(request.headers.get("User-Agent", ""))
    form = forms.AddPasskey(request.POST or None, initial={"name": suggested})
    made = submitted(form, lambda **typed: _registered(request, account, **typed))
    if made:
        return _added(request, "passkey")
    context = {"form": form, "is_owed": _is_owed(request), "origin": proof.foreign_origin(request)}
    return render(request, "identity/add_passkey.html", context, status=status_of(form))


@signed_in
@never_cache
@require_safe
def new_passkey_question(request: Request) -> HttpResponse:
    """What a browser is asked for a new passkey."""
    return proof.put_challenge(request, passkeys.ask_to_register(queries.account_of(request)))


@signed_in
@sensitive
@never_cache
@require_POST
def make_recovery_codes(request: Request) -> HttpResponse:
    """Make recovery codes anew, told in the answer, once."""
    codes = deeds.make_recovery_codes(
        actor=request.actor, account=queries.account_of(request), at=timezone.now()
    )  # fmt: skip
    return _codes_told(request, codes)


@signed_in
@require_POST
def rename(request: Request) -> HttpResponse:
    """Call a factor something else."""
    deeds.rename(
        actor=request.actor,
        account=queries.account_of(request),
        factor=request.POST.get("factor", ""),
        name=request.POST.get("name", ""),
    )
    return redirect("identity:ways")


@signed_in
@sensitive
@require_POST
def remove(request: Request) -> HttpResponse:
    """Remove a factor."""
    deeds.remove(actor=request.actor, account=queries.account_of(request), factor=request.POST.get("factor", ""))
    messages.success(request, gettext("登录方式已移除。"))
    return redirect("identity:ways")


def _registered(request: Request, account: object, *, name: str, credential: str) -> bool:
    challenge, handle = proof.take_challenge(request)
    passkeys.register(
        actor=request.actor,
        account=account,  # type: ignore[arg-type]
        name=name,
        credential=credential,
        challenge=challenge,
        handle=handle,
        at=timezone.now(),
    )
    return True


def _added(request: Request, way: str) -> HttpResponse:
    """With the first factor come recovery codes; whoever had to add it may now go where they wanted."""
    account = queries.account_of(request)
    proof.prove(request, way)
    if factors.codes_left(account):
        messages.success(request, gettext("登录方式已添加。"))
        return redirect("identity:ways")
    codes = deeds.make_recovery_codes(actor=request.actor, account=account, at=timezone.now())
    return _codes_told(request, codes)


def _codes_told(request: Request, codes: list[str]) -> HttpResponse:
    context = {"codes": codes, "account": queries.account_of(request)}
    return render(request, "identity/recovery_codes.html", context)


def _is_owed(request: Request) -> bool:
    return factors.is_needed(request) and not proof.has_two(request)


def _secret(request: Request) -> str:
    """Return the secret of the app being added: the same until it is, so that a wrong code costs no second scan."""
    kept = request.session.get(NEW_SECRET)
    if kept:
        return open_token(kept, SECRET_PURPOSE)
    secret = deeds.new_secret()
    request.session[NEW_SECRET] = seal(secret, SECRET_PURPOSE)
    return secret
