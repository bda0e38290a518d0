"""The page of the days of 控辍保学."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.modules.registry import forms
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import ladders as actions
from shuren.modules.registry.queries import ladders as queries


@policy(can.set_watch_days)
@require_http_methods(["GET", "POST"])
def days(request: Request) -> HttpResponse:
    """What holds at one's node, and what one sets."""
    actor, today = request.actor, timezone.localdate()
    rungs = queries.rungs_at(actor.path, today)
    form = forms.WatchDays(request.POST or None, initial={"since": today, **{rung.name: rung.own for rung in rungs}})

    def set_days(**typed: object) -> object:
        del typed
        told = form.cleaned_data
        return actions.set_days(actor=actor, days=form.days(), basis=told["basis"], since=told["since"])

    if submitted(form, set_days) is not None:
        return redirect("registry:watch_days")
    context = {"form": form, "rungs": rungs, "told": queries.told(actor.path), "today": today}
    return render(request, "registry/watch_days.html", context, status=status_of(form))
