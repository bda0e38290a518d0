"""What rosters are made from: when each school granted what, and who has agreed; and whose apps there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from shuren.kernel.actors import range_of
from shuren.modules.apps.models import Consent
from shuren.modules.apps.queries.granted import Listed, in_use, listed
from shuren.modules.apps.queries.words import group_labels, item_labels

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shuren.kernel.actors import Actor

AGREED = ("person_id", "account_id", "org_path", "item", "given_at", "withdrawn_at")


def agreed_in(app_id: int) -> QuerySet[Consent, dict[str, Any]]:
    """Return the consents given to an app, also those taken back, for joining; rows of `AGREED`."""
    rows: QuerySet[Consent, dict[str, Any]] = Consent.objects.within("").filter(app=app_id).values(*AGREED)
    return rows


def offered_below(actor: Actor) -> list[Listed]:
    """Return the apps in use that were admitted at and below the actor's node, by name."""
    low, high = range_of(actor.path)
    rows = in_use().filter(org_path__gte=low, org_path__lt=high).order_by("name_key", "id")
    return [listed(app) for app in rows]


def in_words(groups: Iterable[str], items: Iterable[str]) -> tuple[str, str]:
    """Return how groups and items are called."""
    return group_labels(sorted(groups)), item_labels(items)
