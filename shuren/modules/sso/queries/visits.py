"""What hangs on a visit, found by its digest."""

from datetime import datetime

from shuren.modules.sso.models import Client, Code, Ticket, Token, Visit
from shuren.modules.sso.models.clients import digest_of

WITH = ("visit__account", "visit__client", "visit__service")


def code_of(raw: str) -> Code | None:
    """Return a code, locked until the transaction ends, whatever became of it."""
    return Code.objects.select_for_update(of=("self",)).select_related(*WITH).filter(digest=digest_of(raw)).first()


def refresh_of(raw: str) -> Token | None:
    """Return a refresh token, locked until the transaction ends, whatever became of it."""
    rows = Token.objects.select_for_update(of=("self",)).select_related(*WITH)
    return rows.filter(digest=digest_of(raw), is_refresh=True).first()


def token_of(raw: str) -> Token | None:
    """Return a token of either kind, whatever became of it."""
    return Token.objects.select_related("client", *WITH).filter(digest=digest_of(raw)).first()


def access_of(raw: str, at: datetime) -> Token | None:
    """Return an access token that opens something now."""
    found = Token.objects.select_related("client", *WITH).filter(digest=digest_of(raw), is_refresh=False).first()
    if found is None or found.expires_at <= at or found.is_revoked():
        return None
    return found


def ticket_of(raw: str) -> Ticket | None:
    """Return a ticket, locked until the transaction ends, whatever became of it."""
    return Ticket.objects.select_for_update(of=("self",)).select_related(*WITH).filter(digest=digest_of(raw)).first()


def visit_of(visit_id: int) -> Visit | None:
    return Visit.objects.select_related("client", "service", "account").filter(pk=visit_id).first()


def visit_by_sid(client: Client, sid: str) -> Visit | None:
    return Visit.objects.select_related("account", "client").filter(client=client, sid=sid).first()


def has_nonce(client: Client, nonce: str) -> bool:
    """Say whether a client has used a nonce before, in a code that is still kept."""
    return Code.objects.filter(visit__client=client, nonce=nonce).exists()


def is_at(app_id: int, stay_id: int | None) -> bool:
    """Say whether a stay has led to an app."""
    return stay_id is not None and Visit.objects.filter(app_id=app_id, stay=stay_id).exists()


def used_ticket(visit: Visit) -> Ticket | None:
    """Return the ticket by which a service knows a visit; none where it has never asked."""
    return Ticket.objects.filter(visit=visit).exclude(used_at=None).first()
