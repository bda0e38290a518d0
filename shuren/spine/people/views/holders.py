"""Whom accounts belong to."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shuren.kernel.http.policy import Request, policy
from shuren.kernel.identifiers import tidy
from shuren.spine.people import permissions as can
from shuren.spine.people.actions import holders as deeds
from shuren.spine.people.forms import FindHolder
from shuren.spine.people.queries import holders


@never_cache
@require_http_methods(["GET", "POST"])
@policy(can.tie_accounts)
def holder(request: Request, account_id: int) -> HttpResponse:
    """Show whom an account belongs to, or who of the same name may be meant; find somebody by number."""
    account = deeds.account_to_tie(request.actor, account_id)
    form = FindHolder(request.POST or None)
    number = tidy(form.cleaned_data["id_no"]) if form.is_bound and form.is_valid() else ""
    held = holders.holder_of(account.pk)
    found = [] if held else holders.namesakes(account, number)
    context: dict[str, Any] = {
        "account": account,
        "held": held,
        "rows": [(one, deeds.offered(account, one.person_id)) for one in found],
        "form": form,
        "is_own": account.key == request.actor.id,
    }
    return render(request, "people/holder.html", context)


@require_POST
@policy(can.tie_accounts)
def tie(request: Request, account_id: int) -> HttpResponse:
    """Tie the account to one of those who were offered."""
    deeds.tie(actor=request.actor, account_id=account_id, choice=request.POST.get("choice", ""))
    return redirect("people:holder", account_id)


@require_POST
@policy(can.tie_accounts)
def untie(request: Request, account_id: int) -> HttpResponse:
    """Take the tie back."""
    deeds.untie(actor=request.actor, account_id=account_id, reason=request.POST.get("reason", ""))
    return redirect("people:holder", account_id)
