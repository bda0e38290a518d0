"""The ledger of changes, and one change through its life."""

from operator import itemgetter
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.actors import name_shown
from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.workflow.queries import history_of, steps_open_to
from shuren.spine.orgs import actions, forms, queries
from shuren.spine.orgs import permissions as can
from shuren.spine.orgs.queries import words
from shuren.spine.orgs.workflows import ChangeState, ChangeWorkflow

BY_HAND = ("since", "until")  # filters that are typed, not chosen
EFFECTS_SHOWN = 100

LISTING = Listing(
    columns=(
        Column("title", _("变动内容"), lambda row: row.title, link=lambda row: reverse("orgs:change", args=[row.pk])),
        Column("effective_on", _("生效日期"), lambda row: row.effective_on, "effective_on"),
        Column("kind", _("变动类型"), lambda row: row.get_kind_display()),
        Column("document", _("批准文号"), lambda row: row.document),
        Column("state", _("状态"), lambda row: row.get_state_display()),
        Column("orgs", _("机构数"), lambda row: row.outcome.get("orgs"), align="end"),
        Column("classes", _("班级数"), lambda row: row.outcome.get("classes"), align="end"),
        Column("persons", _("人数"), lambda row: row.outcome.get("persons"), align="end"),
        Column("actor", _("办理人"), lambda row: name_shown(row.actor_name)),
        Column("recorded_at", _("登记时间"), lambda row: row.recorded_at, "recorded_at"),
    ),
    default_sort="-effective_on",
    filters=(
        Filter("kind", _("变动类型"), forms.KINDS),
        Filter("state", _("状态"), ChangeState.choices),
        Filter("since", _("生效自"), (), apply=queries.changes_since),
        Filter("until", _("生效至"), (), apply=queries.changes_until),
    ),
    search=queries.changes_matching,
    search_hint=_("机构名称或文号"),
)


@policy(can.view_orgs)
@require_safe
def change_list(request: Request) -> HttpResponse:
    """The changes of one's part of the tree, the latest first."""
    page = LISTING.page(queries.changes_visible_to(request.actor), request.GET.dict(), request.actor)
    context = {
        "page": page,
        "chosen": [item for item in page.filters if item[0].key not in BY_HAND],
        "typed": {key: page.query.get(key, "") for key in BY_HAND},
    }
    return render(request, "orgs/change_list.html", context)


@policy(can.view_orgs)
@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """The ledger as a file."""
    found = taken(LISTING, queries.changes_visible_to(request.actor), request.GET.dict())
    name = gettext("机构变动 %(day)s") % {"day": timezone.localdate().isoformat()}
    return exported(LISTING, found, name=name, form=form)


@policy(can.view_orgs)
@require_safe
def change(request: Request, change_id: int) -> HttpResponse:
    """One change: what was ordered, what it did, what can be done with it."""
    found = queries.change_for(request.actor, change_id)
    effects = queries.effects_of(found)
    steps = steps_open_to(ChangeWorkflow, request.actor, found)
    is_due = found.effective_on <= timezone.localdate()
    context: dict[str, Any] = {
        "change": found,
        "effects": effects[: EFFECTS_SHOWN + 1],
        "effects_shown": EFFECTS_SHOWN,
        "moves": queries.class_moves_of(found),
        "steps": [one for one in steps if one.name != "fail" and (one.name != "carry_out" or is_due)],
        "history": history_of(found),
        "held": [(words.held_label(name), count) for name, count in found.outcome.get("held", {}).items()],
        "may_open": request.actor.covers,
        "many": actions.MANY,
        "row_url": itemgetter("url"),
    }
    return render(request, "orgs/change.html", context)


@policy(can.change_orgs)
@require_POST
def step(request: Request, change_id: int, name: str) -> HttpResponse:
    """Confirm, withdraw, carry out or undo a change."""
    found = queries.change_for(request.actor, change_id, can.change_orgs)
    reason = request.POST.get("reason", "")
    match name:
        case "confirm":
            actions.confirm(actor=request.actor, change=found)
        case "carry_out":
            actions.take_effect(actor=request.actor, change=found)
        case "withdraw":
            actions.withdraw(actor=request.actor, change=found, reason=reason)
        case "undo":
            actions.undo(actor=request.actor, change=found, reason=reason)
        case _:
            raise Http404
    return redirect("orgs:change", found.pk)
