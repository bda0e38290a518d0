"""Entrances of apps."""

from django.db.models import QuerySet

from shuren.kernel.actors import Actor
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.apps import api as apps
from shuren.modules.sso.models import Client, Service
from shuren.modules.sso.rules import addresses


def client_in_use(client_id: str) -> Client | None:
    """Return a client whose app is in use today."""
    found = Client.objects.filter(client_id=client_id, ended_at=None).prefetch_related("secrets").first()
    return found if found is not None and is_in_use(found.app_id) else None


def is_in_use(app_id: int) -> bool:
    """Say whether an app may be used today."""
    try:
        apps.app_by_id(app_id)
    except NotFoundHere:
        return False
    return True


def service_at(address: str) -> Service | None:
    """Return the service that an address belongs to, the one with the longest prefix, if its app is in use today."""
    if not addresses.is_whole(address):
        return None
    rows = Service.objects.filter(ended_at=None, prefix__startswith=f"{addresses.origin_of(address)}/")
    fitting = [row for row in rows if addresses.is_below(row.prefix, address)]
    found = max(fitting, key=lambda row: len(row.prefix), default=None)
    return found if found is not None and is_in_use(found.app_id) else None


def own_apps(actor: Actor) -> list[apps.Listed]:
    """Return the apps in use of the vendor who acts, by name."""
    return apps.offered_by(actor)


def own_app(actor: Actor, app_id: int) -> apps.Listed:
    """Return one of them. Raises NotFoundHere."""
    for app in own_apps(actor):
        if app.id == app_id:
            return app
    raise NotFoundHere


def clients_of(app_id: int) -> QuerySet[Client]:
    """Return the clients of an app that are in use, oldest first."""
    return Client.objects.filter(app_id=app_id, ended_at=None).prefetch_related("secrets").order_by("id")


def services_of(app_id: int) -> QuerySet[Service]:
    """Return the services of an app that are in use, oldest first."""
    return Service.objects.filter(app_id=app_id, ended_at=None).order_by("id")


def own_client(actor: Actor, client_id: int) -> Client:
    """Return a client of one of the vendor's own apps. Raises NotFoundHere."""
    found = Client.objects.filter(pk=client_id, ended_at=None).prefetch_related("secrets").first()
    if found is None:
        raise NotFoundHere
    own_app(actor, found.app_id)
    return found


def own_service(actor: Actor, service_id: int) -> Service:
    """Return a service of one of the vendor's own apps. Raises NotFoundHere."""
    found = Service.objects.filter(pk=service_id, ended_at=None).first()
    if found is None:
        raise NotFoundHere
    own_app(actor, found.app_id)
    return found
