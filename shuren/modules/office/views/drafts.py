"""A draft on its way: how it would be printed, what changed from version to version."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import issuing
from shuren.modules.office.cases import drafting
from shuren.modules.office.cases.outgoing import Outgoing
from shuren.modules.office.cases.publishing import Publishing
from shuren.modules.office.queries import drafts

PARTS = {
    "title": _("标题"),
    "addressed": _("主送机关"),
    "body": _("正文"),
    "copied": _("抄送机关"),
    "footnote": _("附注"),
}
OF_NOTICE = {"title": _("标题"), "body": _("正文")}


def pdf(content: bytes, name: str) -> HttpResponse:
    """Show a PDF in the browser's own reader."""
    shown = {"Content-Disposition": content_disposition_header(as_attachment=False, filename=name) or "inline"}
    return HttpResponse(content, content_type="application/pdf", headers=shown)


@require_safe
@policy(can.handle)
def layout(request: Request, case_id: int) -> HttpResponse:
    """Show a draft as it would be printed."""
    found = drafts.draft_for(request.actor, case_id, Outgoing.code)
    return pdf(issuing.preview(actor=request.actor, case=found), f"{found.number}.pdf")


@require_POST
@policy(can.draft)
def preview(request: Request) -> HttpResponse:
    """Show what is being typed as it would be printed, right or wrong, without keeping it."""
    prefix, number = request.GET.get("prefix") or None, request.GET.get("case", "")
    if number.isdecimal():
        found = drafts.draft_for(request.actor, int(number), Outgoing.code)
        told = {name: request.POST.get(f"{prefix}-{name}", "") for name in drafting.CheckForm.base_fields}
        return pdf(issuing.preview(actor=request.actor, case=found, typed=told), "preview.pdf")
    form = drafting.OutgoingForm(request.POST, actor=request.actor, prefix=prefix)
    names = [str(file.name) for file in request.FILES.getlist("material_annex")]
    kept = [int(each) for each in request.POST.getlist("kept_annex") if each.isdecimal()]
    made = issuing.typed(actor=request.actor, form=drafting.as_typed(form), kept=kept, names=names)
    return pdf(made, "preview.pdf")


@require_safe
@policy(can.handle)
def versions(request: Request, case_id: int) -> HttpResponse:
    """Show two versions of a draft with what was struck out and put in: the first and the newest, unless it says."""
    found = drafts.draft_for(request.actor, case_id, Outgoing.code, Publishing.code)
    labels: Any = PARTS if found.type == Outgoing.code else OF_NOTICE
    rows = drafts.versions_of(found, tuple(labels))
    issuing.note_preview(actor=request.actor, case=found)
    old, new = _chosen(request, "old", rows, rows[max(len(rows) - 2, 0)]), _chosen(request, "new", rows, rows[-1])
    context = {"case": found, "rows": rows, "old": old, "new": new, "parts": drafts.compared(old, new, labels)}
    return render(request, "office/versions.html", context)


def _chosen(request: Request, key: str, rows: list[drafts.Version], usual: drafts.Version) -> drafts.Version:
    return next((row for row in rows if str(row.number) == request.GET.get(key)), usual)
