"""Apps as their vendor, the officers and the schools see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.paths import ancestors_of
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.apps.models import App
from shuren.modules.apps.permissions import view_apps
from shuren.modules.apps.queries.vendors import own_vendor, vendor_of
from shuren.modules.apps.workflows import AppState
from shuren.spine.orgs.models import Org

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor


def _named(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(name__contains=text) | Q(code__contains=text.lower()) | Q(vendor__name__contains=text))


def _link(app: App) -> str:
    return reverse("apps:app", args=(app.pk,))


APPS = Listing(
    columns=(
        Column("name", _("应用"), lambda row: row.name, "name_key", link=_link),
        Column("vendor", _("提供者"), lambda row: row.vendor.name),
        Column("state", _("状态"), lambda row: row.get_state_display()),
        Column("until", _("有效期至"), lambda row: row.lasts_until),
    ),
    default_sort="name",
    filters=(Filter("state", _("状态"), AppState.choices),),
    search=_named,
    search_hint=_("应用、代码或提供者"),
)


def own_apps(actor: Actor) -> list[App]:
    """Return the apps of the vendor that the actor stands for, by name."""
    vendor = own_vendor(actor)
    return list(App.objects.within("").filter(vendor=vendor).select_related("vendor").order_by("name_key", "id"))


def own_app(actor: Actor, app_id: int) -> App:
    """Return one of the actor's own apps. Raises NotFoundHere."""
    vendor = vendor_of(actor)
    found: App | None = App.objects.within("").filter(vendor=vendor, pk=app_id).select_related("vendor").first()
    if found is None or vendor is None:
        raise NotFoundHere
    return found


def apps_below(actor: Actor) -> QuerySet[App]:
    """Return the apps reviewed at and below the actor's node, and those admitted above it. Raises Forbidden."""
    below = App.objects.visible_to(actor, view_apps).order_by().values("pk")
    above = Q(org_path__in=ancestors_of(actor.path), state__in=(AppState.IN_USE, AppState.SUSPENDED))
    rows: QuerySet[App] = App.objects.within("").filter(above | Q(pk__in=below))
    return rows.select_related("vendor")


def app_for(actor: Actor, app_id: int) -> App:
    """Return an app that concerns the actor's node. Raises NotFoundHere."""
    found = apps_below(actor).filter(pk=app_id).first()
    if found is None:
        raise NotFoundHere
    return found


def app_of_case(app_id: int) -> App:
    """Return an app for the case about it. Raises NotFoundHere."""
    found: App | None = App.objects.within("").filter(pk=app_id).select_related("vendor").first()
    if found is None:
        raise NotFoundHere
    return found


def code_is_taken(code: str, but: int | None = None) -> bool:
    return bool(App.objects.within("").filter(code=code).exclude(pk=but).exists())


def is_over(app: App) -> bool:
    """Say whether an admission has run out, whatever has been noted."""
    return app.lasts_until is not None and app.lasts_until < timezone.localdate()


def city_above(path: str) -> str:
    """Return the path of the city of an authority, where its security administrator stands; its own above cities."""
    org = Org.objects.within("").filter(path=path).select_related("city").first()
    return org.city.path if org is not None and org.city else path
