"""Ordering a change: type it, see what it would do, confirm."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import Forbidden
from shuren.spine.orgs import actions, forms, queries
from shuren.spine.orgs import permissions as can
from shuren.spine.orgs.queries import words

STEPS = ("edit", "preview", "confirm")  # what a sent form asks for


@policy(can.change_orgs)
@require_http_methods(["GET", "POST"])
def order(request: Request, org_id: int, kind: str) -> HttpResponse:
    """One change of one org, from the form to the deed."""
    org = queries.org_for(request.actor, org_id, can.change_orgs)
    if kind not in forms.FORMS:
        raise Http404
    if kind not in dict(forms.kinds_for(org, request.actor)):
        raise Forbidden
    label = dict(forms.kinds_for(org, request.actor))[kind]
    step = request.POST.get("step", "edit")
    form = forms.FORMS[kind][1](request.POST or None, org=org, actor=request.actor, initial=request.GET.dict())
    context: dict[str, Any] = {"org": org, "kind": kind, "label": label, "form": form}
    if step == "confirm":
        done = submitted(form, lambda **_: _decide(request, form))
        if done is not None:
            return redirect("orgs:change", done.pk)
    if step == "preview":
        outcome = submitted(form, lambda **_: _preview(request, form))
        if outcome is not None:
            return render(request, "orgs/preview.html", {**context, **_previewed(request, form, outcome)})
    return render(request, "orgs/order.html", context, status=status_of(form) if step != "edit" else 200)


def _preview(request: Request, form: forms.OrderForm) -> Any:
    return actions.preview(actor=request.actor, order=form.order(), paper=form.paper())


def _decide(request: Request, form: forms.OrderForm) -> Any:
    return actions.decide(actor=request.actor, order=form.order(), paper=form.paper())


def _previewed(request: Request, form: forms.OrderForm, outcome: Any) -> dict[str, Any]:
    paper = form.paper()
    kept = [(key, value) for key in request.POST for value in request.POST.getlist(key)]
    return {
        "order": form.order(),
        "paper": paper,
        "outcome": outcome,
        "title": actions.title_of(form.order()),
        "held": [(words.held_label(name), count) for name, count in outcome.held.items()],
        "needs_second": outcome.persons > actions.MANY,
        "many": actions.MANY,
        "is_future": paper.on > timezone.localdate(),
        "is_past": paper.on < timezone.localdate(),
        "differences": _differences(form),
        "sent": [(key, value) for key, value in kept if key not in {"step", "csrfmiddlewaretoken"}],
    }


def _differences(form: forms.OrderForm) -> list[tuple[Any, str, str]]:
    """Return (field, before, after) for facts that would change."""
    facts = getattr(form.order(), "facts", None) or {}
    now = getattr(form, "version", None)
    pairs = []
    for name, after in facts.items():
        before = getattr(now, name, None) if now is not None and hasattr(now, name) else getattr(form.org, name, "")
        is_new = isinstance(form, forms.OpenOrg)
        pairs.append((words.FIELDS[name], "" if is_new else words.written(name, before), words.written(name, after)))
    return pairs
