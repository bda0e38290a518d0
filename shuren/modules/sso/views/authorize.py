"""The authorization endpoint of OpenID Connect, as a browser meets it."""

from urllib.parse import parse_qs, urlencode

from authlib.oauth2.rfc6749 import OAuth2Error
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.policy import Request, public, signed_in
from shuren.modules.apps import api as apps
from shuren.modules.sso.actions import authorizing
from shuren.modules.sso.actions.asking import Lists
from shuren.modules.sso.actions.authorizing import AGAIN, Step, Wanted
from shuren.modules.sso.actions.visits import Comer, NotSwitchedOn
from shuren.modules.sso.rules import terms
from shuren.modules.sso.views import onward as ways
from shuren.spine.identity.api import Proved, proof_of


@public
@never_cache
@csrf_exempt
@require_http_methods(["GET", "POST"])
def authorize(request: Request) -> HttpResponse:
    """Lead an app's user through signing in and consent, and back to the app with a code."""
    lists = dict((request.POST if request.method == "POST" else request.GET).lists())
    try:
        wanted, proved = authorizing.read(lists), proof_of(request)
        comer = _comer(request, wanted, proved)
        step = authorizing.step_of(wanted, proved, comer, again=_again(lists), at=timezone.now())
    except OAuth2Error as error:
        return _refused(request, error, lists)
    if step == Step.SIGN_IN:
        return ways.to_sign_in(_onward(lists))
    if step == Step.PROVE:
        return ways.to_proof(_onward({**lists, AGAIN: [authorizing.asked_again(lists, timezone.now())]}))
    if comer is not None and step == Step.CONSENT:
        return _consent(request, wanted, comer, lists)
    return ways.sent(authorizing.answer(wanted=wanted, comer=comer))


@public
@never_cache
@require_safe
def onward(request: Request) -> HttpResponse:
    """Lead on to the authorization endpoint after a form."""
    return ways.lead_on(request, f"{authorizing.PATH}?{request.GET.urlencode()}")


@signed_in
@never_cache
@require_POST
def decide(request: Request) -> HttpResponse:
    """Take the answer given on the consent page; everything is checked anew."""
    lists: Lists = parse_qs(request.POST.get("query", ""), keep_blank_values=True)
    now = timezone.now()
    try:
        wanted, proved = authorizing.read(lists), proof_of(request)
        comer = _comer(request, wanted, proved)
        step = authorizing.step_of(wanted, proved, comer, again=_again(lists), at=now)
    except OAuth2Error as error:
        return _refused(request, error, lists)
    if comer is None or step in {Step.SIGN_IN, Step.PROVE}:
        return ways.lead_on(request, f"{authorizing.PATH}?{urlencode(lists, doseq=True)}")
    if request.POST.get("answer") != "yes":
        return ways.sent(authorizing.answer(wanted=wanted, comer=None))
    shown = authorizing.items_of(wanted, comer)
    if set(shown) - set(request.POST.getlist("item")):
        return _consent(request, wanted, comer, lists)  # there is more to tell now than was shown
    authorizing.approve(wanted=wanted, comer=comer, items=shown, at=now)
    return ways.sent(authorizing.answer(wanted=wanted, comer=comer))


def _comer(request: Request, wanted: Wanted, proved: Proved | None) -> Comer | None:
    if proved is None:
        return None
    try:
        return authorizing.comer_of(wanted.app.id, proved, ways.grant_of(request))
    except NotSwitchedOn:
        if "none" not in wanted.prompts:
            raise
        raise OAuth2Error(error="access_denied", redirect_uri=wanted.redirect_uri) from None


def _consent(request: Request, wanted: Wanted, comer: Comer, lists: Lists) -> HttpResponse:
    codes = authorizing.items_of(wanted, comer)
    return ways.ask_consent(
        request,
        wanted.app,
        ways.told_in_words(codes, apps.told_of(wanted.app.id, comer.actor)),
        codes=codes,
        outlasts=terms.OFFLINE in codes,
        decide=reverse("sso:decide"),
        query=urlencode(lists, doseq=True),
        redirect_uri=wanted.redirect_uri,
    )


def _refused(request: Request, error: OAuth2Error, lists: Lists) -> HttpResponse:
    """Take a refusal to the app where that is surely the app's own address, else show it here."""
    state = lists.get("state", [""])[-1]
    answer = authorizing.refusal(error, state or None)
    if answer is not None:
        return ways.sent(answer)
    context = {"error": error.error, "detail": error.get_error_description() or ""}
    return render(request, "sso/not_possible.html", context, status=400)


def _again(lists: Lists) -> str:
    return lists.get(AGAIN, [""])[-1]


def _onward(lists: Lists) -> str:
    return f"{reverse('sso:onward')}?{urlencode(lists, doseq=True)}"
