"""疑似重复人员: the list, two records side by side, what is decided, what schools answer."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.workflow.queries import history_of, steps_open_to
from shuren.spine.people import permissions as can
from shuren.spine.people.actions import merging, reviewing
from shuren.spine.people.forms import AnswerQuestion, DecideDouble
from shuren.spine.people.queries import reviewing as queries
from shuren.spine.people.workflows import MergeWorkflow


@policy(can.view_doubles)
@require_safe
def doubles(request: Request) -> HttpResponse:
    """Who may be registered twice in one's part of the tree."""
    query = request.GET.dict()
    page = queries.LISTING.page(queries.in_question(queries.doubts_for(request.actor), query), query, request.actor)
    context = {"page": page, "waiting": queries.waiting(request.actor)}
    return render(request, "people/doubles.html", context)


@policy(can.view_doubles)
@require_http_methods(["GET", "POST"])
def double(request: Request, double_id: int) -> HttpResponse:
    """Two records side by side; whoever may decides whether they are one person."""
    row = reviewing.look_at_doubt(actor=request.actor, doubt_id=double_id)
    pair = queries.pair_of(row)
    records = [(one.pk, f"{one.name} · {one.pk}") for one in (pair.first, pair.second)]
    form = DecideDouble(request.POST or None, records=records, initial={"keep": pair.keeper})
    done = submitted(form, lambda **typed: _decided(request, double_id, **typed))
    if done is not None:
        return done
    merges = queries.merges_of(row)
    context = {
        "row": row,
        "state": queries.state_of(row),
        "pair": pair,
        "form": form,
        "questions": queries.questions_of(row),
        "merges": merges,
        "may_decide": row.is_open and not queries.is_waiting(merges) and queries.may_decide(request.actor, row),
    }
    return render(request, "people/double.html", context, status=status_of(form))


def _decided(request: Request, double_id: int, *, keep: int, reason: str) -> HttpResponse:
    if request.POST.get("verdict") == "different":
        merging.keep_apart(actor=request.actor, doubt_id=double_id, reason=reason)
        return redirect("people:double", double_id)
    made = merging.merge(actor=request.actor, doubt_id=double_id, keep=keep or 0, reason=reason)
    return redirect("people:merge", made.pk)


@policy(can.decide_doubles)
@require_POST
def ask(request: Request, double_id: int) -> HttpResponse:
    """Ask the schools of both records."""
    reviewing.ask_schools(actor=request.actor, doubt_id=double_id)
    return redirect("people:double", double_id)


@policy(can.answer_doubles)
@require_http_methods(["GET", "POST"])
def question(request: Request, question_id: int) -> HttpResponse:
    """What the school is asked about its own record, and its answer."""
    found = queries.question_for(request.actor, question_id)
    form = AnswerQuestion(request.POST or None)
    done = submitted(form, lambda **typed: reviewing.answer(actor=request.actor, question_id=question_id, **typed))
    if done is not None:
        return redirect("people:question", question_id)
    return render(request, "people/question.html", {"row": found, "form": form}, status=status_of(form))


@policy(can.view_doubles)
@require_safe
def merge(request: Request, merge_id: int) -> HttpResponse:
    """One merge: who decided, what was carried, and splitting it again."""
    found = queries.merge_for(request.actor, merge_id)
    context = {
        "row": found,
        "steps": steps_open_to(MergeWorkflow, request.actor, found),
        "history": history_of(found),
        "carried": sum(len(images) for images in found.moved.values()),
    }
    return render(request, "people/merge.html", context)


@policy(can.decide_doubles)
@require_POST
def decide(request: Request, merge_id: int, step: str) -> HttpResponse:
    """Agree to a merge, refuse it, or split it."""
    if step not in {"approve", "refuse", "split"}:
        raise Http404
    merging.decide(actor=request.actor, merge_id=merge_id, step=step, reason=request.POST.get("reason", ""))
    return redirect("people:merge", merge_id)
