"""What a vendor offers, and what others call things of apps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shuren.modules.apps.models import App
from shuren.modules.apps.queries.granted import Listed, in_use, listed
from shuren.modules.apps.rules.items import ITEMS

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor


def offered_by(actor: Actor) -> list[Listed]:
    """Return the apps in use today of the vendor whose account acts, by name."""
    kind, _colon, number = actor.id.partition(":")
    if kind != "account" or not number.isdecimal():
        return []
    return [listed(app) for app in in_use().filter(vendor__account=int(number)).order_by("name_key", "id")]


def place_of(app_id: int) -> str:
    """Return the node at which an app is admitted, for the audit log; empty where there is no such app."""
    return App.objects.within("").filter(pk=app_id).values_list("org_path", flat=True).first() or ""


def label_of(item: str) -> str:
    """Return what a data item is called, in Chinese."""
    declared = ITEMS.get(item)
    return declared.label if declared else item
