"""Powerful roles that wait for a second person, and the yearly review of grants."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy, sensitive
from shuren.kernel.refusals import Refused
from shuren.spine.identity import forms, queries
from shuren.spine.identity import permissions as can
from shuren.spine.identity.actions import explaining, reviewing
from shuren.spine.identity.actions import proposals as deeds
from shuren.spine.identity.queries import proposed
from shuren.spine.identity.queries import reviewing as reviews

RECENT = 50


@policy(can.decide_grants)
@require_safe
def proposals(request: Request) -> HttpResponse:
    """What waits for a decision, and what was decided lately."""
    rows = proposed.proposals_for(request.actor)
    context = {
        "waiting": list(rows.filter(state="waiting").order_by("id")),
        "decided": list(rows.exclude(state="waiting").order_by("-decided_at", "-id")[:RECENT]),
        "may_decide": request.actor.may(can.secure_accounts),
        "may_withdraw": request.actor.may(can.manage_accounts),
        "barred": lambda row: request.actor.id in {row.asked_by_key, row.account.key},
        "role_label": queries.label_of_role,
    }
    return render(request, "identity/proposals.html", context)


@policy(can.secure_accounts)
@sensitive
@require_POST
def decide(request: Request, proposal_id: int) -> HttpResponse:
    """Agree or refuse."""
    accept = request.POST.get("accept") == "yes"
    reason = request.POST.get("reason", "")
    deeds.decide(actor=request.actor, proposal_id=proposal_id, accept=accept, reason=reason, at=timezone.now())
    messages.success(
        request, gettext("已同意，从今天起生效。") if accept else gettext("已记录不同意，申请人可以看到理由。")
    )
    return redirect("identity:proposals")


@policy(can.manage_accounts)
@require_POST
def withdraw(request: Request, proposal_id: int) -> HttpResponse:
    """Take a proposal back."""
    deeds.withdraw(actor=request.actor, proposal_id=proposal_id, at=timezone.now())
    messages.success(request, gettext("已撤回授权申请。"))
    return redirect("identity:proposals")


@policy(can.review_grants)
@require_http_methods(["GET", "POST"])
def review(request: Request) -> HttpResponse:
    """The grants to be reviewed: those ticked are kept for a year, or taken back."""
    refused = ""
    if request.method == "POST":
        try:
            return _reviewed(request)
        except Refused as refusal:
            refused = refusal.sentence
    now = timezone.now()
    due = reviews.due(request.actor, now)
    context = {
        "rows": list(due[: reviews.SHOWN]), "total": due.count(), "refused": refused,
        "ends_on": reviews.ends_on, "role_label": queries.label_of_role,
        "ticked": set(request.POST.getlist("grant")),
    }  # fmt: skip
    return render(request, "identity/grant_review.html", context, status=422 if refused else 200)


def _reviewed(request: Request) -> HttpResponse:
    chosen = {int(text) for text in request.POST.getlist("grant") if text.isdecimal()}
    if request.POST.get("what") == "take_back":
        count = reviewing.take_back(actor=request.actor, chosen=chosen, at=timezone.now())
        told = ngettext("已收回 %(count)s 项授权。", "已收回 %(count)s 项授权。", count)
    else:
        count = reviewing.keep(actor=request.actor, chosen=chosen, at=timezone.now())
        told = ngettext("已复核并保留 %(count)s 项授权。", "已复核并保留 %(count)s 项授权。", count)
    messages.success(request, told % {"count": count})
    return redirect("identity:grant_review")


@policy(can.view_accounts)
@require_http_methods(["GET", "POST"])
def why(request: Request, account_id: int) -> HttpResponse:
    """Why somebody can, or cannot, open a page."""
    account = queries.account_for(request.actor, account_id)
    form = forms.PageAddress(request.POST or None)
    told = submitted(
        form, lambda address: explaining.explain(
            actor=request.actor, account=account, address=address, host=request.get_host()
        )
    )  # fmt: skip
    context = {"account": account, "form": form, "told": told, "role_label": queries.label_of_role}
    return render(request, "identity/why.html", context, status=status_of(form))
