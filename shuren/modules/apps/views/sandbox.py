"""测试环境: a vendor's test keys, and the synthetic people they open."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.policy import Request, policy, public
from shuren.modules.apps import permissions as can
from shuren.modules.apps.actions import sandbox as actions
from shuren.modules.apps.queries.sandbox import own_keys
from shuren.modules.apps.rules import sandbox as rules


@policy(can.own_apps)
@never_cache
@require_http_methods(["GET", "POST"])
def sandbox(request: Request) -> HttpResponse:
    """The vendor's keys; a new one is shown in the answer, once."""
    made = actions.make_key(actor=request.actor) if request.method == "POST" else ""
    keys, seed = own_keys(request.actor)
    context = {"keys": keys, "made": made, "today": timezone.localdate(), "people": rules.people(seed)[:6]}
    return render(request, "apps/sandbox.html", context)


@policy(can.own_apps)
@require_POST
def end_key(request: Request, key_id: int) -> HttpResponse:
    """End a key."""
    actions.end_key(actor=request.actor, key_id=key_id)
    return redirect("apps:sandbox")


@public
@never_cache
@require_safe
def people(request: HttpRequest) -> JsonResponse:
    """The synthetic people, for whoever shows a test key as `Authorization: Bearer sbx_…` (RFC 6750)."""
    if "Authorization" not in request.headers:
        return JsonResponse({"error": "invalid_request"}, status=400)
    scheme, _space, key = request.headers["Authorization"].partition(" ")
    try:
        found = actions.people_for(key.strip() if scheme.lower() == "bearer" else "")
    except actions.NoSuchKey as refusal:
        answer = JsonResponse({"error": "invalid_token", "error_description": refusal.sentence}, status=401)
        answer["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        return answer
    return JsonResponse({"synthetic": True, "people": [{"sub": one.subject, **one.values} for one in found]})
