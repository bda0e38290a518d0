"""What somebody has agreed that apps are told."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, signed_in
from shuren.modules.sso.actions import visits
from shuren.modules.sso.queries import own as queries
from shuren.spine.identity import queries as identity


@signed_in
@require_safe
def approvals(request: Request) -> HttpResponse:
    """The apps one has signed in at, and what each is told."""
    return render(request, "sso/approvals.html", {"granted": queries.granted_by(identity.account_of(request))})


@signed_in
@require_POST
def withdraw(request: Request) -> HttpResponse:
    """Take an approval back; one is signed out at the app."""
    posted = request.POST.get("app", "")
    if posted.isdecimal():
        account = identity.account_of(request)
        visits.withdraw(actor=request.actor, account=account, app_id=int(posted[:18]), at=timezone.now())
    return redirect("sso:approvals")
