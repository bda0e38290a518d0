"""Taking lists of persons out."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.http.policy import Request, policy, sensitive
from shuren.kernel.jobs import queries as jobs
from shuren.kernel.workflow.queries import history_of, steps_open_to
from shuren.spine.people import actions, forms, queries, rules
from shuren.spine.people import permissions as can
from shuren.spine.people.queries.exports import SUBJECT
from shuren.spine.people.workflows import ExportState, ExportWorkflow


def _url(row: Any) -> str:
    return reverse("people:export", args=(row.pk,))


LISTING = Listing(
    columns=(
        Column("requested_at", _("申请时间"), lambda row: row.requested_at, "requested_at", link=_url),
        Column("kind", _("名单"), lambda row: row.get_kind_display()),
        Column("summary", _("筛选条件"), lambda row: row.summary),
        Column("persons", _("人数"), lambda row: row.persons, align="end"),
        Column("by", _("申请人"), lambda row: row.requested_by_name),
        Column("reason", _("用途"), lambda row: row.reason),
        Column("state", _("状态"), lambda row: row.get_state_display()),
    ),
    default_sort="-requested_at",
    filters=(Filter("state", _("状态"), ExportState.choices),),
)


@policy(can.export_persons)
@sensitive
@require_http_methods(["GET", "POST"])
def ask(request: Request, kind: str) -> HttpResponse:
    """Ask for the list that the query string describes."""
    if kind not in queries.LISTS:
        raise Http404
    form = forms.AskExport(request.POST or None)
    query = request.GET.dict()
    asked = submitted(form, lambda **typed: actions.ask_export(actor=request.actor, kind=kind, query=query, **typed))
    if asked is not None:
        return redirect("people:export", asked.pk)
    opened = queries.LISTS[kind].opened_for(request.actor, query)
    context = {
        "form": form,
        "label": queries.LISTS[kind].label,
        "kind": kind,
        "summary": queries.summary_of(opened, request.actor),
        "alone": rules.EXPORT_ALONE,
        "days": rules.EXPORT_KEPT_DAYS,
    }
    return render(request, "people/ask_export.html", context, status=status_of(form))


@policy(can.export_persons)
@require_safe
def exports(request: Request) -> HttpResponse:
    """One's own exports, and those one may decide."""
    page = LISTING.page(queries.exports_for(request.actor), request.GET.dict(), request.actor)
    return render(request, "people/export_list.html", {"page": page})


@policy(can.export_persons)
@require_safe
def export(request: Request, request_id: int) -> HttpResponse:
    """One request: what was asked, what became of it, the file."""
    found = queries.export_for(request.actor, request_id)
    context = {
        "request_": found,
        "is_own": found.requested_by_key == request.actor.id,
        "steps": steps_open_to(ExportWorkflow, request.actor, found),
        "history": history_of(found),
        "run": jobs.latest_about(SUBJECT, found.pk),
    }
    return render(request, "people/export.html", context)


@policy(can.approve_export)
@require_POST
def decide(request: Request, request_id: int, step: str) -> HttpResponse:
    """Approve or reject."""
    if step not in {"approve", "reject"}:
        raise Http404
    reason = request.POST.get("reason", "")
    actions.decide_export(actor=request.actor, request_id=request_id, step=step, reason=reason)
    return redirect("people:export", request_id)


@policy(can.export_persons)
@sensitive
@require_safe
def fetch(request: Request, request_id: int) -> HttpResponseBase:
    """Hand out the file to the one who asked."""
    kept = actions.fetch_export(actor=request.actor, request_id=request_id)
    return download(kept.path, kept.name)
