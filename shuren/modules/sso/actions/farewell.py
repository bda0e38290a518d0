"""Telling an app that somebody has left: OpenID Connect Back-Channel Logout 1.0, CAS single logout."""

import secrets
from datetime import datetime
from xml.sax.saxutils import escape

from joserfc import jwt

from shuren.modules.sso import gateways
from shuren.modules.sso.actions import keys
from shuren.modules.sso.actions.asking import issuer
from shuren.modules.sso.models import Client, Ticket, Visit
from shuren.modules.sso.queries import keys as key_queries
from shuren.modules.sso.queries import people
from shuren.modules.sso.queries import visits as queries
from shuren.modules.sso.rules import terms

EVENT = "http://schemas.openid.net/event/backchannel-logout"
SLO = (
    '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"'
    ' xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" Version="2.0" IssueInstant="{at}">'
    "<saml:NameID>{name}</saml:NameID><samlp:SessionIndex>{ticket}</samlp:SessionIndex></samlp:LogoutRequest>"
)


def tell(visit_id: int, at: datetime) -> bool:
    """Tell the app that a visit has ended; say whether there was anything to tell. Raises NotReached."""
    visit = queries.visit_of(visit_id)
    if visit is None or visit.told_at is not None:
        return False
    if visit.client is not None and visit.client.backchannel_uri:
        gateways.post(visit.client.backchannel_uri, {"logout_token": logout_token(visit, visit.client, at)})
    elif visit.service is not None and (ticket := queries.used_ticket(visit)):
        gateways.post(ticket.address, {"logoutRequest": logout_request(visit, ticket, at)})
    else:
        return False
    Visit.objects.filter(pk=visit.pk).update(told_at=at)
    return True


def logout_token(visit: Visit, client: Client, at: datetime) -> str:
    """Return the signed statement that a visit has ended; it carries no nonce, so it passes for no id_token."""
    key, now = keys.signing_key(client.algorithm, at), int(at.timestamp())
    header = {"alg": client.algorithm, "kid": key.kid, "typ": "logout+jwt"}
    claims = {
        "iss": issuer(),
        "aud": client.client_id,
        "iat": now,
        "exp": now + terms.LOGOUT_SECONDS,
        "jti": secrets.token_urlsafe(16),
        "sub": people.subject_of(visit),
        "sid": visit.sid,
        "events": {EVENT: {}},
    }
    return jwt.encode(header, claims, key_queries.opened(key), [client.algorithm])


def logout_request(visit: Visit, ticket: Ticket, at: datetime) -> str:
    """Return what CAS clients understand: the ticket by which they know the visit."""
    return SLO.format(
        id=f"LR-{secrets.token_hex(12)}",
        at=f"{at:%Y-%m-%dT%H:%M:%SZ}",
        name=escape(people.subject_of(visit)),
        ticket=escape(ticket.name),
    )
