"""What is read with an access token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shuren.modules.sso.actions import visits
from shuren.modules.sso.queries import clients, people
from shuren.modules.sso.queries import visits as queries


class NotGood(Exception):  # noqa: N818  an answer of the protocol
    """A token opens nothing here: RFC 6750, section 3.1."""

    def __init__(self, code: str, status: int) -> None:
        self.code, self.status = code, status
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Bearer:
    """An app that shows a token of its own, and what for."""

    app_id: int
    client_id: str
    scope: frozenset[str]


def userinfo_of(raw: str, at: datetime) -> dict[str, Any]:
    """Return the claims a token opens. Raises NotGood; of somebody who may not be there any more nothing is told."""
    token = queries.access_of(raw, at) if raw else None
    if token is None:
        raise NotGood("invalid_token", 401)
    if token.visit is None:
        raise NotGood("insufficient_scope", 403)
    actor = people.actor_of(token.visit)
    if actor is None:
        visits.end(visit=token.visit, at=at, why="no_longer_open")
        raise NotGood("invalid_token", 401)
    return {"sub": people.subject_of(token.visit), **people.told(token.visit, actor, token.scope)}


def bearer_of(raw: str, at: datetime) -> Bearer:
    """Return which app shows a token of its own. Raises NotGood for a person's token and for one that is not good."""
    token = queries.access_of(raw, at) if raw else None
    if token is None or token.client.ended_at is not None or not clients.is_in_use(token.client.app_id):
        raise NotGood("invalid_token", 401)
    if token.visit is not None:
        raise NotGood("insufficient_scope", 403)
    return Bearer(token.client.app_id, token.client.client_id, frozenset(token.scope.split()))
