"""A school chooses apps: for whom, with which data, seen by an example before it is done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.modules.apps import forms
from shuren.modules.apps import permissions as can
from shuren.modules.apps.actions import switching as actions
from shuren.modules.apps.queries import reviews, words
from shuren.modules.apps.queries import schools as queries


@policy(can.switch_on)
@require_safe
def own(request: Request) -> HttpResponse:
    """The apps a school may choose, and those it has."""
    return render(request, "apps/school.html", {"rows": queries.selectable(request.actor), "told": words})


@policy(can.switch_on)
@require_http_methods(["GET", "POST"])
def choose(request: Request, app_id: int) -> HttpResponse:
    """One app: named groups, the least of data, an example; then it is switched on."""
    actor = request.actor
    app, held = queries.selectable_app(actor, app_id)
    offered = {"groups": queries.offered_groups(actor, app), "items": queries.offered_items(app)}
    begun = {
        "groups": held.groups if held else [],
        "items": held.items if held else [code for code, _label in offered["items"]],
        "decision": held.decision if held else "",
        "until": app.lasts_until,
    }
    form = forms.SwitchOnForm(request.POST or None, offered=offered, initial=begun)
    wants_example = "example" in request.POST
    if not wants_example:
        done = submitted(form, lambda **typed: actions.switch_on(actor=actor, app_id=app_id, **typed))
        if done is not None:
            messages.success(request, gettext("已开通。家长、学生和教职工可以在“谁能得到我的信息”里看到。"))
            return redirect("apps:school")
    groups, items = form["groups"].value() or [], form["items"].value() or []
    sample = queries.sample(actor, app, [*groups], [*items]) if wants_example else None
    if sample:
        actions.example_seen(actor=actor, app=app, member=sample[0])
    context = {
        "app": app, "held": held, "form": form, "sample": sample, "asked": wants_example,
        "items": reviews.decided(app), "told": words,
    }  # fmt: skip
    return render(request, "apps/choose.html", context, status=200 if wants_example else status_of(form))


@policy(can.switch_on)
@require_POST
def off(request: Request, app_id: int) -> HttpResponse:
    """Switch an app off."""
    actions.switch_off(actor=request.actor, app_id=app_id, reason=request.POST.get("reason", ""))
    messages.success(request, gettext("已关闭，应用从现在起取不到本校的任何数据。"))
    return redirect("apps:school")
