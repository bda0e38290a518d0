"""The dictionary's items: what was asked of units and stands to be found by the next request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.access import require
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import policy
from shuren.modules.collection import forms
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions import items as actions
from shuren.modules.collection.queries import items as queries

if TYPE_CHECKING:
    from django.http import HttpResponse

    from shuren.kernel.http.policy import Request

MOST_ASKED = 120  # characters of a question


@policy(can.view_requests)
@require_safe
def items(request: Request) -> HttpResponse:
    """Every item, and what the whole dictionary says to a question."""
    page = queries.LISTING.page(queries.listed(), request.GET.dict(), request.actor)
    asked = page.query.get("q", "").strip()[:MOST_ASKED]
    return render(request, "collection/items.html", {"page": page, "asked": asked, "found": queries.said_of(asked)})


@policy(can.view_requests)
@require_safe
def item(request: Request, item_id: int) -> HttpResponse:
    """One item: what it means, how it is had, who asked it."""
    row = queries.item_for(item_id)
    return _page(request, row, forms.ExplainItem(initial=queries.lines_of(row)))


@policy(can.clear_requests)
@require_POST
def explain(request: Request, item_id: int) -> HttpResponse:
    """Say what an item is also called, and out of what it is computed."""
    require(request.actor, can.clear_requests, queries.item_for(item_id).owner.path)
    form = forms.ExplainItem(request.POST)
    row = submitted(form, lambda **typed: actions.explain_item(actor=request.actor, item_id=item_id, **typed))
    if row is None:
        return _page(request, queries.item_for(item_id), form)
    messages.success(request, gettext("数据项的说明已保存。"))
    return redirect("collection:item", item_id)


def _page(request: Request, row: Any, form: forms.ExplainItem) -> HttpResponse:
    context = {
        "item": row,
        "form": form,
        "may_explain": request.actor.may(can.clear_requests) and request.actor.covers(row.owner.path),
        "formula": queries.formula_of(row),
        "level": queries.LEVELS.get(row.level, row.level),
        "asked_in": queries.asked_in(row, request.actor),
    }
    return render(request, "collection/item.html", context, status=status_of(form))
