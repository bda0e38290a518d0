"""Which admitted apps nobody uses (教技函〔2019〕55号: the list of apps in use is cleaned up regularly)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from shuren.modules.apps.models import App
from shuren.modules.apps.rules.terms import NOTICE_DAYS, UNUSED_DAYS
from shuren.modules.apps.workflows import AppState


@dataclass(frozen=True)
class Listed:
    """An app with the schools that have it switched on, and the last day on which anybody opened it."""

    app: App
    schools: int
    last_used_on: date | None


def unused(path: str) -> list[Listed]:
    """Return the apps admitted at and below a node that nobody has opened for a year, longest unused first.

    An app counts from its admission on: one that was admitted lately is not unused.
    """
    since = timezone.localdate() - timedelta(days=UNUSED_DAYS)
    found = [one for one in _admitted(path) if (one.last_used_on or one.app.admitted_on or date.max) < since]
    return sorted(found, key=lambda one: (one.last_used_on or date.min, one.app.pk))


def ending(path: str) -> list[Listed]:
    """Return the apps that run out within a month, the first to do so first."""
    by = timezone.localdate() + timedelta(days=NOTICE_DAYS)
    found = [one for one in _admitted(path) if one.app.lasts_until and one.app.lasts_until <= by]
    return sorted(found, key=lambda one: (one.app.lasts_until or date.max, one.app.pk))


def ended(path: str) -> list[App]:
    """Return the apps that have expired or were ended, by name."""
    rows = App.objects.within(path).filter(state__in=(AppState.EXPIRED, AppState.ENDED))
    return list(rows.select_related("vendor").order_by("name_key", "id"))


def address() -> str:
    return reverse("apps:clean_up")


def _admitted(path: str) -> list[Listed]:
    rows = App.objects.within(path).filter(state__in=(AppState.IN_USE, AppState.SUSPENDED)).select_related("vendor")
    told = rows.annotate(
        schools=Count("switches__school", filter=Q(switches__ended_at=None), distinct=True),
        last_used=Max("switches__last_used_on"),
    )
    return [Listed(app, app.schools, app.last_used) for app in told.order_by("id")]
