"""OpenID Connect for machines. Nothing here reads a cookie; whoever asks proves itself by the protocol."""

import re
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shuren.kernel.http.policy import Request, public
from shuren.modules.sso.actions import keys, provider
from shuren.modules.sso.actions.asking import Answer, Asked, at, issuer
from shuren.modules.sso.actions.reading import NotGood, userinfo_of
from shuren.modules.sso.rules import claims, terms

BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/=-]{1,500})", re.IGNORECASE)
SECRET_METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
AN_HOUR = "public, max-age=3600"


@public
@require_safe
def discovery(request: Request) -> JsonResponse:
    """Where everything is and what is supported, OpenID Connect Discovery 1.0 and RFC 8414."""
    del request
    told = {
        "issuer": issuer(),
        "authorization_endpoint": at("/oauth/authorize"),
        "token_endpoint": at(provider.TOKEN_PATH),
        "userinfo_endpoint": at("/oauth/userinfo"),
        "jwks_uri": at("/oauth/jwks"),
        "revocation_endpoint": at("/oauth/revoke"),
        "introspection_endpoint": at("/oauth/introspect"),
        "end_session_endpoint": at("/oauth/logout"),
        "scopes_supported": [*claims.ITEMS, *claims.SERVICE_SCOPES],
        "claims_supported": ["sub", "auth_time", "acr", "amr", "sid", *_claims()],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": list(terms.ALGORITHMS),
        "acr_values_supported": [terms.ONE_FACTOR, terms.TWO_FACTORS],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [*SECRET_METHODS, "none"],
        "token_endpoint_auth_signing_alg_values_supported": list(terms.ASSERTION_ALGORITHMS),
        "introspection_endpoint_auth_methods_supported": SECRET_METHODS,
        "revocation_endpoint_auth_methods_supported": [*SECRET_METHODS, "none"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
        "ui_locales_supported": ["zh-CN", "en"],
    }
    return JsonResponse(told, headers={"Cache-Control": AN_HOUR})


@public
@require_safe
def jwks(request: Request) -> JsonResponse:
    """The public keys: those that sign, those that will, those that have signed lately."""
    del request
    published = keys.published(timezone.now())
    return JsonResponse({"keys": [key.public for key in published]}, headers={"Cache-Control": AN_HOUR})


@public
@csrf_exempt
@require_POST
def token(request: Request) -> HttpResponse:
    """A code, a refresh token or an app's proof against tokens."""
    return _told(provider.token(_asked(request, provider.TOKEN_PATH)))


@public
@csrf_exempt
@require_POST
def revoke(request: Request) -> HttpResponse:
    """A token that is needed no more."""
    return _told(provider.endpoint("revocation", _asked(request, "/oauth/revoke")))


@public
@csrf_exempt
@require_POST
def introspect(request: Request) -> HttpResponse:
    """Whether a token is good, and whose."""
    return _told(provider.endpoint("introspection", _asked(request, "/oauth/introspect")))


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
def userinfo(request: Request) -> HttpResponse:
    """What an app is told of the person in front of it."""
    found = BEARER.fullmatch(request.headers.get("Authorization", ""))
    try:
        told = userinfo_of(found[1] if found else "", timezone.now())
    except NotGood as fault:
        wanted = f'Bearer error="{fault.code}"' if found else "Bearer"
        return HttpResponse(status=fault.status, headers={"WWW-Authenticate": wanted, "Cache-Control": "no-store"})
    return JsonResponse(told, headers={"Cache-Control": "no-store"}, json_dumps_params={"ensure_ascii": False})


def _claims() -> list[str]:
    return [claims.STANDARD.get(item, item) for items in claims.ITEMS.values() for item in items]


def _asked(request: Request, path: str) -> Asked:
    """Read the body and the headers; what stands in the address counts for nothing, for addresses get logged."""
    headers = {"Authorization": request.headers.get("Authorization", "")}
    return Asked("POST", path, dict(request.POST.lists()), {key: value for key, value in headers.items() if value})


def _told(answer: Answer) -> HttpResponse:
    body: Any = answer.body
    made = JsonResponse(body, status=answer.status, safe=False) if body != "" else HttpResponse(status=answer.status)
    for name, value in answer.headers.items():
        made[name] = value
    made["Cache-Control"], made["Pragma"] = "no-store", "no-cache"
    return made
