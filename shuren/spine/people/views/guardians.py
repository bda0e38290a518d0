"""Accounts for guardians."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.spine.identity.permissions import open_guardian_accounts
from shuren.spine.people.actions import guardians
from shuren.spine.people.forms import GuardianAccount


@require_http_methods(["GET", "POST"])
@policy(open_guardian_accounts)
def account(request: Request, tie_id: int) -> HttpResponse:
    """Open an account for a guardian; the password is shown once."""
    tie = guardians.tie_for(request.actor, tie_id)
    form = GuardianAccount(request.POST or None)
    opened = submitted(
        form, lambda username: guardians.open_account(
            actor=request.actor, tie_id=tie_id, username=username, on=timezone.localdate()
        )
    )  # fmt: skip
    context = {"tie": tie, "form": form, "opened": opened}
    response = render(request, "people/guardian_account.html", context, status=status_of(form))
    response["Cache-Control"] = "no-store"
    return response
