"""What a phone asks for: its page, which works without a net, the visits to make, and what it hands in."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shuren.kernel.http.policy import Request, policy, public
from shuren.modules.inspection import forms
from shuren.modules.inspection import permissions as can
from shuren.modules.inspection.actions import phones as actions
from shuren.modules.inspection.queries import phone as queries
from shuren.modules.inspection.queries.offline import needed, worker
from shuren.modules.inspection.rules.pictures import LARGEST

SCRIPT, MANIFEST = "text/javascript; charset=utf-8", "application/manifest+json"


@public
@require_safe
def page(request: Request) -> HttpResponse:
    """Show the page that phones keep; nothing on it is anybody's, what is shown comes from the phone's own store."""
    answer = render(request, "inspection/phone.html")
    answer["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
    return answer


@public
@require_safe
def script(request: Request) -> HttpResponse:
    """Hand out the worker that answers for the server when there is no net, told what it keeps."""
    del request
    kept = [reverse("inspection:phone"), reverse("inspection:phone_manifest"), *map(static, needed())]
    return HttpResponse(f"self.KEPT = {json.dumps(kept)};\n{worker()}", content_type=SCRIPT)


@public
@require_safe
def manifest(request: Request) -> HttpResponse:
    """Say how the page is put on a phone's first screen."""
    del request
    start = reverse("inspection:phone")
    icon = {"src": static(needed()[0]), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    told = {
        "name": _("树人实地核查"), "short_name": _("实地核查"), "start_url": start, "scope": start, "id": start,
        "display": "standalone", "background_color": "#f5f7fa", "theme_color": "#1d4f91", "icons": [icon],
    }  # fmt: skip
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type=MANIFEST)


@policy(can.do_checks)
@require_safe
def visits(request: Request) -> JsonResponse:
    """Tell a phone what its owner is to look at, and the token it hands in with."""
    actor = request.actor
    told = {"who": actor.id, "name": actor.name, "token": get_token(request), "visits": queries.to_make(actor)}
    return JsonResponse(told)


@policy(can.do_checks)
@require_POST
def notes(request: Request) -> JsonResponse:
    """Take notes in."""
    sent = forms.body_of(request.body)
    visit_id = forms.id_in(sent)
    refused = actions.take_notes(
        actor=request.actor, visit_id=visit_id, phone=forms.phone_in(sent), written=forms.notes_in(sent)
    )
    return _stands(visit_id, refused=refused)


@policy(can.do_checks)
@require_POST
def photo(request: Request) -> JsonResponse:
    """Take a picture in, with when and where it was taken if that is kept."""
    file, sent = request.FILES.get("photo"), request.POST.dict()
    if file is None or file.size is None or file.size > LARGEST:
        raise forms.Unreadable if file is None else actions.PhotoTooLarge(megabytes=LARGEST >> 20)
    visit_id, taken = forms.id_in(sent), forms.photo_in(sent, file.read())
    actions.take_photo(actor=request.actor, visit_id=visit_id, phone=forms.phone_in(sent), taken=taken)
    return _stands(visit_id)


@policy(can.do_checks)
@require_POST
def drop(request: Request) -> JsonResponse:
    """Strike a picture out that has arrived."""
    sent = forms.body_of(request.body)
    visit_id = forms.id_in(sent)
    for key in forms.keys_in(sent, "photos"):
        actions.drop_photo(actor=request.actor, visit_id=visit_id, key=key)
    return _stands(visit_id)


@policy(can.do_checks)
@require_POST
def hand_in(request: Request) -> JsonResponse:
    """Hand in the result of a visit."""
    sent = forms.body_of(request.body)
    visit_id = forms.id_in(sent)
    actions.hand_in(actor=request.actor, visit_id=visit_id, photos=forms.keys_in(sent, "photos"))
    return _stands(visit_id)


def _stands(visit_id: int, **more: Any) -> JsonResponse:
    """Answer with how the visit stands after what was done; the action has checked that the actor may write to it."""
    return JsonResponse({"visit": queries.state_of(visit_id), **more})
