"""Why somebody can, or cannot, open a page: the page itself is asked in their name, and nothing of it is shown or kept.

A second implementation of the rules would one day disagree with the first. The page runs inside a transaction that is
rolled back, whatever it reads, records or queues.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from shuren.kernel.access import require
from shuren.kernel.audit.actions import record
from shuren.kernel.refusals import Refused
from shuren.kernel.rowsecurity import scope_of
from shuren.spine.identity import events, queries
from shuren.spine.identity import permissions as can

if TYPE_CHECKING:
    from django.urls import ResolverMatch

    from shuren.kernel.access import Permission
    from shuren.kernel.actors import Actor
    from shuren.spine.identity.models import Account, Grant

log = logging.getLogger(__name__)
SHOWN = range(200, 400)  # statuses that show a page or lead on to one
NO_GET = 405


class NoSuchPage(Refused):
    """没有这个网址。请从浏览器地址栏完整复制要核对的页面网址。"""

    status = 422


class ActsOnly(Refused):
    """这个网址只用来提交操作，不显示内容。请填写显示内容的页面的网址。"""

    status = 422


@dataclass(frozen=True)
class Ground:
    """One role of somebody, or none: whether it permits the page, and whether the page opened to it."""

    actor: Actor
    grant: Grant | None
    permits: bool
    opens: bool


@dataclass(frozen=True)
class Explanation:
    """What a page asks for (None: a sign-in is enough; `is_public`: not even that), and what each role gives."""

    path: str
    needed: Permission | None
    is_public: bool
    grounds: list[Ground]

    @property
    def opens(self) -> bool:
        return self.is_public or any(ground.opens for ground in self.grounds)


def explain(*, actor: Actor, account: Account, address: str, host: str) -> Explanation:
    """Return whether somebody can open the page at an address, and by which of their roles; the question is recorded.

    Raises NoSuchPage, ActsOnly, Forbidden.
    """
    require(actor, can.view_accounts, account.org_path)
    parts = urlsplit(address.strip())
    match = _page_at(parts.path)
    policy = match.func.policy  # type: ignore[attr-defined]
    grounds = []
    held: list[Grant | None] = [*queries.grants_of(account)]
    for grant in held or [None]:
        acting = queries.actor_for(account, grant) if grant else queries.actor_without_role(account)
        permits = policy.needed is None or acting.may(policy.needed)
        request = _request(account, acting, grant, host, parts.path, parts.query)
        grounds.append(Ground(acting, grant, permits, permits and _opens(match, request, acting)))
    made = Explanation(parts.path, policy.needed, policy.is_public, grounds)
    _record(actor, account, made)
    return made


def _page_at(path: str) -> ResolverMatch:
    try:
        match = resolve(path or "/")
    except Resolver404 as failure:
        raise NoSuchPage(field="address") from failure
    if getattr(match.func, "policy", None) is None:
        raise NoSuchPage(field="address")
    return match


def _opens(match: ResolverMatch, request: HttpRequest, acting: Actor) -> bool:
    status = 0
    with transaction.atomic(), scope_of(acting):
        try:
            status = match.func(request, *match.args, **match.kwargs).status_code
        except Refused as refusal:
            status = refusal.status
        except (Http404, PermissionDenied):
            status = 404
        except Exception:
            log.exception("asked in another's name: %s", request.path)
            status = 500
        finally:
            transaction.set_rollback(True)
    if status == NO_GET:
        raise ActsOnly(field="address")
    return status in SHOWN


def _request(account: Account, acting: Actor, grant: Grant | None, host: str, path: str, query: str) -> HttpRequest:
    """Return the request that a browser of theirs would send for a page."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.META = {"HTTP_HOST": host, "SERVER_NAME": host.partition(":")[0], "SERVER_PORT": "443"}
    request.GET = QueryDict(query)
    request.user, request.session = account, SessionStore()
    request.actor = acting  # type: ignore[attr-defined]
    request._grants = [grant] if grant else []  # type: ignore[attr-defined]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def _record(actor: Actor, account: Account, made: Explanation) -> None:
    told = {"account": account.username, "path": made.path[:200], "result": "可以" if made.opens else "不可以"}
    record(
        actor=actor, label=events.EXPLAINED, org_path=account.org_path, subject=("identity.account", account.pk),
        details=told,
    )  # fmt: skip
