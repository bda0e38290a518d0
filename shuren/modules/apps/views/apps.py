"""Apps as officers and schools see them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.kernel.workflow.queries import history_of, steps_open_to
from shuren.modules.apps import permissions as can
from shuren.modules.apps.actions import apps as actions
from shuren.modules.apps.queries import apps as queries
from shuren.modules.apps.queries import reviews, words
from shuren.modules.apps.workflows import AppWorkflow


@policy(can.view_apps)
@require_safe
def apps(request: Request) -> HttpResponse:
    """The apps that concern one's node."""
    page = queries.APPS.page(queries.apps_below(request.actor), request.GET.dict(), request.actor)
    return render(request, "apps/apps.html", {"page": page})


@policy(can.view_apps)
@require_safe
def app(request: Request, app_id: int) -> HttpResponse:
    """One app: what was admitted, what became of it, what can be done."""
    found = queries.app_for(request.actor, app_id)
    actor = request.actor
    covered = actor.covers(found.org_path)
    open_steps = {step.name for step in steps_open_to(AppWorkflow, actor, found)} if covered else set()
    context = {
        "app": found,
        "items": reviews.decided(found),
        "told": words,
        "steps": open_steps & {"suspend", "resume", "end"},
        "history": history_of(found) if covered else [],
        "over": queries.is_over(found),
        "may_switch": actor.may(can.switch_on),
    }
    return render(request, "apps/app.html", context)


@policy(can.suspend_apps)
@require_POST
def suspend(request: Request, app_id: int) -> HttpResponse:
    """Stop an app at once."""
    found = queries.app_for(request.actor, app_id)
    actions.suspend(actor=request.actor, app=found, reason=request.POST.get("reason", ""))
    return redirect("apps:app", app_id)


@policy(can.suspend_apps)
@require_POST
def resume(request: Request, app_id: int) -> HttpResponse:
    """Let a suspended app be used again."""
    found = queries.app_for(request.actor, app_id)
    actions.resume(actor=request.actor, app=found, reason=request.POST.get("reason", ""))
    return redirect("apps:app", app_id)


@policy(can.keep_catalogue)
@require_POST
def end(request: Request, app_id: int) -> HttpResponse:
    """End an app."""
    found = queries.app_for(request.actor, app_id)
    actions.end(actor=request.actor, app=found, reason=request.POST.get("reason", ""))
    return redirect("apps:app", app_id)
