"""CAS 3.0, as a browser meets it."""

from urllib.parse import parse_qs, urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, public, signed_in
from shuren.modules.apps import api as apps
from shuren.modules.sso.actions import authorizing, casing
from shuren.modules.sso.actions.asking import Lists
from shuren.modules.sso.actions.authorizing import AGAIN, Step
from shuren.modules.sso.actions.casing import Called
from shuren.modules.sso.actions.visits import Comer
from shuren.modules.sso.queries import clients
from shuren.modules.sso.queries import visits as visit_queries
from shuren.modules.sso.views import onward as ways
from shuren.spine.identity.api import Proved, proof_of, sign_out


@public
@never_cache
@require_safe
def login(request: Request) -> HttpResponse:
    """Lead a service's user through signing in and consent, and back with a ticket."""
    lists = dict(request.GET.lists())
    proved = proof_of(request)
    if "service" not in lists:
        return redirect(settings.LOGIN_REDIRECT_URL)
    called = casing.read(lists)
    if called.gateway and proved is None:
        return HttpResponseRedirect(called.address)
    comer = casing.comer_of(called.app.id, proved, ways.grant_of(request)) if proved else None
    step = casing.step_of(called, proved, comer)
    if called.gateway and step != Step.GO:
        return HttpResponseRedirect(called.address)
    if step == Step.SIGN_IN:
        return ways.to_sign_in(_onward(lists))
    if step == Step.PROVE:
        return ways.to_proof(_onward({**lists, AGAIN: [authorizing.asked_again(lists, timezone.now())]}))
    return _go_on(request, called, proved, comer, step)


def _go_on(request: Request, called: Called, proved: Proved | None, comer: Comer | None, step: Step) -> HttpResponse:
    if proved is None or comer is None:
        return ways.to_sign_in(_onward(called.lists))
    if step == Step.CONSENT:
        return _consent(request, called, comer)
    return HttpResponseRedirect(casing.ticket_for(called=called, comer=comer, proved=proved, at=timezone.now()))


@public
@never_cache
@require_safe
def onward(request: Request) -> HttpResponse:
    """Lead on to /cas/login after a form."""
    return ways.lead_on(request, f"{reverse('sso:cas_login')}?{request.GET.urlencode()}")


@signed_in
@never_cache
@require_POST
def decide(request: Request) -> HttpResponse:
    """Take the answer given on the consent page; everything is checked anew."""
    lists: Lists = parse_qs(request.POST.get("query", ""), keep_blank_values=True)
    called, proved = casing.read(lists), proof_of(request)
    comer = casing.comer_of(called.app.id, proved, ways.grant_of(request)) if proved else None
    step = casing.step_of(called, proved, comer)
    if proved is None or comer is None or step in {Step.SIGN_IN, Step.PROVE}:
        return ways.lead_on(request, f"{reverse('sso:cas_login')}?{urlencode(lists, doseq=True)}")
    if request.POST.get("answer") != "yes":
        return HttpResponseRedirect(called.app.home or called.service.prefix)
    shown = casing.items_of(called, comer)
    if set(shown) - set(request.POST.getlist("item")):
        return _consent(request, called, comer)
    casing.approve(called=called, comer=comer, items=shown, at=timezone.now())
    return _go_on(request, called, proved, comer, Step.GO)


@public
@never_cache
@require_safe
def logout(request: Request) -> HttpResponse:
    """Sign out: at once where this stay has led to the service that asks, else after asking."""
    address = request.GET.get("service") or request.GET.get("url") or ""
    service = clients.service_at(address) if address else None
    proved = proof_of(request)
    onward = address if service else reverse("identity:sign_in")
    if proved is None:
        return HttpResponseRedirect(onward)
    if service is not None and visit_queries.is_at(service.app_id, proved.stay_id):
        sign_out(request)
        return HttpResponseRedirect(onward)
    return redirect("sso:logout")


def _consent(request: Request, called: Called, comer: Comer) -> HttpResponse:
    codes = casing.items_of(called, comer)
    return ways.ask_consent(
        request,
        called.app,
        ways.told_in_words(codes, apps.told_of(called.app.id, comer.actor)),
        codes=codes,
        outlasts=False,
        decide=reverse("sso:cas_decide"),
        query=urlencode(called.lists, doseq=True),
        redirect_uri=called.address,
    )


def _onward(lists: Lists) -> str:
    return f"{reverse('sso:cas_onward')}?{urlencode(lists, doseq=True)}"
