"""The page of the clearing officer: a ruling for each question, then the request as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from shuren.kernel.http.forms import submitted
from shuren.kernel.http.policy import policy
from shuren.kernel.refusals import Refused
from shuren.modules.collection import forms
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions import clearing as actions
from shuren.modules.collection.queries import clearing as queries
from shuren.modules.collection.queries import pages
from shuren.modules.collection.rules.kinds import Ruling

if TYPE_CHECKING:
    from django.http import HttpResponse

    from shuren.kernel.http.policy import Request


@policy(can.clear_requests)
@require_http_methods(["GET", "POST"])
def clearing(request: Request, case_id: int) -> HttpResponse:
    """Rule the questions of a request; what is not ruled yet may be ruled later."""
    context = _context(request, case_id)
    form = forms.RuleQuestions(request.POST or None, questions=context["to_rule"])

    def rule(**typed: Any) -> bool:
        actions.rule(actor=request.actor, case_id=case_id, ruled=_ruled(request, context["to_rule"], typed))
        return True

    if submitted(form, rule):
        messages.success(request, gettext("审核意见已保存。"))
        return redirect("collection:clearing", case_id)
    status = 422 if form.is_bound else 200
    return render(
        request, "collection/clearing.html", context | {"form": form, "decide": forms.Decide()}, status=status
    )


def _ruled(request: Request, questions: list[Any], typed: dict[str, Any]) -> list[actions.Ruled]:
    """Return what was ruled; the button for all the rest grants what has no ruling yet."""
    rest = Ruling.ASKED if "rest" in request.POST else Ruling.OPEN
    return [
        actions.Ruled(one.pk, Ruling(typed[f"ruling_{one.pk}"]) or rest, typed[f"why_{one.pk}"]) for one in questions
    ]


@policy(can.clear_requests)
@require_POST
def decide(request: Request, case_id: str, verb: str) -> HttpResponse:
    """Grant and send a request, return it to its drafter, or turn it down."""
    number = int(case_id)
    context = _context(request, number)
    form = forms.Decide(request.POST)
    try:
        why = form.cleaned_data["why"] if form.is_valid() else ""
        actions.decide(actor=request.actor, case_id=number, verb=actions.Decision(verb), why=why)
    except Refused as refusal:
        if refusal.status not in {409, 422}:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        rulings = forms.RuleQuestions(questions=context["to_rule"])
        return render(request, "collection/clearing.html", context | {"form": rulings, "decide": form}, status=422)
    done = {
        "grant": gettext("已准予下达。"),
        "back": gettext("已退回起草人修改。"),
        "refuse": gettext("已决定不予下达。"),
    }
    messages.success(request, done[verb])
    return redirect("collection:request", context["row"].pk)


@policy(can.clear_requests)
@require_POST
def take(request: Request, case_id: int, question_id: int) -> HttpResponse:
    """Have a question answered by what was found after all, instead of asking it anew."""
    source = request.POST.get("source", "")
    ruled = [actions.Ruled(question_id, Ruling.OPEN, source=source)]
    actions.rule(actor=request.actor, case_id=case_id, ruled=ruled)
    return redirect("collection:clearing", case_id)


def _context(request: Request, case_id: int) -> dict[str, Any]:
    case, row = queries.clearing_for(request.actor, case_id)
    context = pages.of_request(request.actor, row.pk)
    ruled = queries.to_rule(row, [one.question for one in context["rows"]])
    shown = {one.question.pk: one for one in context["rows"]}
    return context | {"case": case, "to_rule": ruled, "shown": shown, "open": sum(not one.ruling for one in ruled)}
