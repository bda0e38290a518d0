"""The ledger of burden: by place, by who asks, down to what one unit was asked; the ceilings; and what all may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.export import exported
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import policy, public
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.collection import forms
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions import ceilings as actions
from shuren.modules.collection.queries import burden as queries
from shuren.modules.collection.queries import ledger
from shuren.spine.orgs.queries import lookup

if TYPE_CHECKING:
    from django.http import HttpResponse, HttpResponseBase

    from shuren.kernel.http.policy import Request


@policy(can.view_burden)
@require_safe
def own(request: Request) -> HttpResponse:
    """The burden of one's own node."""
    org = lookup.own_org(request.actor)
    if org is None:
        raise NotFoundHere
    return _page(request, org)


@policy(can.view_burden)
@require_safe
def unit(request: Request, org_id: int) -> HttpResponse:
    """The burden of a node below."""
    return _page(request, ledger.unit_for(request.actor, org_id))


def _page(request: Request, org: Any) -> HttpResponse:
    years = ledger.years()
    year = _year(request, years)
    context = {
        "org": org,
        "crumbs": [one for one in lookup.breadcrumb(org) if request.actor.covers(one.path)],
        "year": year,
        "years": years,
        "whole": ledger.whole(org.path, year),
        "ceiling": ledger.ceiling_of(org),
        "places": ledger.by_place(org, year) if org.is_authority else [],
        "askers": ledger.by_asker(org.path, year),
        "owed": [] if org.is_authority else ledger.owed_by(org, year),
        "tables": ledger,
        "may_set": request.actor.may(can.set_ceilings),
    }
    return render(request, "collection/burden.html", context)


def _year(request: Request, years: list[int]) -> int:
    asked = request.GET.get("year", "")
    return int(asked) if asked in map(str, years) else timezone.localdate().year


@policy(can.view_burden)
@require_safe
def export(request: Request, org_id: int) -> HttpResponseBase:
    """The ledger of a node as a workbook: its places, or what one unit was asked."""
    org = ledger.unit_for(request.actor, org_id)
    year = _year(request, ledger.years())
    name = gettext("填报负担台账_{org}_{year}").format(org=org.name, year=year)
    if org.is_authority:
        return exported(ledger.PLACES, ledger.by_place(org, year), name=name, form="xlsx")
    return exported(ledger.OWED, ledger.owed_by(org, year), name=name, form="xlsx")


@policy(can.set_ceilings)
@require_http_methods(["GET", "POST"])
def ceilings(request: Request) -> HttpResponse:
    """The ceilings that hold at one's node, and setting one's own."""
    actor, today = request.actor, timezone.localdate()
    form = forms.SetCeiling(request.POST or None, initial={"from_on": today})
    if submitted(form, lambda **typed: actions.set_ceiling(actor=actor, **typed)) is not None:
        messages.success(request, gettext("上限已保存。"))
        return redirect("collection:ceilings")
    context = {
        "form": form,
        "present": queries.ceilings_of(actor.path, today).at(actor.path),
        "told": queries.told_ceilings(actor.path),
    }
    return render(request, "collection/ceilings.html", context, status=status_of(form))


@public
@require_safe
def public_ledger(request: Request) -> HttpResponse:
    """What everybody may see: who asks how much, and how much was spared, by authority; no school is named."""
    years = ledger.years()
    year = _year(request, years)
    context = {
        "year": year,
        "years": years,
        "whole": ledger.whole("", year),
        "askers": ledger.public_askers(year),
        "places": ledger.public_places(year),
        "tables": ledger,
    }
    return render(request, "collection/public_burden.html", context)
