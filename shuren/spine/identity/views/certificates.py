"""Certificates of units: the security administrator's pages, and what the public fetches to check signatures."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.listing import Column, Filter, Listing
from shuren.kernel.http.policy import Request, policy, public, sensitive
from shuren.spine.identity import permissions as can
from shuren.spine.identity import queries
from shuren.spine.identity.actions import certifying, roots

LISTING = Listing(
    columns=(
        Column(
            "name",
            _("单位"),
            lambda row: row.name,
            sort="name_key",
            link=lambda row: reverse("identity:unit_certificate", args=(row.pk,)),
        ),
        Column("serial", _("证书序列号"), lambda row: f"{row.serial[:8]}…{row.serial[-4:]}"),
        Column("since", _("生效日期"), lambda row: timezone.localdate(row.issued_at), sort="issued_at"),
        Column("until", _("失效日期"), lambda row: timezone.localdate(row.expires_at), sort="expires_at"),
        Column("state", _("状态"), queries.certificate_state),
    ),
    default_sort="-since",
    filters=(Filter("state", _("状态"), queries.CERTIFICATE_STATES, apply=queries.in_certificate_state),),
    search=queries.units_named,
    search_hint=_("单位名称或证书序列号"),
)


@policy(can.manage_unit_certificates)
@require_safe
def certificate_list(request: Request) -> HttpResponse:
    """The certificates of the units in one's part of the tree."""
    page = LISTING.page(queries.unit_certificates_for(request.actor), request.GET.dict(), request.actor)
    return render(request, "identity/unit_certificates.html", {"page": page, "roots": queries.roots()})


@policy(can.manage_unit_certificates)
@require_safe
def certificate(request: Request, certificate_id: int) -> HttpResponse:
    """One certificate of a unit."""
    found = queries.unit_certificate_for(request.actor, certificate_id)
    context = {"certificate": found, "state": queries.certificate_state(found)}
    return render(request, "identity/unit_certificate.html", context)


@policy(can.manage_unit_certificates)
@sensitive
@require_POST
def renew(request: Request, certificate_id: int) -> HttpResponse:
    """Give the unit a new certificate."""
    found = queries.unit_certificate_for(request.actor, certificate_id)
    made = certifying.renew(actor=request.actor, certificate=found, at=timezone.now())
    return redirect("identity:unit_certificate", made.pk)


@policy(can.manage_unit_certificates)
@sensitive
@require_POST
def revoke(request: Request, certificate_id: int) -> HttpResponse:
    """Take the certificate back."""
    found = queries.unit_certificate_for(request.actor, certificate_id)
    reason = request.POST.get("reason", "")
    certifying.revoke(actor=request.actor, certificate=found, reason=reason, at=timezone.now())
    return redirect("identity:unit_certificate", found.pk)


@public
@require_safe
def root(request: Request) -> HttpResponseBase:
    """The root certificate (DER), for programs that are to trust the units' signatures."""
    return download(bytes(roots.the_root(timezone.now()).certificate), "shuren-root.crt")


@public
@require_safe
def all_roots(request: Request) -> HttpResponseBase:
    """Every root so far, with what vouches for it (PEM)."""
    return download(roots.bundle(timezone.now()), "shuren-roots.pem")


@public
@require_safe
def revoked(request: Request, root_id: int | None = None) -> HttpResponseBase:
    """The list of certificates that a root has taken back (RFC 5280); the first root's where none is named."""
    return download(roots.revocation_list(root_id, timezone.now()), "revoked.crl")
