"""The pages of rounds: the list, the board of one, its units, its figures, and what is done about what is missing."""

from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import Refused
from shuren.modules.collection import permissions as can
from shuren.modules.collection.actions import exports, rounds
from shuren.modules.collection.queries import boards, charts, rollups
from shuren.modules.collection.queries.listings import ROUNDS, units_for
from shuren.modules.collection.queries.unmanned import UNMANNED, units_unmanned


@require_safe
@policy(can.view_requests)
def index(request: Request) -> HttpResponse:
    """List the rounds that the actor's part of the tree asks or owes, newest first."""
    page = ROUNDS.page(boards.rounds_visible(request.actor), request.GET.dict(), request.actor)
    return render(request, "collection/rounds.html", {"page": page})


@require_safe
@policy(can.view_requests)
def board(request: Request, round_id: int) -> HttpResponse:
    """Show how a round stands: by authority, by unit, and what the answers add up to."""
    return _board(request, round_id)


def _board(request: Request, round_id: int, wrong: str = "", status: int = 200) -> HttpResponse:
    """Show the board; after a refusal with what was typed to move the last day."""
    asked = boards.round_for(request.actor, round_id, can.view_requests)
    page = units_for(request.actor).page(boards.returns_in(request.actor, asked), request.GET.dict(), request.actor)
    found = boards.board_of(request.actor, asked)
    context = {
        "board": found,
        "page": page,
        "wrong": wrong,
        "typed": request.POST,
        "urgeable": boards.urgeable(request.actor, asked, page.rows) if found.may_urge else frozenset(),
    }
    return render(request, "collection/board.html", context, status=status)


@require_safe
@policy(can.view_requests)
def figures(request: Request, round_id: int) -> HttpResponse:
    """Show what the signed answers of a round add up to, level by level, as charts or as a table."""
    asked = boards.round_for(request.actor, round_id, can.view_requests)
    told = request.GET.dict()
    found = rollups.rollup_of(request.actor, asked, told.get("below", ""), at_cut_off=told.get("at") == "cut_off")
    return render(request, "collection/figures.html", {"figures": charts.figures_of(found, told)})


@require_POST
@policy(can.view_requests)
def export(request: Request, round_id: int) -> HttpResponseBase:
    """Take the answers of a round away as a workbook: sums by authority, and a line for each unit."""
    name, content = exports.take_round(actor=request.actor, round_id=round_id)
    return download(content, name)


@require_safe
@policy(can.view_unmanned)
def unmanned(request: Request) -> HttpResponse:
    """List the units that owe something and have nobody to answer, each with the way to open an account."""
    page = UNMANNED.page(units_unmanned(request.actor), request.GET.dict(), request.actor)
    return render(request, "collection/unmanned.html", {"page": page})


@require_POST
@policy(can.receive)
def urge(request: Request, round_id: int, org_id: int | None = None) -> HttpResponse:
    """Remind all who have not handed in, those of one authority alone, or one unit."""
    rounds.urge(actor=request.actor, round_id=round_id, only=org_id)
    return redirect("collection:board", round_id)


@require_POST
@policy(can.draft_requests)
def move(request: Request, round_id: int) -> HttpResponse:
    """Set another last day for a round."""
    told = request.POST
    try:
        due_on = _day(told.get("due_on", ""))
        rounds.move_cut_off(actor=request.actor, round_id=round_id, due_on=due_on, reason=told.get("reason", ""))
    except (rounds.NoReason, rounds.CutOffPast, rounds.CutOffBeyondEnd, NoDay) as refusal:
        return _board(request, round_id, refusal.sentence, 422)
    return redirect("collection:board", round_id)


@require_POST
@policy(can.draft_requests)
def end(request: Request, request_id: int) -> HttpResponse:
    """End a request before its day."""
    rounds.end(actor=request.actor, request_id=request_id, reason=request.POST.get("reason", ""))
    return redirect("collection:rounds")


class NoDay(Refused):
    """请填写新的截止日期。"""

    status = 422


def _day(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None:
        raise NoDay(field="due_on")
    return found
