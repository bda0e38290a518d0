"""What the ways into OpenID Connect and CAS share: signing in first, proving again, the page that leads on.

A browser holds a form to the page's own site even through redirections, so the way from the sign-in form to another
system is broken once by a page that leads on by itself.
"""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from shuren.kernel.http.middleware import CONTENT_SECURITY_POLICY
from shuren.kernel.http.policy import Request
from shuren.modules.apps import api as apps
from shuren.modules.sso.actions.asking import Answer
from shuren.modules.sso.rules import addresses, terms
from shuren.spine.identity import queries as identity


def lead_on(request: Request, to: str) -> HttpResponse:
    """Show a page that leads on to an address of this site by itself."""
    answer = render(request, "sso/onward.html", {"to": to})
    answer["Refresh"] = f"0; url={to}"
    return answer


def to_sign_in(then: str) -> HttpResponse:
    """Lead to the sign-in page and from there on to an address of this site."""
    return redirect(f"{reverse('identity:sign_in')}?next={quote(then, safe='')}")


def to_proof(then: str) -> HttpResponse:
    """Lead to the page that asks once more who one is."""
    return redirect(f"{reverse('identity:prove_again')}?next={quote(then, safe='')}")


def grant_of(request: Request) -> int | None:
    """Return the role one acts in."""
    return request.session.get(identity.ACTIVE_GRANT)


def sent(answer: Answer) -> HttpResponse:
    """Send the browser to the app. Only addresses that were registered get here."""
    found = HttpResponseRedirect(answer.location)
    found["Cache-Control"] = "no-store"
    return found


def ask_consent(request: Request, app: apps.Listed, items: list[tuple[str, Any]], **more: Any) -> HttpResponse:
    """Show in plain words what an app would get; `more` tells the form where it leads."""
    answer = render(request, "sso/consent.html", {"app": app, "items": items, **more})
    return may_lead_to(answer, str(more["redirect_uri"]))


def may_lead_to(answer: HttpResponse, address: str) -> HttpResponse:
    """Let the forms of a page end at another system."""
    allowed = f"form-action 'self' {addresses.origin_of(address)};"
    answer["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace("form-action 'self';", allowed)
    return answer


def told_in_words(items: list[str], told: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return label and value of what an app would get."""
    return [(apps.label_of(item), _word(told.get(item, ""))) for item in items if item != terms.OFFLINE]


def _word(value: Any) -> str:
    if isinstance(value, list):
        return "；".join(" ".join(str(part) for part in one.values() if part) for one in value)
    return str(value)
