"""Key data corrected in bulk: the template, a list with its proofs, how far it is and what came of it."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, in_background, policy
from shuren.kernel.jobs import queries as jobs
from shuren.kernel.tabular.template import write_template
from shuren.modules.registry import forms
from shuren.modules.registry import permissions as can
from shuren.modules.registry.actions import corrections as actions
from shuren.modules.registry.queries import corrections as queries
from shuren.modules.registry.tables import KeyDataWorkbook


@policy(can.apply_events)
@require_http_methods(["GET", "POST"])
def corrections(request: Request) -> HttpResponse:
    """Hand in a list with its proofs; what is wrong is told cell by cell, and nothing is applied for."""
    form = forms.HandInCorrections(request.POST or None, request.FILES or None)
    faults: list[actions.Fault] = []

    def hand_in(file: Any, proofs: Any) -> int | None:
        kept = actions.keep_list(actor=request.actor, name=file.name, content=file.file)
        held = actions.keep_proofs(request.actor, [(one.name, one.file) for one in proofs])
        found = actions.read(actor=request.actor, workbook=KeyDataWorkbook, file=kept, proofs=held)
        faults.extend(found.faults)
        if faults:
            return None
        return int(actions.hand_in(actor=request.actor, name=file.name, rows=found.rows).pk)

    made = submitted(form, hand_in)
    if made is not None:
        return redirect("registry:correction_list", made)
    context = {"form": form, "faults": faults, "lists": queries.lists_for(request.actor)[: queries.NEWEST]}
    status = 422 if faults else status_of(form)
    return render(request, "registry/corrections.html", context, status=status)


@policy(can.apply_events)
@require_safe
def template(request: Request) -> HttpResponseBase:
    """The workbook to fill in."""
    scope = queries.scope_of(request.actor)
    with tempfile.TemporaryDirectory(prefix="shuren-template-") as folder:
        path = Path(folder) / "template.xlsx"
        write_template(KeyDataWorkbook, scope, path)
        return download(path.read_bytes(), f"{gettext('关键信息变更名单')}_{scope.label}.xlsx")


@policy(can.apply_events)
@require_safe
def correction_list(request: Request, list_id: int) -> HttpResponse:
    """How far a list is, and the cases it has become."""
    return render(request, "registry/correction_list.html", _told(request, list_id))


@in_background
@policy(can.apply_events)
@require_safe
def progress(request: Request, list_id: int) -> HttpResponse:
    """The same, polled by the page."""
    return render(request, "registry/_correction_list.html", _told(request, list_id))


def _told(request: Request, list_id: int) -> dict[str, Any]:
    run = jobs.latest_about(actions.SUBJECT, list_id)  # read first: a run at its end has its cases
    row = queries.list_for(request.actor, list_id)
    return {"row": row, "run": run, "cases": queries.cases_of(row)}
