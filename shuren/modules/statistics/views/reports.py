"""Yearly reports: the list, one report to read, its texts to edit, its figures to trace, its files to take."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.listing import Column, Listing
from shuren.kernel.http.policy import Request, in_background, policy
from shuren.kernel.jobs import queries as jobs
from shuren.modules.statistics import permissions as can
from shuren.modules.statistics.actions import reports as actions
from shuren.modules.statistics.cases.reports import told
from shuren.modules.statistics.forms import BeginForm, SectionForm
from shuren.modules.statistics.queries import reading, tracing
from shuren.modules.statistics.queries import reports as queries

KINDS = ("pdf", "docx")


def _url(report_id: int) -> str:
    return reverse("statistics:report", args=(report_id,))


def _state(row: Any) -> Any:
    if row.released_at:
        return _("已发布")
    return _("编制中") if row.compiled_at else _("正在汇编")


LISTING = Listing(
    columns=(
        Column("year", _("年度"), lambda row: str(row.year), "year", link=lambda row: _url(row.pk)),
        Column("title", _("标题"), lambda row: row.title),
        Column("org", _("单位"), lambda row: row.org_name),
        Column("edition", _("版次"), lambda row: row.edition, align="end"),
        Column("state", _("状态"), _state),
        Column("by", _("编制人"), lambda row: row.begun_by_name),
        Column("released", _("发布时间"), lambda row: row.released_at),
    ),
    default_sort="-year",
)


@policy(can.view_reports)
@require_safe
def report_list(request: Request) -> HttpResponse:
    """The reports of one's own authority and those below."""
    page = LISTING.page(queries.reports_for(request.actor), request.GET.dict(), request.actor)
    may_begin = request.actor.may(can.compile_reports) and queries.own_authority(request.actor) is not None
    return render(request, "statistics/reports.html", {"page": page, "may_begin": may_begin})


@policy(can.compile_reports)
@require_http_methods(["GET", "POST"])
def begin(request: Request) -> HttpResponse:
    """Choose a year and have its report compiled."""
    years = queries.years_to_report()
    form = BeginForm(request.POST or None, years=years)
    made = submitted(form, lambda year: actions.begin(actor=request.actor, year=year))
    if made is not None:
        return redirect(_url(made.pk))
    return render(request, "statistics/begin.html", {"form": form, "years": years}, status=status_of(form))


@policy(can.view_reports)
@require_safe
def report(request: Request, report_id: int) -> HttpResponse:
    """Read a report as it stands, each figure with its source."""
    found = queries.report_for(request.actor, report_id)
    run, case = jobs.latest_about(queries.SUBJECT, found.pk), queries.case_of(found)
    is_busy = run is not None and not run.is_over
    context = {
        "report": found,
        "run": run,
        "is_busy": is_busy,
        "case": case,
        "may_edit": request.actor.may_at(can.compile_reports, found.org_path)
        and not is_busy
        and queries.is_open(found, case),
        "sections": reading.shown_sections(found) if found.compiled_at else [],
    }
    return render(request, "statistics/report.html", context)


@policy(can.view_reports)
@in_background
@require_safe
def progress(request: Request, report_id: int) -> HttpResponse:
    """Answer the poll of a report being compiled; once it is over, have the whole page come again."""
    found = queries.report_for(request.actor, report_id)
    run = jobs.latest_about(queries.SUBJECT, found.pk)
    response = render(request, "statistics/_progress.html", {"report": found, "run": run})
    if run is None or run.is_over:
        response["HX-Refresh"] = "true"
    return response


@policy(can.compile_reports)
@require_POST
def compile_again(request: Request, report_id: int) -> HttpResponse:
    """Have the figures gathered anew; edited texts stay."""
    actions.compile_again(actor=request.actor, report=queries.report_for(request.actor, report_id))
    return redirect(_url(report_id))


@policy(can.compile_reports)
@require_POST
def submit(request: Request, report_id: int) -> HttpResponse:
    """Ask the head of the unit to release the report."""
    found = queries.report_for(request.actor, report_id)
    case = actions.submit(actor=request.actor, report=found, form=told(request.actor, report_id))
    return redirect(f"/cases/{case.pk}/")


@policy(can.compile_reports)
@require_http_methods(["GET", "POST"])
def section(request: Request, report_id: int, code: str) -> HttpResponse:
    """Edit the text of a section."""
    found = queries.report_for(request.actor, report_id)
    kept = queries.section_for(found, code)
    form = SectionForm(request.POST or None, initial={"text": kept.text, "is_left_out": kept.is_left_out})
    saved = submitted(form, lambda **typed: actions.edit(actor=request.actor, report=found, code=code, **typed))
    if saved is not None:
        return redirect(f"{_url(report_id)}#{code}")
    context = {"report": found, "section": kept, "form": form, "figures": queries.citable(found, kept)}
    return render(request, "statistics/section.html", context, status=status_of(form))


@policy(can.view_reports)
@require_safe
def figure(request: Request, report_id: int, key: str) -> HttpResponse:
    """Say where a figure comes from and what it would be today; htmx gets the fragment for the drawer."""
    found = queries.report_for(request.actor, report_id)
    fragment = request.headers.get("HX-Request") == "true"
    context = {"report": found, "trace": tracing.trace_of(found, key), "fragment": fragment}
    return render(request, "statistics/_figure.html" if fragment else "statistics/figure.html", context)


@policy(can.view_reports)
@require_safe
def take(request: Request, report_id: int, kind: str) -> HttpResponseBase:
    """Hand out the report as PDF or Word file."""
    if kind not in KINDS:
        raise Http404
    found = queries.report_for(request.actor, report_id)
    return download(actions.take(actor=request.actor, report=found, kind=kind), f"{found.title}（{found.year}）.{kind}")
