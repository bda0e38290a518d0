"""What was found: list, record, picture, paper, answer."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.http.related import related_to
from shuren.kernel.workflow.queries import steps_open_to
from shuren.modules.inspection import forms
from shuren.modules.inspection import permissions as can
from shuren.modules.inspection.actions import visits as actions
from shuren.modules.inspection.queries import letters, papers
from shuren.modules.inspection.queries import visits as queries
from shuren.modules.inspection.workflows import VisitState, VisitWorkflow

KEPT = "private, max-age=3600, immutable"  # a picture never changes under its address


@policy(can.view_checks)
@require_safe
def visits(request: Request) -> HttpResponse:
    """List what was and is to be looked at, at and below one's node."""
    page = queries.VISITS.page(queries.visits_for(request.actor), request.GET, request.actor)
    return render(request, "inspection/visits.html", {"page": page, "may_plan": request.actor.may(can.plan_checks)})


@policy(can.view_checks)
@require_safe
def visit(request: Request, visit_id: int) -> HttpResponse:
    """Show what was found at a unit."""
    return _shown(request, visit_id, forms.SaySomething())


def _shown(request: Request, visit_id: int, form: forms.SaySomething) -> HttpResponse:
    actor, found = request.actor, queries.visit_for(request.actor, visit_id)
    may_plan = actor.may(can.plan_checks) and actor.covers(found.round.org_path)
    record = queries.record_of(found, with_aside=may_plan)
    actions.note_viewed(actor=actor, visit=found, photos=record.photo_count)
    context = {
        "visit": found,
        "record": record,
        "form": form,
        "steps": [one for one in steps_open_to(VisitWorkflow, actor, found) if one is not VisitWorkflow.hand_in],
        "may_plan": may_plan,
        "may_answer": actor.may(can.answer_checks) and actor.path == found.org_path and found.state == VisitState.DONE,
        "related": related_to(actor, "inspection.visit", found.pk) if record.findings else [],
        "letters": (sent := letters.about(actor, found)),
        "may_write": bool(record.findings)
        and letters.may_write(actor, found)
        and all(case.outcome for case, _address in sent),
    }
    return render(request, "inspection/visit.html", context, status=status_of(form))


@policy(can.view_checks)
@require_safe
def photo(request: Request, photo_id: int) -> HttpResponseBase:
    """Hand out a picture."""
    found = queries.photo_for(request.actor, photo_id)
    actions.note_photo_opened(actor=request.actor, visit=found.visit)
    return FileResponse(found.file.path.open("rb"), content_type="image/jpeg", headers={"Cache-Control": KEPT})


@policy(can.view_checks)
@require_safe
def paper(request: Request, visit_id: int) -> HttpResponseBase:
    """Hand the record out on paper."""
    found = queries.visit_for(request.actor, visit_id)
    content = papers.record(queries.record_of(found))
    actions.note_printed(actor=request.actor, visit=found)
    return download(content, _("实地核查记录_{unit}.pdf").format(unit=found.org.name))


@policy(can.plan_checks)
@require_POST
def step(request: Request, visit_id: int, name: str) -> HttpResponse:
    """Withdraw a visit or open it again; or leave aside what came late."""
    found = queries.visit_for(request.actor, visit_id)
    if name == "leave-aside":
        actions.leave_aside(actor=request.actor, visit=found)
        messages.success(request, _("后到的记录保留，不补入结果。"))
    else:
        actions.step(actor=request.actor, visit=found, name=name, reason=request.POST.get("reason", ""))
    return redirect("inspection:visit", visit_id=found.pk)


@policy(can.answer_checks)
@require_POST
def answer(request: Request, visit_id: int) -> HttpResponse:
    """Say something to what was found at one's own unit."""
    found, form = queries.visit_for(request.actor, visit_id), forms.SaySomething(request.POST)
    made = submitted(form, lambda text: actions.answer(actor=request.actor, visit=found, text=text))
    if made is None:
        return _shown(request, visit_id, form)
    messages.success(request, _("已答复。"))
    return redirect("inspection:visit", visit_id=found.pk)
