"""Accounts for the people of a school, group by group; sheets of codes to be handed out."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy, sensitive
from shuren.kernel.jobs import queries as runs
from shuren.modules.accounts import permissions as can
from shuren.modules.accounts.actions import opening
from shuren.modules.accounts.forms import AskSheet
from shuren.modules.accounts.queries import groups, members, sheets
from shuren.modules.accounts.rules import CODE_DAYS


@policy(can.view_coverage)
@require_safe
def coverage(request: Request) -> HttpResponse:
    """How many of each group have an account and have signed in."""
    may_open = request.actor.may(can.opening(request.actor))
    context = {
        "rows": groups.coverage(request.actor),
        "recent": sheets.recent(request.actor) if may_open else [],
        "may_open": may_open,
    }
    return render(request, "accounts/coverage.html", context)


@policy(can.view_coverage)
@require_http_methods(["GET", "POST"])
def group(request: Request, key: str) -> HttpResponse:
    """The people of one group; those chosen get a code."""
    chosen = groups.chosen_of(request.actor, key)
    there = members.members(chosen)
    form = AskSheet(request.POST or None, people=[member.person.pk for member in there])
    asked = submitted(form, lambda **typed: opening.ask(actor=request.actor, chosen=chosen, at=timezone.now(), **typed))
    if asked is not None:
        return redirect("accounts:sheet", asked.pk)
    ticked = set(request.POST.getlist("people")) if form.is_bound else None
    context = {
        "chosen": chosen, "members": there, "form": form, "ticked": ticked, "days": CODE_DAYS,
        "young": sum(member.waits for member in there),
    }  # fmt: skip
    return render(request, "accounts/group.html", context, status=status_of(form))


@policy(can.view_coverage)
@require_safe
def sheet(request: Request, sheet_id: int) -> HttpResponse:
    """One sheet: how far it is, and who is on it."""
    found = sheets.sheet_for(request.actor, sheet_id)
    run = runs.latest_about(opening.SUBJECT, found.pk)
    is_busy = run is not None and not run.is_over
    lines = sheets.lines_of(found)
    context = {
        "sheet": found, "run": run, "is_busy": is_busy, "lines": lines,
        "open": sum(line.code is not None for line in lines), "failed": sum(bool(line.why) for line in lines),
    }  # fmt: skip
    return render(request, "accounts/sheet.html", context)


@policy(can.view_coverage)
@require_safe
def sheet_progress(request: Request, sheet_id: int) -> HttpResponse:
    """The bar of a sheet being filled; the page anew once it is."""
    found = sheets.sheet_for(request.actor, sheet_id)
    run = runs.latest_about(opening.SUBJECT, found.pk)
    response = render(request, "accounts/_progress.html", {"sheet": found, "run": run})
    if run is None or run.is_over:
        response["HX-Refresh"] = "true"
    return response


@policy(can.view_coverage)
@sensitive
@never_cache
@require_safe
def slips(request: Request, sheet_id: int) -> HttpResponse:
    """The codes of a sheet, to be printed and cut. The look is recorded."""
    found = sheets.sheet_for(request.actor, sheet_id)
    lines = opening.look_at_slips(actor=request.actor, sheet=found)
    context = {"sheet": found, "lines": lines, "address": request.build_absolute_uri("/").rstrip("/")}
    return render(request, "accounts/slips.html", context)
