"""Recording the steps of a project, and reversing what was recorded wrongly."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.words import Words
from shuren.modules.projects import forms
from shuren.modules.projects import permissions as can
from shuren.modules.projects.actions import records as actions
from shuren.modules.projects.actions import uses as reviews
from shuren.modules.projects.queries import projects as queries
from shuren.modules.projects.queries import records


@dataclass(frozen=True)
class Kind:
    """A kind of record: what its page is called, its form, the deed, and the day that is today unless said."""

    label: Words
    form: type[django_forms.Form]
    act: Callable[..., Any]
    day: str


KINDS = {
    "announcement": Kind(gettext_lazy("登记采购公告"), forms.Announce, actions.announce, "announced_on"),
    "award": Kind(gettext_lazy("登记成交结果"), forms.SetAward, actions.award, "awarded_on"),
    "contract": Kind(gettext_lazy("登记合同"), forms.SignContract, actions.sign_contract, "signed_on"),
    "payment": Kind(gettext_lazy("登记支付"), forms.Pay, actions.pay, "paid_on"),
    "ending": Kind(gettext_lazy("终止或结清"), forms.End, actions.end, "ended_on"),
    "review": Kind(gettext_lazy("绩效自评"), forms.SetReview, reviews.review, "reviewed_on"),
}


@policy(can.run_projects)
@require_http_methods(["GET", "POST"])
def new(request: Request, project_id: int, kind: str) -> HttpResponse:
    """Record the next step of a project."""
    project, of = queries.project_for(request.actor, project_id), KINDS[kind]
    form = of.form(request.POST or None, initial={of.day: timezone.localdate()})
    made = submitted(form, lambda **typed: of.act(actor=request.actor, project_id=project_id, **typed))
    if made is not None:
        messages.success(request, _("已登记。"))
        return redirect("projects:project", project_id)
    context = {"project": project, "form": form, "title": of.label, "reversed": None}
    return render(request, "projects/record.html", context, status=status_of(form))


@policy(can.run_projects)
@require_http_methods(["GET", "POST"])
def reverse(request: Request, project_id: int, kind: str, record_id: int) -> HttpResponse:
    """Reverse a record; it stays to be read."""
    project, model = queries.project_for(request.actor, project_id), records.REVERSIBLE[kind]
    row = records.of(model, project).filter(pk=record_id, reversed_at=None).first()
    if row is None:
        raise NotFoundHere
    form = (forms.ReversePayment if kind == "payment" else forms.Reverse)(request.POST or None)

    def act(**typed: str) -> bool:
        actions.reverse(actor=request.actor, project_id=project_id, kind=model, record_id=record_id, **typed)
        return True

    if submitted(form, act):
        messages.success(request, _("已冲销，原登记保留备查。"))
        return redirect("projects:project", project_id)
    title = _("冲销%(what)s") % {"what": model._meta.verbose_name}
    context = {"project": project, "form": form, "title": title, "reversed": row}
    return render(request, "projects/record.html", context, status=status_of(form))


@policy(can.run_projects)
@require_POST
def reach(request: Request, project_id: int, milestone_id: int) -> HttpResponse:
    """Record that a milestone is reached."""
    actions.reach(actor=request.actor, project_id=project_id, milestone_id=milestone_id)
    return redirect("projects:project", project_id)
