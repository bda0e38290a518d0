"""Certificates for a class or a grade: choose, look at the list, issue, take away."""

import tempfile
import zipfile
from functools import partial

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.access import require
from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.http.policy import Request, in_background, policy
from shuren.kernel.jobs import queries as jobs
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates import queries
from shuren.spine.certificates.actions import batches, issuing
from shuren.spine.certificates.forms import ChooseGroup, RevokeBatch

ISSUANCES = Listing(
    columns=(
        Column("asked_at", _("提出时间"), lambda row: row.asked_at, "asked_at", link=lambda row: _url(row.pk)),
        Column("kind", _("种类"), lambda row: queries.kind_named(row.kind)),
        Column("group", _("班级、年级"), lambda row: row.group),
        Column("unit", _("签发单位"), lambda row: row.unit.name),
        Column("count", _("已签发"), lambda row: f"{row.issued} / {row.listed}", align="end"),
        Column("by", _("经办人"), lambda row: row.asked_by),
    ),
    default_sort="-asked_at",
    filters=(Filter("kind", _("种类"), lambda _actor: queries.kind_choices()),),
)
LINES = Listing(
    columns=(
        Column("name", _("姓名"), lambda row: row.name, "name_key"),
        Column("school_no", _("学号"), lambda row: row.school_no),
        Column("state", _("状态"), lambda row: row.get_state_display()),
        Column(
            "number",
            _("编号"),
            lambda row: row.certificate.number if row.certificate else "",
            link=lambda row: (
                reverse("certificates:certificate", args=(row.certificate_id,)) if row.certificate_id else ""
            ),
        ),
        Column("standing", _("证书状态"), lambda row: queries.state_named(row.certificate) if row.certificate else ""),
        Column("why", _("原因"), lambda row: queries.why_told(row.why)),
    ),
    default_sort="name",
    filters=(Filter("state", _("状态"), queries.LINE_STATES),),
    search=queries.named,
    search_hint=_("姓名或学号"),
)
VALID = Listing(
    columns=(
        Column("name", _("姓名"), lambda row: row.name, "name_key"),
        Column("number", _("编号"), lambda row: row.number),
        Column("issued_at", _("签发时间"), lambda row: row.issued_at, "issued_at"),
    ),
    default_sort="name",
)


@policy(can.view_certificates)
@require_safe
def issuances(request: Request) -> HttpResponse:
    """What was issued for whole classes and grades."""
    page = ISSUANCES.page(queries.issuances_for(request.actor), request.GET.dict(), request.actor)
    return render(request, "certificates/issuances.html", {"page": page})


@policy(can.issue_certificates)
@require_http_methods(["GET", "POST"])
def choose(request: Request) -> HttpResponse:
    """Choose a kind and a group, and have the list made."""
    school = queries.own_school(request.actor)
    form = ChooseGroup(request.POST or None, groups=queries.groups_at(school), kinds=queries.kind_choices())
    made = submitted(
        form,
        lambda kind, group: batches.lay_out(
            actor=request.actor, kind=queries.kind_of(kind), school=school, group=group, at=timezone.now()
        ),
    )
    if made is not None:
        return redirect(_url(made.pk))
    return render(request, "certificates/choose.html", {"form": form, "school": school}, status=status_of(form))


@policy(can.view_certificates)
@require_safe
def issuance(request: Request, issuance_id: int) -> HttpResponse:
    """The list with what came of it."""
    found = queries.issuance_for(request.actor, issuance_id)
    run = jobs.latest_about(batches.SUBJECT, found.pk)
    counts = queries.counts_of(found)
    context = {
        "issuance": found,
        "kind": queries.kind_named(found.kind),
        "run": run,
        "is_busy": run is not None and not run.is_over,
        "valid": queries.valid_in(found).count(),
        "counts": {key: counts.get(key, 0) for key, _label in queries.LINE_STATES},
        "page": LINES.page(queries.lines_of(found), request.GET.dict(), request.actor),
        "may_issue": request.actor.may_at(can.issue_certificates, found.org_path),
        "may_revoke": request.actor.may_at(can.revoke_certificates, found.org_path),
        "needs_second": counts.get("ready", 0) > batches.ALONE and request.actor.id == found.asked_by_key,
        "alone": batches.ALONE,
    }
    return render(request, "certificates/issuance.html", context)


@policy(can.view_certificates)
@in_background
@require_safe
def progress(request: Request, issuance_id: int) -> HttpResponse:
    """Answer the poll of a job at work; once it is over, have the whole page come again."""
    found = queries.issuance_for(request.actor, issuance_id)
    run = jobs.latest_about(batches.SUBJECT, found.pk)
    response = render(request, "certificates/_progress.html", {"issuance": found, "run": run})
    if run is None or run.is_over:
        response["HX-Refresh"] = "true"
    return response


@policy(can.issue_certificates)
@require_POST
def step(request: Request, issuance_id: int, name: str) -> HttpResponse:
    """Issue what is ready, or judge again those who were refused."""
    found = queries.issuance_for(request.actor, issuance_id)
    if name == "issue":
        batches.begin(actor=request.actor, issuance=found, at=timezone.now())
    else:
        batches.look_again(actor=request.actor, issuance=found)
    return redirect(_url(found.pk))


@policy(can.revoke_certificates)
@require_http_methods(["GET", "POST"])
def revoke(request: Request, issuance_id: int) -> HttpResponse:
    """Show what would be void and never valid again; have it revoked for a reason."""
    found = queries.issuance_for(request.actor, issuance_id)
    require(request.actor, can.revoke_certificates, found.org_path)
    form = RevokeBatch(request.POST or None)
    revoking = partial(batches.begin_revoking, actor=request.actor, issuance=found)
    if request.method == "POST" and submitted(form, lambda reason: revoking(reason=reason) or found) is not None:
        return redirect(_url(found.pk))
    page = VALID.page(queries.valid_in(found), request.GET.dict(), request.actor)
    context = {"issuance": found, "kind": queries.kind_named(found.kind), "form": form, "page": page}
    return render(request, "certificates/revoke_issuance.html", context, status=status_of(form))


@policy(can.view_certificates)
@require_safe
def bundle(request: Request, issuance_id: int) -> HttpResponseBase:
    """All valid papers of the issuance as one archive, in the order of names, each signed as it was issued."""
    found = queries.issuance_for(request.actor, issuance_id)
    rows = batches.take(actor=request.actor, issuance=found)
    out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    with zipfile.ZipFile(out, "w") as archive:  # the papers are compressed already
        for row in rows:
            archive.write(row.file.path, f"{row.name}_{row.number}.pdf".replace("/", "_"))
    out.seek(0)
    name = f"{queries.kind_named(found.kind)}_{found.group}.zip"
    return FileResponse(out, content_type="application/zip", as_attachment=True, filename=name)


@policy(can.view_certificates)
@require_safe
def export(request: Request, issuance_id: int, form: str) -> HttpResponseBase:
    """The list as a file."""
    found = queries.issuance_for(request.actor, issuance_id)
    rows = taken(LINES, queries.lines_of(found), request.GET.dict())
    issuing.note_export(actor=request.actor, count=len(rows))
    return exported(LINES, rows, name=f"{gettext('批量签发名单')}_{found.group}", form=form)


def _url(issuance_id: int) -> str:
    return reverse("certificates:issuance", args=(issuance_id,))
