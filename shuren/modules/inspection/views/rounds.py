"""Rounds: list, one with its items and units, its life."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.workflow.queries import steps_open_to
from shuren.modules.inspection import forms
from shuren.modules.inspection import permissions as can
from shuren.modules.inspection.actions import rounds as actions
from shuren.modules.inspection.queries import rounds as queries
from shuren.modules.inspection.workflows import RoundWorkflow


@policy(can.plan_checks)
@require_safe
def rounds(request: Request) -> HttpResponse:
    """List the rounds planned at and below one's node."""
    page = queries.ROUNDS.page(queries.rounds_for(request.actor), request.GET, request.actor)
    return render(request, "inspection/rounds.html", {"page": page})


@policy(can.plan_checks)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Draft a round."""
    known, today = queries.forms_for(request.actor), timezone.localdate()
    form = forms.NewRound(request.POST or None, known=known, initial={"from_on": today})
    made = submitted(
        form,
        lambda form_of, **typed: actions.plan(actor=request.actor, what=actions.Told(**typed), form_of=form_of or 0),
    )
    if made is not None:
        return redirect("inspection:round", round_id=made.pk)
    return render(request, "inspection/round_form.html", {"form": form, "round": None}, status=status_of(form))


@policy(can.plan_checks)
@require_http_methods(["GET", "POST"])
def change(request: Request, round_id: int) -> HttpResponse:
    """Change what is said of a round."""
    found = queries.round_for(request.actor, round_id)
    initial = {name: getattr(found, name) for name in actions.Told.__dataclass_fields__}
    form = forms.PlanRound(request.POST or None, initial=initial)
    changed = submitted(
        form, lambda **typed: actions.change(actor=request.actor, round_id=round_id, what=actions.Told(**typed))
    )
    if changed is not None:
        return redirect("inspection:round", round_id=round_id)
    return render(request, "inspection/round_form.html", {"form": form, "round": found}, status=status_of(form))


@policy(can.plan_checks)
@require_safe
def round_(request: Request, round_id: int) -> HttpResponse:
    """Show one round: what is looked at, whom, by whom, and how far it is."""
    return _shown(request, round_id)


def _shown(
    request: Request, round_id: int, item: forms.AddItem | None = None, units: forms.AddUnits | None = None
) -> HttpResponse:
    actor, found = request.actor, queries.round_for(request.actor, round_id)
    refused = next((form for form in (item, units) if form is not None and form.errors), None)
    is_open = found.state in {"draft", "issued"}
    context = {
        "round": found,
        "items": list(found.items.all()),
        "visits": queries.visits_of(found),
        "inspectors": list(queries.inspectors_for(found.org_path).values()) if is_open else [],
        "item_form": item or forms.AddItem(),
        "unit_form": units or forms.AddUnits(authorities=queries.authorities_for(actor) if is_open else []),
        "steps": steps_open_to(RoundWorkflow, actor, found),
        "is_open": is_open,
        "today": timezone.localdate(),
    }
    return render(request, "inspection/round.html", context, status=status_of(refused) if refused else 200)


@policy(can.plan_checks)
@require_POST
def add_item(request: Request, round_id: int) -> HttpResponse:
    """Add something to look at."""
    form = forms.AddItem(request.POST)
    made = submitted(form, lambda **typed: actions.add_item(actor=request.actor, round_id=round_id, **typed))
    return _shown(request, round_id, item=form) if made is None else redirect("inspection:round", round_id=round_id)


@policy(can.plan_checks)
@require_POST
def remove_item(request: Request, round_id: int, item_id: int) -> HttpResponse:
    """Take an item out."""
    actions.remove_item(actor=request.actor, round_id=round_id, item_id=item_id)
    return redirect("inspection:round", round_id=round_id)


@policy(can.plan_checks)
@require_POST
def add_units(request: Request, round_id: int) -> HttpResponse:
    """Add units to look at."""
    form = forms.AddUnits(request.POST, authorities=queries.authorities_for(request.actor))
    count = submitted(
        form,
        lambda names, authority: actions.add_units(
            actor=request.actor, round_id=round_id, names=names, authority=authority or 0
        ),
    )
    if count is None:
        return _shown(request, round_id, units=form)
    messages.success(
        request, ngettext("已添加 %(count)s 个单位。", "已添加 %(count)s 个单位。", count) % {"count": count}
    )
    return redirect("inspection:round", round_id=round_id)


@policy(can.plan_checks)
@require_POST
def remove_unit(request: Request, round_id: int, visit_id: int) -> HttpResponse:
    """Take a unit out."""
    actions.remove_unit(actor=request.actor, round_id=round_id, visit_id=visit_id)
    return redirect("inspection:round", round_id=round_id)


@policy(can.plan_checks)
@require_POST
def assign(request: Request, round_id: int) -> HttpResponse:
    """Send people to units."""
    chosen = {name: forms.ids_of(request.POST.getlist(name)) for name in ("visits", "accounts")}
    count = actions.assign(actor=request.actor, round_id=round_id, **chosen)
    said = ngettext("已指派 %(count)s 个单位的核查人员。", "已指派 %(count)s 个单位的核查人员。", count)
    messages.success(request, said % {"count": count})
    return redirect("inspection:round", round_id=round_id)


@policy(can.plan_checks)
@require_POST
def step(request: Request, round_id: int, name: str) -> HttpResponse:
    """Issue, drop or close a round."""
    found = actions.step(actor=request.actor, round_id=round_id, name=name)
    if name == RoundWorkflow.issue.name:
        messages.success(request, _("已下达，核查人员会收到待办。"))
    return redirect("inspection:round", round_id=found.pk)
