"""The base of transcripts: the register, one pupil's record, a correction."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.export import exported
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.tabular import queries as batches
from shuren.kernel.tabular.workflows import BatchState
from shuren.modules.marks import actions, forms, queries
from shuren.modules.marks import permissions as can


@policy(can.view_marks)
@require_safe
def register(request: Request) -> HttpResponse:
    """The marks that schools in one's part of the tree have entered."""
    page = actions.look_at_list(actor=request.actor, query=request.GET.dict())
    context = {"page": page, "may_enter": request.actor.may(can.enter_marks), "year": timezone.localdate().year}
    return render(request, "marks/register.html", context)


@policy(can.enter_marks)
@require_http_methods(["GET", "POST"])
def sheet(request: Request) -> HttpResponse:
    """The marks of a class for one term: a row a pupil, a column a subject."""
    actor, sent = request.actor, request.POST if request.method == "POST" else None
    asked = request.GET if sent is None else sent
    found = queries.sheet_for(actor, asked.dict(), asked.getlist("subject"))
    typed = forms.TypedSheet(found, sent.dict() if sent is not None else None)
    if sent is not None and typed.is_good:
        batch = actions.enter_sheet(actor=actor, sheet=found, changes=typed.changes, reason=typed.reason)
        if batch.state != BatchState.APPLIED:
            return redirect("filing:batch", batch.pk)
        return redirect(f"{reverse('marks:sheet')}?{urlencode({**found.chosen, 'saved': batch.pk}, doseq=True)}")
    actions.look_at_sheet(actor=actor, sheet=found)
    saved = asked.get("saved", "")
    context = {
        "sheet": found,
        "typed": typed,
        "saved": batches.batch_for(actor, int(saved)) if saved.isdecimal() else None,
        "years": queries.years(),
        "seasons": queries.SEASONS,
        "subjects": queries.subjects(),
        "subject_name": queries.subject_name,
        "query": urlencode(found.chosen, doseq=True),
    }
    return render(request, "marks/sheet.html", context, status=422 if typed.alert else 200)


@policy(can.enter_marks)
@require_safe
def sheet_template(request: Request) -> HttpResponseBase:
    """The workbook with the pupils of a class and what is held."""
    found = queries.sheet_for(request.actor, request.GET.dict(), request.GET.getlist("subject"))
    content = actions.take_template(actor=request.actor, sheet=found)
    return download(content, f"{gettext('成绩底册')}_{found.name}_{found.term}.xlsx")


@policy(can.view_marks)
@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """The register as a file."""
    listing, rows = actions.take(actor=request.actor, query=request.GET.dict())
    return exported(listing, rows, name=gettext("成绩底册"), form=form)


@policy(can.view_marks)
@require_safe
def pupil(request: Request, person_id: int) -> HttpResponse:
    """One pupil's record of studies."""
    found = actions.look_at_pupil(actor=request.actor, person_id=person_id)
    context = {
        "pupil": found,
        "subject_name": queries.subject_name,
        "may_enter": request.actor.may(can.enter_marks),
        "path": request.actor.path,
    }
    return render(request, "marks/pupil.html", context)


@policy(can.enter_marks)
@require_http_methods(["GET", "POST"])
def correct(request: Request, mark_id: int) -> HttpResponse:
    """Correct one mark for a reason."""
    mark = queries.mark_for(request.actor, mark_id)
    form = forms.CorrectMark(request.POST) if request.method == "POST" else forms.CorrectMark.opened(mark)
    done = submitted(
        form, lambda **typed: actions.correct(actor=request.actor, mark_id=mark_id, at=timezone.now(), **typed)
    )
    if done is not None:
        return redirect("marks:pupil", queries.person_of(mark))
    context = {"mark": mark, "form": form, "subject_name": queries.subject_name, "term": queries.term_label(mark)}
    return render(request, "marks/correct.html", context, status=status_of(form))
