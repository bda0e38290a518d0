"""The processing sheet of an office case, to look at and on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.modules.office import permissions as can
from shuren.modules.office.actions import issuing, typesetting
from shuren.modules.office.queries import drafts, sheets
from shuren.modules.office.views.drafts import pdf


@require_safe
@policy(can.handle)
def sheet(request: Request, case_id: int) -> HttpResponse:
    """Show what a case is about, who said what at each step, and in how many days."""
    case = drafts.draft_for(request.actor, case_id, *sheets.HEADINGS)
    issuing.note_sheet(actor=request.actor, case=case)
    return render(request, "office/sheet.html", {"case": case, "sheet": sheets.sheet_of(case)})


@require_safe
@policy(can.handle)
def printed(request: Request, case_id: int) -> HttpResponse:
    """Show the same as a PDF for A4, in Chinese whatever the reader's language: it goes into the file."""
    case = drafts.draft_for(request.actor, case_id, *sheets.HEADINGS)
    issuing.note_sheet(actor=request.actor, case=case)
    with translation.override("zh-hans"):
        told = sheets.sheet_of(case)
        return pdf(typesetting.sheet(told), f"{told.heading} {case.number}.pdf")
