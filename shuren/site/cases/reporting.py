"""The pages of promised against real time."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from shuren.kernel.http.export import exported
from shuren.kernel.http.policy import Request, policy
from shuren.site.cases import pages, permissions
from shuren.site.cases import statistics as figures


@require_safe
@policy(permissions.view_statistics)
def statistics(request: Request) -> HttpResponse:
    """How long steps took against what was promised, in the reader's part of the tree."""
    query = request.GET.dict()
    lines = figures.lines(request.actor, query)
    start, end = figures.dates_of(query.get("period", ""), timezone.localdate())
    context = {
        "lines": lines,
        "columns": figures.LISTING.columns,
        "chart": _chart(lines),
        "start": start,
        "end": end,
        "asked": f"?{urlencode(query)}",
        "selects": _selects(request, query),
    }
    return render(request, "cases/statistics.html", context)


@require_safe
@policy(permissions.view_statistics)
def export(request: Request, form: str) -> HttpResponseBase:
    """The same lines as a file."""
    lines = figures.lines(request.actor, request.GET.dict())
    name = gettext("办理时限统计 %(day)s") % {"day": timezone.localdate().isoformat()}
    return exported(figures.LISTING, lines, name=name, form=form)


def _chart(lines: list[figures.Line]) -> dict[str, Any]:
    shown = [line for line in lines if line.done][: figures.SHOWN]
    series = (
        (gettext("承诺"), [line.most for line in shown]),
        (gettext("中位用时"), [line.median for line in shown]),
        (gettext("90% 在此之内"), [line.high for line in shown]),
    )
    return {
        "labels": [line.name for line in shown],
        "series": [{"name": name, "values": values} for name, values in series],
    }


def _selects(request: Request, query: dict[str, str]) -> list[dict[str, Any]]:
    offered = [
        ("type", gettext("事项"), pages.type_choices(request.actor)),
        ("period", gettext("时间"), figures.PERIODS),
        ("by", gettext("统计到"), figures.levels_for(request.actor)),
    ]
    return [
        {"name": name, "label": label, "choices": choices, "value": query.get(name, "")}
        for name, label, choices in offered
        if choices
    ]
