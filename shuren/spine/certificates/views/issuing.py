"""Issuing a certificate: what there is to certify, how it will look, the button."""

from base64 import b64encode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.policy import Request, policy
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates import queries
from shuren.spine.certificates.actions import issuing


@policy(can.issue_certificates)
@require_safe
def person(request: Request, person_id: int) -> HttpResponse:
    """What can be certified about a person, and what was."""
    context = {
        "person": queries.person_for(request.actor, person_id),
        "offers": queries.offers_for(request.actor, person_id),
        "issued": queries.certificates_of(request.actor, person_id),
        "kind_named": queries.kind_named,
        "state_named": queries.state_named,
    }
    return render(request, "certificates/person.html", context)


@policy(can.issue_certificates)
@require_http_methods(["GET", "POST"])
def issue(request: Request, kind: str, subject_id: int) -> HttpResponse:
    """Show the certificate marked as not valid; issue it when the button is pressed."""
    declared = queries.kind_of(kind)
    if request.method == "POST":
        made = issuing.issue(actor=request.actor, kind=declared, subject_id=subject_id, at=timezone.now())
        return redirect("certificates:certificate", made.pk)
    picture, facts, missing = issuing.preview(actor=request.actor, kind=declared, subject_id=subject_id)
    context = {
        "kind": declared,
        "subject_id": subject_id,
        "facts": facts,
        "missing": missing,
        "picture": b64encode(picture).decode(),
    }
    return render(request, "certificates/issue.html", context)
