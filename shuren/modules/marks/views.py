"""The base of transcripts: the register, one pupil's record, a correction."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.export import exported
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.modules.marks import actions, forms, queries
from shuren.modules.marks import permissions as can


@policy(can.view_marks)
@require_safe
def register(request: Request) -> HttpResponse:
    """The marks that schools in one's part of the tree have entered."""
    page = actions.look_at_list(actor=request.actor, query=request.GET.dict())
    context = {"page": page, "may_enter": request.actor.may(can.enter_marks), "year": timezone.localdate().year}
    return render(request, "marks/register.html", context)


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
