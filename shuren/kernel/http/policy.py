"""Every address declares who may open it; one that does not is refused by a system check and at run time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.refusals import Refused

View = TypeVar("View", bound=Callable[..., Any])


class Request(HttpRequest):
    """A request as views see it: `actor` acts, in the present role."""

    actor: Actor


@dataclass(frozen=True)
class Policy:
    """`needed` is held by whoever may open the address; without it, any signed-in account or the public may."""

    needed: Permission | None = None
    is_public: bool = False


@dataclass(frozen=True)
class Address:
    """One entry of the URL map."""

    route: str
    name: str
    view: Callable[..., Any]

    @property
    def policy(self) -> Policy | None:
        return getattr(self.view, "policy", None)


def policy(needed: Permission) -> Callable[[View], View]:
    """Open the address to whoever holds the permission; the rows shown are the queries' business."""
    return _declare(Policy(needed=needed))


def signed_in(view: View) -> View:
    """Open the address to every account that is signed in; for pages about oneself."""
    return _declare(Policy())(view)


def public(view: View) -> View:
    """Open the address to everybody."""
    return _declare(Policy(is_public=True))(view)


def in_background(view: View) -> View:
    """Mark an address that open pages ask by themselves: asking it is no activity of the person in front of them."""
    view.in_background = True  # type: ignore[attr-defined]
    return view


def sensitive(view: View) -> View:
    """Mark an address of a sensitive act: who one is must have been proved shortly before, or is asked again."""
    view.is_sensitive = True  # type: ignore[attr-defined]
    return view


class ProofNeeded(Refused):
    """这一步涉及敏感信息，请再次验证身份后继续；验证后十分钟内不再询问。"""

    status = 403


def _declare(declared: Policy) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.policy = declared  # type: ignore[attr-defined]
        return view

    return mark


def addresses() -> Iterator[Address]:
    """Walk the URL map."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, space: str) -> Iterator[Address]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, route, inner)
        else:
            yield Address(route, f"{space}{pattern.name}", pattern.callback)
