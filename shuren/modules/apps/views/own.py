"""A vendor's own apps."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import Refused
from shuren.modules.apps import permissions as can
from shuren.modules.apps.actions import apps as actions
from shuren.modules.apps.cases.description import Description
from shuren.modules.apps.queries import apps as queries
from shuren.modules.apps.queries import reviews
from shuren.modules.apps.queries.vendors import own_vendor


@policy(can.own_apps)
@require_safe
def own(request: Request) -> HttpResponse:
    """The vendor's apps, and what can be done with each."""
    vendor = own_vendor(request.actor)
    rows = [(app, reviews.running(app)) for app in queries.own_apps(request.actor)]
    return render(request, "apps/own.html", {"vendor": vendor, "rows": rows})


@policy(can.own_apps)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Describe a new app."""
    own_vendor(request.actor)
    form = Description(request.POST or None, initial={})
    kept = _kept(request, form, None) if form.is_bound else None
    if kept is not None:
        return kept
    context: dict[str, Any] = {"form": form, "app": None, "case": None, "decided": []}
    return render(request, "apps/describe.html", context, status=422 if form.is_bound else 200)


@policy(can.own_apps)
@require_http_methods(["GET", "POST"])
def describe(request: Request, app_id: int) -> HttpResponse:
    """Describe one of the vendor's apps further; what is still lacking stands at its field."""
    app = queries.own_app(request.actor, app_id)
    form = Description(request.POST or app.described)
    kept = _kept(request, form, app_id) if request.method == "POST" else None
    if kept is not None:
        return kept
    context = {"form": form, "app": app, "case": reviews.running(app), "decided": reviews.decided(app)}
    return render(request, "apps/describe.html", context, status=422 if request.method == "POST" else 200)


def _kept(request: Request, form: Description, app_id: int | None) -> HttpResponse | None:
    """Keep what was typed, wrong or not, as long as the app can be called something; say what is lacking."""
    app = queries.own_app(request.actor, app_id) if app_id else None
    sound = form.is_valid()
    if {"name", "code"} & set(form.errors):
        return None
    try:
        made = actions.describe(
            actor=request.actor, app=app, code=form.cleaned_data["code"], name=form.cleaned_data["name"],
            typed=form.typed(), open_=app is not None and reviews.is_with_vendor(app),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return None
    if sound:
        messages.success(request, gettext("已保存，说明完整，可以提交审核。"))
    else:
        messages.info(request, gettext("已保存。还有内容要改正，提示在各项旁边。"))
    return redirect("apps:describe", made.pk)
