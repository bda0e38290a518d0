"""What a guardian fetches on the phone: the papers of the own children; and the way there from a case."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from shuren.kernel.http.download import download
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import NotFoundHere
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates import queries
from shuren.spine.certificates.actions import issuing


@policy(can.fetch_own)
@require_safe
def own(request: Request) -> HttpResponse:
    """The valid papers about one's own children."""
    found = issuing.look_at_own(actor=request.actor, rows=queries.own_for(request.actor))
    return render(request, "certificates/own.html", {"rows": found, "kind_named": queries.kind_named})


@policy(can.fetch_own)
@require_safe
def file(request: Request, certificate_id: int) -> HttpResponseBase:
    """One of them as it was signed."""
    found = next((row for row in queries.own_for(request.actor) if row.pk == certificate_id), None)
    if found is None:
        raise NotFoundHere
    issuing.fetch(actor=request.actor, certificate=found)
    return download(found.file.path, f"{found.number}.pdf")


@policy(can.follow_cases)
@require_safe
def from_case(request: Request, number: str) -> HttpResponse:
    """Lead from a case to what it issued: into the register, or to the guardian's own papers."""
    if not request.actor.may(can.view_certificates):
        return redirect("certificates:own")
    return redirect(f"{reverse('certificates:register')}?{urlencode({'q': number})}")
