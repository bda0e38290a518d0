"""The pages of 问题学籍: the list, one with its ways out, counts by place."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.policy import Request, policy
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import problem_looks as looks
from shuren.modules.registry.queries import problems as queries
from shuren.modules.registry.rules.problems import Problem


@policy(can.view_problems)
@require_safe
def problems(request: Request) -> HttpResponse:
    """What is wrong with registrations in one's part of the tree."""
    query = request.GET.dict()
    rows = queries.in_question(queries.problems_for(request.actor), query)
    page = queries.listing(request.actor, query).page(rows, query, request.actor)
    looks.listed(actor=request.actor, shown=len(page.rows))
    context = {"page": page, "counts": queries.counts(request.actor), "run": queries.last_run()}
    return render(request, "registry/problems.html", context)


@policy(can.view_problems)
@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """The list as a file."""
    query = request.GET.dict()
    listing = queries.listing(request.actor, query)
    rows = taken(listing, queries.in_question(queries.problems_for(request.actor), query), query)
    looks.listed(actor=request.actor, shown=len(rows))
    return exported(listing, rows, name=gettext("问题学籍"), form=form)


@policy(can.view_problems)
@require_safe
def problem(request: Request, problem_id: int) -> HttpResponse:
    """One problem file: the facts, the ways out, what is under way."""
    row = looks.look(actor=request.actor, problem_id=problem_id)
    context = {
        "row": row,
        "state": queries.state_of(row),
        "explained": queries.EXPLAINED[Problem(row.kind)],
        "told": queries.told(row),
        "others": queries.others(row),
        "handler": queries.handler_of(row),
        "ways": queries.ways(request.actor, row),
        "running": queries.running_about(row),
        "settled": queries.case_numbered(row.case_number),
    }
    return render(request, "registry/problem.html", context)


@policy(can.view_problems)
@require_safe
def counts(request: Request) -> HttpResponse:
    """How many there are, by kind and place."""
    lines, sums = queries.by_place(request.actor)
    kinds = queries.kinds_among(sums)
    context = {"lines": lines, "sums": sums, "kinds": kinds, "run": queries.last_run()}
    return render(request, "registry/problem_counts.html", context)
