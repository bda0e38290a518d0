"""OneRoster 1.2 over HTTP (REST/JSON Binding 1.0). Nothing here reads a cookie; whoever asks shows a token."""

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from shuren.kernel.http.policy import Request, public
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.rostering.actions import reading
from shuren.modules.rostering.actions.reading import Answer, NotAuthorised, OutOfScope
from shuren.modules.rostering.rules import openapi as document
from shuren.modules.rostering.rules.asking import NotUnderstood
from shuren.modules.rostering.rules.binding import COLLECTIONS, SINGLES, Operation
from shuren.modules.rostering.rules.memory import Unknown

BEARER: Final = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{1,500})", re.IGNORECASE)
AN_HOUR: Final = "public, max-age=3600"
SENTENCES: Final = {
    "unauthorisedrequest": "The request shows no valid access token.",
    "forbidden": "The access token was not issued for this scope.",
    "unknownobject": "Unknown Object",
}
View = Callable[..., HttpResponse]


def status_info(status: int, code: str, sentence: str = "") -> JsonResponse:
    """Return a refusal as section 5.3 has it (imsx_StatusInfo)."""
    told = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": sentence or SENTENCES[code],
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [
                {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": code},
            ]
        },
    }
    return _json(told, status)


def protocol(view: View) -> View:
    """Answer refusals in the way of the binding: 401 for who asks, 403 for what, 404 for what is not here."""

    @wraps(view)
    def answered(request: Request, *args: str, **held: str) -> HttpResponse:
        try:
            return view(request, *args, **held)
        except NotAuthorised:
            answer = status_info(401, "unauthorisedrequest")
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        except OutOfScope:
            return status_info(403, "forbidden")
        except (Unknown, NotFoundHere):
            return status_info(404, "unknownobject")
        except NotUnderstood as fault:
            return status_info(400, fault.code, fault.sentence)

    return answered


@public
@csrf_exempt
@require_safe
@protocol
def collection(request: Request, step: str) -> HttpResponse:
    """All of a kind: /orgs, /users …"""
    return _collection(request, (step,), ())


@public
@csrf_exempt
@require_safe
@protocol
def single(request: Request, step: str, sourced_id: str) -> HttpResponse:
    """One object: /users/{sourcedId} …"""
    caller = reading.caller_of(_shown(request), timezone.now())
    operation = SINGLES.get((step,))
    if operation is None:
        raise Unknown
    told = reading.single(caller, operation, sourced_id, _given(request))
    return _json({operation.resource.one: told})


@public
@csrf_exempt
@require_safe
@protocol
def nested(request: Request, step: str, sourced_id: str, only: str) -> HttpResponse:
    """What belongs to one object: /schools/{sourcedId}/classes …"""
    return _collection(request, (step, only), (sourced_id,))


@public
@csrf_exempt
@require_safe
@protocol
def nested_twice(request: Request, step: str, sourced_id: str, inner: str, inner_id: str, only: str) -> HttpResponse:
    """What belongs to one object at another: /schools/{sourcedId}/classes/{sourcedId}/students …"""
    return _collection(request, (step, inner, only), (sourced_id, inner_id))


@public
@require_safe
def openapi(request: Request) -> HttpResponse:
    """The description of the service, section 2.5."""
    del request
    return JsonResponse(document.described(reading.base()), headers={"Cache-Control": AN_HOUR})


def _collection(request: Request, steps: tuple[str, ...], held: Sequence[str]) -> HttpResponse:
    caller = reading.caller_of(_shown(request), timezone.now())
    operation = COLLECTIONS.get(steps)
    if operation is None:
        raise Unknown
    found = reading.collection(caller, operation, held, _given(request))
    answer = _json({operation.resource.many: list(found.page.objects)})
    answer["X-Total-Count"] = str(found.page.total)
    answer["Link"] = _links(request, operation, held, found)
    return answer


def _shown(request: Request) -> str:
    found = BEARER.fullmatch(request.headers.get("Authorization", ""))
    return found[1] if found else ""


def _given(request: Request) -> dict[str, list[str]]:
    return {name: [str(one) for one in values] for name, values in request.GET.lists()}


def _links(request: Request, operation: Operation, held: Sequence[str], found: Answer) -> str:
    """Return the addresses of the neighbouring pages (section 3.3.1, RFC 8288)."""
    limit, offset, total = found.limit, found.offset, found.page.total
    last = (max(total, 1) - 1) // limit * limit
    pages = {"first": 0, "last": last}
    if offset + limit < total:
        pages["next"] = offset + limit
    if offset > 0:
        pages["prev"] = max(min(offset, last + limit) - limit, 0)
    address = operation.template
    for name, sourced_id in zip(operation.names, held, strict=True):
        address = address.replace(f"{{{name}}}", sourced_id)
    kept = [(name, one) for name, many in _given(request).items() if name not in {"limit", "offset"} for one in many]
    return ", ".join(
        f'<{reading.base()}{address}?{urlencode([*kept, ("limit", limit), ("offset", at)])}>; rel="{rel}"'
        for rel, at in pages.items()
    )


def _json(told: dict[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-store"
    return answer
