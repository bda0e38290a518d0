"""The register of issued certificates."""

import io
import zipfile

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.actors import name_shown
from shuren.kernel.http.download import download
from shuren.kernel.http.export import exported, taken
from shuren.kernel.http.listing import Choices, Column, Filter, Listing
from shuren.kernel.http.policy import Request, policy
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates import queries
from shuren.spine.certificates.actions import issuing

FIRST_YEAR = 2026


def _years(_actor: object) -> Choices:
    return [(str(year), str(year)) for year in range(timezone.localdate().year, FIRST_YEAR - 1, -1)]


LISTING = Listing(
    columns=(
        Column("number", _("编号"), lambda row: row.number, link=lambda row: _url(row.pk)),
        Column("kind", _("种类"), lambda row: queries.kind_named(row.kind)),
        Column("name", _("姓名"), lambda row: row.name, sort="name_key"),
        Column("unit", _("签发单位"), lambda row: row.unit_name),
        Column("at", _("签发日期"), lambda row: timezone.localdate(row.issued_at), sort="issued_at"),
        Column("by", _("签发人"), lambda row: name_shown(row.issued_by)),
        Column("state", _("状态"), queries.state_named),
    ),
    default_sort="-at",
    filters=(
        Filter("kind", _("种类"), lambda _actor: queries.kind_choices()),
        Filter("state", _("状态"), queries.STATES, apply=queries.in_state),
        Filter("year", _("年度"), _years, apply=queries.in_year),
    ),
    search=queries.matching,
    search_hint=_("编号、姓名、拼音首字母或签发单位"),
)


@policy(can.view_certificates)
@require_safe
def certificate_list(request: Request) -> HttpResponse:
    """What the units in one's part of the tree have issued."""
    page = LISTING.page(queries.certificates_for(request.actor), request.GET.dict(), request.actor)
    context = {
        "page": page,
        "may_issue": request.actor.may(can.issue_certificates),
        "owed": queries.debts_for(request.actor).count(),
    }
    return render(request, "certificates/register.html", context)


@policy(can.view_certificates)
@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """The register as a file."""
    rows = taken(LISTING, queries.certificates_for(request.actor), request.GET.dict())
    issuing.note_export(actor=request.actor, count=len(rows))
    return exported(LISTING, rows, name=str(_("证书登记")), form=form)


@policy(can.view_certificates)
@require_safe
def certificate(request: Request, certificate_id: int) -> HttpResponse:
    """One certificate."""
    found = issuing.look(actor=request.actor, certificate=queries.certificate_for(request.actor, certificate_id))
    context = {
        "certificate": found,
        "kind": queries.kind_named(found.kind),
        "state": queries.state_named(found),
        "case_url": queries.case_address(request.actor, found.case_number),
        "may_revoke": found.is_valid and request.actor.may_at(can.revoke_certificates, found.org_path),
    }
    return render(request, "certificates/certificate.html", context)


@policy(can.view_certificates)
@require_safe
def file(request: Request, certificate_id: int) -> HttpResponseBase:
    """The signed PDF."""
    found = issuing.fetch(actor=request.actor, certificate=queries.certificate_for(request.actor, certificate_id))
    return download(found.file.path, f"{found.number}.pdf")


@policy(can.view_certificates)
@require_safe
def bundle(request: Request, certificate_id: int) -> HttpResponseBase:
    """The signed PDF with its SM2 signature and the key to check that with."""
    found = issuing.fetch(actor=request.actor, certificate=queries.certificate_for(request.actor, certificate_id))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in queries.bundle_of(found):
            archive.writestr(name, content)
    return download(out.getvalue(), f"{found.number}.zip")


@policy(can.revoke_certificates)
@require_POST
def revoke(request: Request, certificate_id: int) -> HttpResponse:
    """Declare the certificate void."""
    found = queries.certificate_for(request.actor, certificate_id)
    reason = request.POST.get("reason", "")
    issuing.revoke(actor=request.actor, certificate=found, reason=reason, at=timezone.now())
    return redirect(_url(found.pk))


@policy(can.revoke_certificates)
@require_POST
def replace(request: Request, certificate_id: int) -> HttpResponse:
    """Issue another in its place."""
    found = queries.certificate_for(request.actor, certificate_id)
    reason = request.POST.get("reason", "")
    made = issuing.replace(actor=request.actor, certificate=found, reason=reason, at=timezone.now())
    return redirect(_url(made.pk))


def _url(certificate_id: int) -> str:
    return reverse("certificates:certificate", args=(certificate_id,))
