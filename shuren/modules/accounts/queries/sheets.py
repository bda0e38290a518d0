"""Sheets of first sign-in codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from shuren.kernel.refusals import NotFoundHere
from shuren.modules.accounts import permissions as can
from shuren.modules.accounts.models import Sheet, SheetLine
from shuren.modules.accounts.queries.groups import classes_of, is_limited

if TYPE_CHECKING:
    from shuren.kernel.actors import Actor

RECENT = 20


def sheets_for(actor: Actor) -> QuerySet[Sheet]:
    """Return the sheets of the actor's school; or those of the classes headed."""
    rows: QuerySet[Sheet] = Sheet.objects.visible_to(actor, can.opening(actor)).select_related("school_class", "school")
    return rows.filter(school_class__in=classes_of(actor)) if is_limited(actor) else rows


def recent(actor: Actor) -> list[Sheet]:
    """Return the latest sheets with the numbers of their people and of codes that still open."""
    counted = sheets_for(actor).annotate(
        people=Count("lines"), open=Count("lines", filter=Q(lines__code__isnull=False))
    )
    return list(counted.order_by("-id")[:RECENT])


def sheet_for(actor: Actor, sheet_id: int) -> Sheet:
    """Return one sheet. Raises NotFoundHere."""
    found = sheets_for(actor).filter(pk=sheet_id).first()
    if found is None:
        raise NotFoundHere
    return found


def lines_of(sheet: Sheet) -> list[SheetLine]:
    """Return the people of a sheet by name."""
    rows = SheetLine.objects.within(sheet.org_path).filter(sheet=sheet).select_related("account")
    return list(rows.order_by("name_key", "id"))
