"""What a session knows of who sits in front of it: half signed in, by which way, when proved last.

A sensitive act that comes too late after the last proof is put aside with all that was typed, sealed, and done once
the proof is there.
"""

import base64
import json
import secrets
import time
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from shuren.kernel.http.address import address_of
from shuren.kernel.http.policy import ProofNeeded
from shuren.kernel.refusals import Refused
from shuren.kernel.sensitive.sealing import open_token, seal
from shuren.spine.identity import rules
from shuren.spine.identity.actions import devices, passkeys, signing
from shuren.spine.identity.queries import factors
from shuren.spine.identity.queries.stays import PROVED_AT, WAY

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING, CHALLENGE, WANTED = "pending", "challenge", "wanted"
WANTED_PURPOSE = "identity.session.wanted"
DEVICE, DEVICE_SECONDS = "device", 400 * 24 * 3600  # the cookie by which a browser is known, and how long it stays
MOST_WANTED = 3
NOT_TYPED = {"csrfmiddlewaretoken"}


class ChallengeGone(Refused):
    """等待时间过长，这次验证已失效，请重试。"""

    status = 422


def onward(request: HttpRequest) -> str:
    """Return the page of this site that was asked for before."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def hold(request: HttpRequest, account: Any, to: str) -> None:
    """Remember whose password was right, until the second factor comes."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "account": account.pk, "hash": account.get_session_auth_hash(), "at": int(time.time()), "next": to,
    }  # fmt: skip


def held(request: HttpRequest) -> tuple[Any, str] | None:
    """Return the account that has only its second factor to show, and where it goes then."""
    pending = request.session.get(PENDING)
    if not pending or time.time() - pending["at"] > rules.PENDING_SECONDS:
        return None
    account = factors.account_waiting(pending["account"], pending["hash"])
    return (account, pending["next"]) if account else None


def let_go(request: HttpRequest) -> None:
    """Forget whose password was right: somebody begins anew."""
    if PENDING in request.session:
        del request.session[PENDING]


def enter(request: HttpRequest, account: Any, way: str, to: str) -> HttpResponse:
    """Sign somebody in who has proved who they are, and lead them on."""
    request.session.pop(PENDING, None)
    login(request, account, backend=BACKEND)  # a fresh session key: one known before signing in opens nothing
    with translation.override(None):
        how = "" if way == "password" else str(factors.label_of(way))
    stay = signing.begin(
        account=account,
        session_key=str(request.session.session_key),
        address=address_of(request),
        agent=request.headers.get("User-Agent", ""),
        at=timezone.now(),
        how=how,
    )
    prove(request, way)
    cookie = request.COOKIES.get(DEVICE, "")
    known = devices.note_device(account=account, stay=stay, cookie=cookie[:64], at=timezone.now())
    answer = redirect(to)
    secure = request.is_secure()
    answer.set_cookie(DEVICE, known, max_age=DEVICE_SECONDS, httponly=True, samesite="Lax", secure=secure)
    return answer


def prove(request: HttpRequest, way: str) -> None:
    """Note that who sits there has just been proved."""
    request.session[PROVED_AT] = int(time.time())
    request.session[WAY] = way


def is_fresh(request: HttpRequest) -> bool:
    """Say whether the last proof covers a sensitive act."""
    return bool(time.time() - float(request.session.get(PROVED_AT, 0)) < settings.PROOF_SECONDS)


def demand(request: HttpRequest) -> None:
    """Raise ProofNeeded unless the last proof covers a sensitive act; for acts that are sensitive at times only."""
    if not is_fresh(request):
        raise ProofNeeded


def has_two(request: HttpRequest) -> bool:
    """Say whether this stay began with, or has since been proved by, more than a password."""
    return bool(request.session.get(WAY, "password") != "password")


def foreign_origin(request: HttpRequest) -> str:
    """Return the address at which passkeys work, where the page was opened at another."""
    here = f"{request.scheme}://{request.get_host()}"
    return "" if here == settings.PASSKEY_ORIGIN else str(settings.PASSKEY_ORIGIN)


def put_challenge(request: HttpRequest, asked: passkeys.Asked) -> JsonResponse:
    """Hand the browser what it is asked, and remember the challenge."""
    request.session[CHALLENGE] = {
        "challenge": base64.b64encode(asked.challenge).decode(),
        "handle": base64.b64encode(asked.handle).decode(),
        "at": int(time.time()),
    }
    return JsonResponse(asked.options)


def take_challenge(request: HttpRequest) -> tuple[bytes, bytes]:
    """Return the challenge and the handle asked last, once. Raises ChallengeGone."""
    kept = request.session.pop(CHALLENGE, None)
    if not kept or time.time() - kept["at"] > rules.CHALLENGE_SECONDS:
        raise ChallengeGone
    return base64.b64decode(kept["challenge"]), base64.b64decode(kept["handle"])


def check_passkey(request: HttpRequest, account: Any = None) -> Any:
    """Return whose passkey has answered the challenge of this session."""
    challenge, _handle = take_challenge(request)
    return passkeys.check(
        credential=request.POST.get("credential", ""),
        challenge=challenge,
        address=address_of(request),
        at=timezone.now(),
        account=account,
    )


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for a proof, and keep what was to be done meanwhile."""
    page = reverse("identity:prove_again")
    if request.method in {"GET", "HEAD"}:
        return redirect(f"{page}?next={quote(request.get_full_path(), safe='')}")
    if request.FILES:
        raise ProofNeeded  # chosen files stay in the form, which stays where it is
    token = secrets.token_urlsafe(9)
    typed = [[name, value] for name, values in request.POST.lists() for value in values if name not in NOT_TYPED]
    kept = dict(list(request.session.get(WANTED, {}).items())[1 - MOST_WANTED :])
    kept[token] = seal(json.dumps({"to": request.get_full_path(), "typed": typed}), WANTED_PURPOSE)
    request.session[WANTED] = kept
    to = f"{page}?wanted={token}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return redirect(to)


def wanted(request: HttpRequest, token: str) -> dict[str, Any] | None:
    """Return what was put aside under a token, and forget it."""
    kept = request.session.get(WANTED, {})
    sealed = kept.pop(token, None)
    request.session[WANTED] = kept
    return json.loads(open_token(sealed, WANTED_PURPOSE)) if sealed else None
