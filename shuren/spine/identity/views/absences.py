"""Naming a colleague for the time of the own absence."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.spine.identity import forms, queries
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import absences


@policy(can.stand_in)
@require_http_methods(["GET", "POST"])
def name_stand_in(request: Request) -> HttpResponse:
    """Name who answers for one in the present role, and for how long."""
    account, today = queries.account_of(request), timezone.localdate()
    form = forms.NameStandIn(request.POST or None, actor=request.actor, initial={"first": today.isoformat()})
    act = partial(absences.name_stand_in, actor=request.actor, account=account, today=today)
    if submitted(form, act) is not None:
        return redirect("identity:profile")
    context = {"form": form, "role": queries.label_of_role(request.actor.role)}
    return render(request, "identity/name_stand_in.html", context, status=status_of(form))


@policy(can.stand_in)
@require_POST
def end_absence(request: Request) -> HttpResponse:
    """End an own absence before its last day."""
    named = request.POST.get("absence", "")
    absences.end(
        actor=request.actor,
        account=queries.account_of(request),
        absence_id=int(named) if named.isdecimal() else 0,
        today=timezone.localdate(),
    )
    return redirect("identity:profile")
