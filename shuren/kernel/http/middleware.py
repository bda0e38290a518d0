"""What happens around every page: the actor, the address's policy, refusals, the security headers."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string

from shuren.kernel.access import require
from shuren.kernel.actors import Actor
from shuren.kernel.http.policy import Policy
from shuren.kernel.refusals import Refused

log = logging.getLogger(__name__)
Next = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class ActorMiddleware:
    """Give the request its actor, or None where nobody is signed in."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.actor_of = import_string(settings.ACTOR_OF)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = self.actor_of(request)  # type: ignore[attr-defined]
        return self.get_response(request)


class PolicyMiddleware:
    """Hold every view to its declared policy, and answer refusals."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        declared: Policy | None = getattr(view, "policy", None)
        if declared is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no policy; add @policy(...).")
        if declared.is_public:
            return None
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None:
            if request.headers.get("HX-Request") == "true":
                return HttpResponse(status=401)  # the page that asked stays and says that the sign-in has ended
            return redirect_to_login(request.get_full_path())
        if declared.needed is not None:
            try:
                require(actor, declared.needed)
            except Refused as refusal:
                return refused(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refused) else None


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Answer with the refusal's sentence: a whole page, or a toast where htmx asked."""
    if request.headers.get("HX-Request") == "true":
        response = render(request, "ui/errors/_toast.html", {"sentence": refusal.sentence}, status=refusal.status)
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
        return response
    context = {"sentence": refusal.sentence, "status": refusal.status}
    return render(request, "ui/errors/refused.html", context, status=refusal.status)


class SecurityHeadersMiddleware:
    """A strict content security policy and no caching of anything personal."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if getattr(request, "actor", None) is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
