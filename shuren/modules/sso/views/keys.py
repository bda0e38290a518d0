"""The keys that sign."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, policy, sensitive
from shuren.modules.sso import permissions as can
from shuren.modules.sso.actions import keys as actions
from shuren.modules.sso.queries import keys as queries
from shuren.modules.sso.rules import terms


@policy(can.keep_keys)
@require_safe
def key_list(request: Request) -> HttpResponse:
    """Every signing key and what becomes of it."""
    context = {"keys": queries.all_keys(), "algorithms": terms.ALGORITHMS, "at": timezone.now()}
    return render(request, "sso/key_list.html", context)


@policy(can.keep_keys)
@sensitive
@require_POST
def rotate(request: Request) -> HttpResponse:
    """Make the next key of an algorithm."""
    algorithm = request.POST.get("algorithm", "")
    if algorithm in terms.ALGORITHMS:
        actions.rotate(actor=request.actor, algorithm=algorithm, at=timezone.now())
    return redirect("sso:key_list")


@policy(can.keep_keys)
@sensitive
@require_POST
def withdraw(request: Request, kid: str) -> HttpResponse:
    """Stop publishing a key that has leaked."""
    key, reason = queries.key_of(kid), request.POST.get("reason", "")
    actions.withdraw(actor=request.actor, key=key, reason=reason, at=timezone.now())
    return redirect("sso:key_list")
