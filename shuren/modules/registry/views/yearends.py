"""The end of a school year: acts, their preview, carrying out and undoing."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, in_background, policy
from shuren.kernel.jobs import queries as jobs
from shuren.kernel.workflow.queries import history_of, steps_open_to
from shuren.modules.registry import forms
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import yearends as actions
from shuren.modules.registry.queries import diplomas
from shuren.modules.registry.queries import yearends as queries
from shuren.modules.registry.queries.words import OUTCOME_LABELS
from shuren.modules.registry.rules import yearend as rules
from shuren.modules.registry.workflows import YearEndWorkflow


@policy(can.close_year)
@require_http_methods(["GET", "POST"])
def acts(request: Request) -> HttpResponse:
    """The acts of one's part of the tree, and the start of a new one."""
    form = forms.PrepareYearEnd(request.POST or None, years=actions.years_open(timezone.localdate()))
    made = submitted(form, lambda year: actions.prepare(actor=request.actor, year=year))
    if made is not None:
        return redirect("registry:year_end", made.pk)
    page = queries.ACTS.page(queries.acts_for(request.actor), request.GET.dict(), request.actor)
    return render(request, "registry/year_ends.html", {"page": page, "form": form}, status=status_of(form))


@policy(can.close_year)
@require_safe
def act(request: Request, act_id: int) -> HttpResponse:
    """One act: what it does, whom it leaves behind, what can be done now."""
    found = queries.act_for(request.actor, act_id)
    run = jobs.latest_about(actions.SUBJECT, found.pk)
    context = {
        "act": found,
        "run": run,
        "is_busy": run is not None and not run.is_over,
        "failed": run is not None and run.state == "failed" and not diplomas.voided_since(found, run.finished_at),
        "totals": queries.totals(found),
        "labels": OUTCOME_LABELS,
        "figures": queries.figures(found, request.GET.get("at", "")),
        "page": queries.LEFT_BEHIND.page(queries.left_behind(found), request.GET.dict(), request.actor),
        "may": [step.name for step in steps_open_to(YearEndWorkflow, request.actor, found)],
        "opens": rules.opens_on(found.school_year),
        "is_open": timezone.localdate() >= rules.opens_on(found.school_year),
        "is_large": rules.needs_second_person(found.pupils),
        "numbers": diplomas.counts(found),
        "may_number": request.actor.may(can.number_diplomas),
        "history": history_of(found),
        "step_labels": {step.name: step.label for step in YearEndWorkflow.steps()},
    }
    return render(request, "registry/year_end.html", context)


@policy(can.close_year)
@in_background
@require_safe
def progress(request: Request, act_id: int) -> HttpResponse:
    """Answer the poll of an act at work; once it is over, have the whole page come again."""
    found = queries.act_for(request.actor, act_id)
    run = jobs.latest_about(actions.SUBJECT, found.pk)
    response = render(request, "registry/_year_end_progress.html", {"act": found, "run": run})
    if run is None or run.is_over:
        response["HX-Refresh"] = "true"
    return response


@policy(can.close_year)
@require_POST
def step(request: Request, act_id: int, name: str) -> HttpResponse:
    """Preview again, carry out, undo or give up an act."""
    found = queries.act_for(request.actor, act_id)
    if name == "discard":
        actions.discard(actor=request.actor, act=found)
    else:
        actions.queue(actor=request.actor, act=found, job=name, reason=request.POST.get("reason", ""))
    return redirect("registry:year_end", act_id)


@policy(can.close_year)
@require_safe
def export(request: Request, act_id: int, form: str) -> HttpResponseBase:
    """The pupils whom an act leaves behind, as a file."""
    found = queries.act_for(request.actor, act_id)
    rows = taken(queries.LEFT_BEHIND, queries.left_behind(found), request.GET.dict())
    return exported(queries.LEFT_BEHIND, rows, name=f"{gettext('不升级不毕业名单')}_{found.school_year}", form=form)
