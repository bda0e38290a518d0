"""The texts of certificates, as the authority writes them."""

from base64 import b64encode
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from shuren.kernel.http.forms import status_of, submitted
from shuren.kernel.http.policy import Request, policy
from shuren.kernel.refusals import Refused
from shuren.spine.certificates import permissions as can
from shuren.spine.certificates import queries
from shuren.spine.certificates.actions import wording as actions
from shuren.spine.certificates.forms import WordingForm
from shuren.spine.certificates.rules.kinds import Kind, Wording


@policy(can.edit_wordings)
@require_safe
def wording_list(request: Request) -> HttpResponse:
    """Every kind of certificate, and which text it has."""
    org = queries.own_authority(request.actor)
    context = {"rows": queries.wordings_in_force(org), "org": org}
    return render(request, "certificates/wordings.html", context)


@policy(can.edit_wordings)
@require_http_methods(["GET", "POST"])
def wording(request: Request, kind: str) -> HttpResponse:
    """One text: read, tried out, decided anew."""
    declared, org = queries.kind_of(kind), queries.own_authority(request.actor)
    present = queries.wording_for(declared, org.path, timezone.localdate())
    form = WordingForm(request.POST) if request.method == "POST" else WordingForm.opened(present)
    if request.POST.get("act") == "decide":
        decided = submitted(
            form,
            lambda valid_from, **typed: actions.decide(
                actor=request.actor,
                kind=declared,
                org=org,
                wording=Wording(**typed),
                valid_from=valid_from,
                at=timezone.now(),
            ),
        )
        if decided is not None:
            return redirect("certificates:wording", kind)
    tried = form.wording if form.is_bound and form.is_valid() else present
    context = {
        "kind": declared,
        "form": form,
        "versions": queries.wordings_of(kind, org.pk),
        "picture": _picture(declared, org, tried, form),
    }
    return render(request, "certificates/wording.html", context, status=status_of(form))


def _picture(kind: Kind, org: Any, tried: Wording, form: WordingForm) -> str:
    """Return the preview in base64, empty where the text cannot be set; the form then says why."""
    try:
        return b64encode(actions.preview(kind=kind, org=org, wording=tried)).decode()
    except Refused as refusal:
        if form.is_bound and not form.errors:
            form.add_error(refusal.field, refusal.sentence)
        return ""
