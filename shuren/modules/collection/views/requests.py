"""The pages of drafting: the list of requests, one with its questions and its burden, one question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.export import exported
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import in_background, policy
from shuren.kernel.refusals import Refused
from shuren.modules.collection import forms
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions import checks, clearing, copying, drafters, gaps
from shuren.modules.collection.actions import known as taking
from shuren.modules.collection.actions import requests as actions
from shuren.modules.collection.queries import pages, sheets
from shuren.modules.collection.queries import requests as queries
from shuren.modules.collection.queries.words import COLUMNS, sentence_at
from shuren.modules.collection.rules.lines import Read, cells_of, read

if TYPE_CHECKING:
    from shuren.kernel.http.policy import Request


@policy(can.view_requests)
@require_safe
def requests(request: Request) -> HttpResponse:
    """The requests of one's node and those below."""
    page = queries.LISTING.page(queries.listed(request.actor), request.GET.dict(), request.actor)
    context = {"page": page, "may_draft": request.actor.may(can.draft_requests)}
    return render(request, "collection/requests.html", context)


@policy(can.draft_requests)
@require_http_methods(["GET", "POST"])
def draft(request: Request) -> HttpResponse:
    """Begin a request; `question` in the query is what it is begun for."""
    places, wanted = queries.places_for(request.actor), read([[request.GET.get("question", "").strip()]]).lines
    initial = {"below": request.actor.path, "title": wanted[0].label if wanted else ""}
    form = forms.DraftRequest(request.POST or None, places=places, initial=initial)
    made = submitted(form, lambda **_typed: actions.draft(actor=request.actor, head=form.head()))
    if made is not None:
        if wanted:
            actions.add(actor=request.actor, request_id=made.pk, lines=wanted)
        return redirect("collection:request", made.pk)
    return render(request, "collection/draft.html", {"form": form}, status=status_of(form))


@policy(can.view_requests)
@require_http_methods(["GET", "POST"])
def request(request: Request, request_id: int) -> HttpResponse:
    """One request: what it says of itself, its questions with what was found, its burden; changed by its drafter."""
    if request.method == "POST":
        form = _head(request, queries.request_for(request.actor, request_id), request.POST)
        done = submitted(
            form, lambda **_typed: actions.change(actor=request.actor, request_id=request_id, head=form.head())
        )
        if done is not None:
            return redirect("collection:request", request_id)
        return _page(request, request_id, head=form, status=422)
    return _page(request, request_id)


def _head(request: Request, row: Any, data: Any = None, *, strict: bool = False) -> forms.DraftRequest:
    """Return the form of what a request says of itself: as it was sent, or as it is kept."""
    kept = vars(queries.head_of(row))
    places = queries.places_for(request.actor) if request.actor.may(can.draft_requests) else []
    return forms.DraftRequest(kept if strict else data, places=places, initial=kept, strict=strict)


def _page(request: Request, request_id: int, *, status: int = 200, **shown: Any) -> HttpResponse:
    """Show a request; a form that was refused stands in it as it was sent."""
    context = pages.of_request(request.actor, request_id)
    row, actor = context["row"], request.actor
    if queries.may_hand_over(actor, row):
        if row.drafted_by_key == actor.id:
            beside = queries.drafters_beside(actor)
            context["hand_over"] = forms.HandOver(colleagues=beside, initial={"seen": actor.id})
        elif request.method == "GET":
            drafters.read_told(actor=actor, request_id=request_id)
    if context["may_edit"]:
        context |= {"head": _head(request, row), "paste": forms.PasteQuestions(), "faults": [], "refusal": ""}
        numbers = pages.figures_asked(context["rows"])
        context["relate"] = forms.RelateQuestions(questions=numbers) if len(numbers) > 1 else None
    return render(request, "collection/request.html", context | shown, status=status)


@policy(can.draft_requests)
@require_POST
def add(request: Request, request_id: int) -> HttpResponse:
    """Add questions that were typed, pasted or uploaded; what is wrong is told cell by cell, and nothing is added."""
    form = forms.PasteQuestions(request.POST, request.FILES)
    row = queries.request_for(request.actor, request_id)
    known = [one.label for one in queries.questions_of(row)]
    found = Read()

    def add_lines(text: str, file: Any) -> object:
        rows = sheets.rows_of(file.chunks(), file.name) if file else cells_of(text)
        read_ = read(rows, known)
        found.faults, found.lines = read_.faults, read_.lines
        return None if found.faults else actions.add(actor=request.actor, request_id=request_id, lines=found.lines)

    if submitted(form, add_lines) is not None:
        count = len(found.lines)
        told = ngettext("已加入 %(count)s 个填报项。", "已加入 %(count)s 个填报项。", count) % {"count": count}
        messages.success(request, told)
        return redirect("collection:request", request_id)
    faults = [
        {"row": fault.row, "column": COLUMNS[fault.column], "sentence": sentence_at(fault)} for fault in found.faults
    ]
    return _page(request, request_id, paste=form, faults=faults, status=422)


@policy(can.draft_requests)
@require_safe
def template(request: Request) -> HttpResponseBase:
    """The workbook of questions to fill in."""
    del request
    return download(sheets.template(), f"{gettext('填报项模板')}.xlsx")


@policy(can.draft_requests)
@require_http_methods(["GET", "POST"])
def question(request: Request, request_id: int, question_id: int) -> HttpResponse:
    """One question: how it is worded, what was found, and what is made of that."""
    row, one = actions.own_question(actor=request.actor, request_id=request_id, question_id=question_id)
    initial = {
        name: getattr(one, name) for name in ("section", "label", "kind", "unit", "places", "note", "is_required")
    }
    form = forms.AskQuestion(request.POST or None, initial={**initial, "options": "\n".join(one.options)})
    done = submitted(
        form,
        lambda **_typed: actions.reword(
            actor=request.actor, request_id=row.pk, question_id=one.pk, line=form.line()
        ),
    )  # fmt: skip
    if done is not None:
        return redirect("collection:question", row.pk, one.pk)
    context = pages.of_question(row, one) | {"form": form, "anew": forms.AskAnew(initial={"why": one.why_anew})}
    return render(request, "collection/question.html", context, status=status_of(form))


@policy(can.draft_requests)
@require_POST
def anew(request: Request, request_id: int, question_id: int) -> HttpResponse:
    """Ask although something was found."""
    row, one = actions.own_question(actor=request.actor, request_id=request_id, question_id=question_id)
    form = forms.AskAnew(request.POST)
    done = submitted(
        form, lambda why: actions.ask_anew(actor=request.actor, request_id=row.pk, question_id=one.pk, why=why)
    )
    if done is not None:
        return redirect(f"{pages.address_of(row)}#q{one.pk}")
    initial = {
        name: getattr(one, name) for name in ("section", "label", "kind", "unit", "places", "note", "is_required")
    }
    shown = forms.AskQuestion(initial={**initial, "options": "\n".join(one.options)})
    return render(
        request, "collection/question.html", pages.of_question(row, one) | {"form": shown, "anew": form}, status=422
    )


@policy(can.draft_requests)
@require_POST
def take(request: Request, request_id: int, question_id: int) -> HttpResponse:
    """Take what was found."""
    source = request.POST.get("source", "")
    actions.take_known(actor=request.actor, request_id=request_id, question_id=question_id, source=source)
    return redirect(f"{pages.address(request_id)}#q{question_id}")


@policy(can.draft_requests)
@require_POST
def step(request: Request, request_id: str, question_id: str, verb: str) -> HttpResponse:
    """Move a question up or down, or strike it."""
    row, one = int(request_id), int(question_id)
    if verb == "strike":
        actions.strike(actor=request.actor, request_id=row, question_id=one)
        return redirect(f"{pages.address(row)}#questions")
    actions.move(actor=request.actor, request_id=row, question_id=one, up=verb == "up")
    return redirect(f"{pages.address(row)}#q{one}")


@policy(can.draft_requests)
@require_POST
def relate(request: Request, request_id: int) -> HttpResponse:
    """Have answers held against each other."""
    rows = pages.of_request(request.actor, request_id)["rows"]
    form = forms.RelateQuestions(request.POST, questions=pages.figures_asked(rows))
    done = submitted(form, lambda **typed: checks.relate(actor=request.actor, request_id=request_id, **typed))
    if done is not None:
        return redirect(f"{pages.address(request_id)}#questions")
    return _page(request, request_id, relate=form, status=422)


@policy(can.draft_requests)
@require_POST
def unrelate(request: Request, request_id: int, check_id: int) -> HttpResponse:
    """Take a relation between answers back."""
    checks.unrelate(actor=request.actor, request_id=request_id, check_id=check_id)
    return redirect(f"{pages.address(request_id)}#questions")


@policy(can.draft_requests)
@require_POST
def submit(request: Request, request_id: int) -> HttpResponse:
    """Hand a request in to be cleared; what is lacking is told at its field."""
    form = _head(request, queries.request_for(request.actor, request_id), strict=True)
    if not form.is_valid():
        return _page(request, request_id, head=form, status=422)
    try:
        case = clearing.submit(actor=request.actor, request_id=request_id)
    except Refused as refusal:
        if refusal.field in form.fields:
            form.add_error(refusal.field, refusal.sentence)
        return _page(request, request_id, head=form, refusal=refusal.sentence, status=422)
    messages.success(request, gettext("已提交统筹审核，办件编号 {number}。").format(number=case.number))
    return redirect("collection:request", request_id)


@policy(can.draft_requests)
@require_POST
def hand_over(request: Request, request_id: int) -> HttpResponse:
    """Hand a draft over to a colleague, or take it on from one."""
    form = forms.HandOver(request.POST, colleagues=queries.drafters_beside(request.actor))
    actor = request.actor
    row = submitted(
        form, lambda seen, to: drafters.hand_over(actor=actor, request_id=request_id, seen=seen, to=to or actor.id)
    )
    if row is None:
        return _page(request, request_id, hand_over=form, status=422)
    messages.success(request, gettext("现由{name}起草。").format(name=row.drafted_by_name))
    return redirect("collection:request", request_id)


@policy(can.draft_requests)
@require_POST
def copy(request: Request, request_id: int) -> HttpResponse:
    """Begin a draft with what an earlier request asked."""
    made = copying.copy(actor=request.actor, request_id=request_id)
    messages.success(request, gettext("已复制为新的草稿，日期按年顺延，请核对任务说明。"))
    if made.left:
        told = ngettext(
            "上次删减或不予采集的 %(count)s 项没有带入。", "上次删减或不予采集的 %(count)s 项没有带入。", made.left
        )
        messages.info(request, told % {"count": made.left})
    return redirect("collection:request", made.row.pk)


@policy(can.draft_requests)
@require_POST
def discard(request: Request, request_id: int) -> HttpResponse:
    """Remove a draft."""
    actions.discard(actor=request.actor, request_id=request_id)
    messages.success(request, gettext("草稿已删除。"))
    return redirect("collection:requests")


@policy(can.draft_requests)
@require_safe
def match(request: Request, request_id: int) -> HttpResponse:
    """What is known of a question while it is typed."""
    row = queries.request_for(request.actor, request_id)
    text = request.GET.get("text", "").replace("\0", "")
    return render(request, "collection/_found.html", {"found": pages.found_while_typing(row, text)})


@policy(can.view_requests)
@require_safe
def known(request: Request, request_id: int) -> HttpResponse:
    """What nobody is asked, and of how many units it is known."""
    row, table = taking.take(actor=request.actor, request_id=request_id)
    return render(request, "collection/known.html", {"row": row, "table": table})


@in_background
@policy(can.view_requests)
@require_safe
def coverage(request: Request, request_id: int) -> HttpResponse:
    """Of how many units what was found is known, counted while the page of the request is open."""
    row = queries.request_for(request.actor, request_id)
    gaps.count(row, row.as_of)
    return _coverage(request, row)


def _coverage(request: Request, row: Any, *, opened: bool = False) -> HttpResponse:
    if request.method == "POST" and request.headers.get("HX-Request") != "true":
        return redirect("collection:request", row.pk)
    may_edit = request.method == "POST" or queries.may_edit(request.actor, row)
    context = pages.of_gaps(row) | {"row": row, "may_edit": may_edit, "opened": opened, "swapped": True}
    context["has_line"] = request.method == "POST" or "line" in request.GET
    return render(request, "collection/_coverage.html", context)


@policy(can.draft_requests)
@require_POST
def accept_years(request: Request, request_id: int) -> HttpResponse:
    """Say how old values may be, so that fewer units are asked."""
    told = request.POST.get("years", "")
    years = int(told) if told.isdecimal() else -1
    row = gaps.accept_years(actor=request.actor, request_id=request_id, years=years)
    return _coverage(request, row)


@policy(can.draft_requests)
@require_POST
def fill(request: Request, request_id: int, question_id: int) -> HttpResponse:
    """Have units of which nothing is known asked a question, or nobody."""
    asks = request.POST.get("asks") == "1"
    row = gaps.fill(actor=request.actor, request_id=request_id, question_id=question_id, asks=asks)
    return _coverage(request, row, opened=True)


@policy(can.view_requests)
@require_safe
def known_export(request: Request, request_id: int) -> HttpResponseBase:
    """The same for every unit, as a workbook."""
    row, table = taking.take(actor=request.actor, request_id=request_id)
    name = gettext("已有数据_{title}").format(title=row.title)
    return exported(table.listing(), table.units, name=name, form="xlsx")
