"""The pages of a return: the list of what is owed, the sheet, each of its cells, and what is done with it."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import Refused
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions import answers, parts, returns, workbooks
from shuren.modules.collection.actions.answers import Typed
from shuren.modules.collection.actions.rounds import read_told
from shuren.modules.collection.queries import returns as queries
from shuren.modules.collection.queries import spared
from shuren.modules.collection.queries.listings import RETURNS, standing_words


@require_safe
@policy(can.answer)
def owed(request: Request) -> HttpResponse:
    """List the returns of the own unit, newest first."""
    page = RETURNS.page(queries.owed_by(request.actor), request.GET.dict(), request.actor)
    return render(request, "collection/returns.html", {"page": page})


@require_safe
@policy(can.view_returns)
def sheet(request: Request, return_id: int) -> HttpResponse:
    """Show a return: to be filled in by its unit, to be read and returned by whoever receives it."""
    found = queries.sheet_for(request.actor, return_id)
    if found.is_own:
        read_told(actor=request.actor, return_id=return_id)
    return _page(request, found)


def _page(request: Request, found: queries.Sheet, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "sheet": found,
        "spared": spared.spared_in(found),
        "standing": standing_words(found.row),
        "colleagues": found.colleagues,
        "carries": sum(each.offers_last for each in found.cells),
        "remarks": {},
        "problems": [],
        "wrong": "",
        **more,
    }
    return render(request, "collection/sheet.html", context, status=status)


@require_POST
@policy(can.answer)
def cell(request: Request, return_id: int, question_id: int) -> HttpResponse:
    """Keep one cell as it is typed, and answer with its row; what is not kept stays in the field with the reason."""
    told = request.POST
    typed = Typed(question_id, told.get("value", ""), told.get("seen"), told.get("why"), told.get("carried") == "1")
    try:
        outcome, found = answers.answer_cell(actor=request.actor, return_id=return_id, typed=typed)
    except Refused as refusal:
        outcome = answers.Outcome(question_id, typed.text, wrong=refusal.sentence)
        found = queries.sheet_for(request.actor, return_id, can.answer, around=question_id)
    row = found.cell(question_id)
    row.saved = outcome.is_kept
    if not row.saved:
        row.typed, row.wrong, row.other = typed.text, outcome.wrong, outcome.other
    context = {"sheet": found, "cell": row, "answered": True}
    return render(request, "collection/_cell.html", context, status=200 if row.saved else 422)


@require_POST
@policy(can.answer)
def carry(request: Request, return_id: int) -> HttpResponse:
    """Take all last answers over at once where nothing stands yet."""
    found = queries.sheet_for(request.actor, return_id, can.answer)
    cells = [(each.question.pk, each.last) for each in found.cells if each.offers_last]
    typed = [Typed(question, last.value, "", carried=True) for question, last in cells if last]
    if typed:
        answers.answer(actor=request.actor, return_id=return_id, typed=typed)
    return redirect("collection:sheet", return_id)


@require_POST
@policy(can.answer)
def hand_in(request: Request, return_id: int) -> HttpResponse:
    """Hand the return in; where something lacks, the page says what."""
    try:
        returns.hand_in(actor=request.actor, return_id=return_id)
    except returns.StillLacking as refusal:
        found = queries.sheet_for(request.actor, return_id, can.answer)
        return _page(request, found, 422, wrong=refusal.sentence)
    return redirect("collection:sheet", return_id)


@require_POST
@policy(can.answer)
def take_up(request: Request, return_id: int) -> HttpResponse:
    """Take a return up again for a reason."""
    returns.take_up(actor=request.actor, return_id=return_id, reason=request.POST.get("reason", ""))
    return redirect("collection:sheet", return_id)


@require_POST
@policy(can.view_returns)
def send_back(request: Request, return_id: int) -> HttpResponse:
    """Return the cells that have a remark; what was written of remarks is kept where it is refused."""
    remarks = {
        int(name.removeprefix("remark-")): str(text)
        for name, text in request.POST.items()
        if name.startswith("remark-") and name.removeprefix("remark-").isdecimal()
    }
    changes = request.POST.get("changes", "")
    stamp = int(changes) if changes.isdecimal() else -1
    try:
        returns.send_back(actor=request.actor, return_id=return_id, changes=stamp, remarks=remarks)
    except (returns.NothingMarked, returns.ChangedMeanwhile) as refusal:
        found = queries.sheet_for(request.actor, return_id)
        return _page(request, found, 422, wrong=refusal.sentence, remarks=remarks)
    return redirect("collection:sheet", return_id)


@require_POST
@policy(can.answer)
def hand_out(request: Request, return_id: int) -> HttpResponse:
    """Give a section to a colleague."""
    told = request.POST
    parts.hand_out(
        actor=request.actor,
        return_id=return_id,
        section=told.get("section", ""),
        account_key=told.get("account_key", ""),
    )
    return redirect("collection:sheet", return_id)


@require_POST
@policy(can.answer)
def part_done(request: Request, return_id: int) -> HttpResponse:
    """Say that the own section is filled in."""
    parts.part_done(actor=request.actor, return_id=return_id, section=request.POST.get("section", ""))
    return redirect("collection:sheet", return_id)


@require_safe
@policy(can.view_returns)
def workbook(request: Request, return_id: int) -> HttpResponseBase:
    """Download the return as a workbook, to be filled in and uploaded again."""
    found = queries.sheet_for(request.actor, return_id)
    name = f"{found.row.round.request.title}_{found.row.round.label}_{found.row.org.name}.xlsx"
    return download(workbooks.written(found), name)


@require_POST
@policy(can.answer)
def upload(request: Request, return_id: int) -> HttpResponse:
    """Fill the return in from a workbook; nothing is kept of one in which a cell is wrong."""
    file = request.FILES.get("file")
    try:
        problems = workbooks.fill_in(actor=request.actor, return_id=return_id, content=file.read() if file else b"")
    except (workbooks.NotAWorkbook, workbooks.OtherWorkbook) as refusal:
        found = queries.sheet_for(request.actor, return_id, can.answer)
        return _page(request, found, 422, wrong=refusal.sentence)
    if problems:
        found = queries.sheet_for(request.actor, return_id, can.answer)
        wrong = gettext("文件中有 %(count)s 处需要改正，没有保存任何内容。") % {"count": len(problems)}
        return _page(request, found, 422, problems=problems, wrong=wrong)
    return redirect("collection:sheet", return_id)
