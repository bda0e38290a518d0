"""Signing out at the wish of an app."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from shuren.kernel.http.policy import Request, public
from shuren.modules.sso.actions import leaving
from shuren.modules.sso.views import onward as ways
from shuren.spine.identity.api import proof_of, sign_out

SENT = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


@public
@never_cache
@csrf_exempt
@require_http_methods(["GET", "POST"])
def logout(request: Request) -> HttpResponse:
    """Sign out, at once where the app shows an id_token of this very stay, else after asking."""
    data = (request.POST if request.method == "POST" else request.GET).dict()
    proved = proof_of(request)
    parting = leaving.read(data, proved.stay_id if proved else None)
    if proved is None:
        return _gone(parting.address)
    if parting.is_known:
        sign_out(request)
        return _gone(parting.address)
    answer = render(request, "sso/leave.html", {"sent": {name: data.get(name, "") for name in SENT}})
    return ways.may_lead_to(answer, parting.address) if parting.address else answer


@public
@never_cache
@require_POST
def leave(request: Request) -> HttpResponse:
    """Sign out after having been asked; the address is checked anew."""
    parting = leaving.read(request.POST.dict(), None)
    sign_out(request)
    return _gone(parting.address)


def _gone(address: str) -> HttpResponse:
    return HttpResponseRedirect(address) if address else redirect("identity:sign_in")
