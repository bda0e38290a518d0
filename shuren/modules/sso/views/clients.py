"""The vendor's pages: entrances of its own apps, their addresses and secrets."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.modules.sso import forms
from shuren.modules.sso import permissions as can
from shuren.modules.sso.actions import clients as actions
from shuren.modules.sso.actions.asking import issuer
from shuren.modules.sso.queries import clients as queries


@policy(can.keep_clients)
@require_safe
def client_list(request: Request) -> HttpResponse:
    """The apps in use of the vendor, each with its entrances."""
    listed = [
        {"app": app, "clients": list(queries.clients_of(app.id)), "services": list(queries.services_of(app.id))}
        for app in queries.own_apps(request.actor)
    ]
    return render(request, "sso/client_list.html", {"listed": listed, "issuer": issuer()})


@policy(can.keep_clients)
@never_cache
@require_http_methods(["GET", "POST"])
def add_client(request: Request, app_id: int) -> HttpResponse:
    """Register a client; its secret is told on the page that answers, and never again."""
    app = queries.own_app(request.actor, app_id)
    form = forms.NewClient(request.POST or None)

    def add(**typed: Any) -> actions.Opened:
        return actions.add_client(actor=request.actor, app_id=app.id, at=timezone.now(), **typed)

    opened = submitted(form, add)
    if opened is not None:
        return render(request, "sso/secret_told.html", {"opened": opened, "is_new": True, "issuer": issuer()})
    return render(request, "sso/client_form.html", {"form": form, "app": app}, status=status_of(form))


@policy(can.keep_clients)
@require_http_methods(["GET", "POST"])
def client(request: Request, client_id: int) -> HttpResponse:
    """One client: what is registered of it, its secrets, and the form that changes it."""
    found = queries.own_client(request.actor, client_id)
    form = forms.ChangedClient(request.POST or None, initial=forms.ChangedClient.of(found))

    def change(**typed: Any) -> object:
        return actions.change_client(actor=request.actor, client=found, **typed)

    if submitted(form, change) is not None:
        return redirect("sso:client", client_id=client_id)
    context = {"client": found, "form": form, "secrets": list(found.secrets.order_by("-id")[:3]), "issuer": issuer()}
    return render(request, "sso/client.html", context, status=status_of(form))


@policy(can.keep_clients)
@never_cache
@require_POST
def change_secret(request: Request, client_id: int) -> HttpResponse:
    """Make a new secret and tell it, once."""
    found = queries.own_client(request.actor, client_id)
    opened = actions.change_secret(actor=request.actor, client=found, at=timezone.now())
    return render(request, "sso/secret_told.html", {"opened": opened, "is_new": False, "issuer": issuer()})


@policy(can.keep_clients)
@require_POST
def end_client(request: Request, client_id: int) -> HttpResponse:
    """Close an entrance."""
    actions.end_client(actor=request.actor, client=queries.own_client(request.actor, client_id), at=timezone.now())
    return redirect("sso:client_list")


@policy(can.keep_clients)
@require_http_methods(["GET", "POST"])
def add_service(request: Request, app_id: int) -> HttpResponse:
    """Register a CAS service."""
    app = queries.own_app(request.actor, app_id)
    form = forms.NewService(request.POST or None)

    def add(**typed: Any) -> object:
        return actions.add_service(actor=request.actor, app_id=app.id, **typed)

    if submitted(form, add) is not None:
        return redirect("sso:client_list")
    return render(request, "sso/service_form.html", {"form": form, "app": app}, status=status_of(form))


@policy(can.keep_clients)
@require_POST
def end_service(request: Request, service_id: int) -> HttpResponse:
    """Close a CAS service."""
    actions.end_service(actor=request.actor, service=queries.own_service(request.actor, service_id), at=timezone.now())
    return redirect("sso:client_list")
