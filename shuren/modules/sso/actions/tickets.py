"""CAS 3.0: a ticket for an address, and what the address is told for it."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from shuren.modules.apps import api as apps
from shuren.modules.sso.actions import visits
from shuren.modules.sso.actions.visits import Comer
from shuren.modules.sso.models import Service, Ticket, Visit
from shuren.modules.sso.models.clients import digest_of
from shuren.modules.sso.queries import clients, people
from shuren.modules.sso.queries import visits as queries
from shuren.modules.sso.rules import terms


class NotValid(Exception):  # noqa: N818  an answer of the protocol
    """What a service is told instead of a name: a code of CAS 3.0, section 2.5.3, and a sentence for its developers."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(code)


@dataclass(frozen=True)
class Told:
    """Who has signed in, and what else the service may know."""

    user: str
    attributes: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def issue(*, comer: Comer, service: Service, address: str, was_renewed: bool, at: datetime) -> str:
    """Return a ticket for an address of a service, good once and for some seconds."""
    visit = visits.begin(comer=comer, entrance=service, at=at)
    raw = f"ST-{secrets.token_urlsafe(32)}"
    Ticket.objects.create(
        visit=visit,
        digest=digest_of(raw),
        address=address,
        was_renewed=was_renewed,
        expires_at=at + timedelta(seconds=terms.TICKET_SECONDS),
    )
    return raw


def validate(*, raw: str, address: str, renew: bool, at: datetime) -> Told:
    """Return who came with a ticket. Raises NotValid; one that was shown once is good no more, whatever came of it."""
    if not raw or not address:
        raise NotValid("INVALID_REQUEST", "Both service and ticket are needed.")
    with transaction.atomic():
        ticket, fault = _taken(raw, address, renew=renew, at=at)
    if ticket is None:
        raise fault
    visit = ticket.visit
    actor = people.actor_of(visit)
    if actor is None or visit.service is None or not clients.is_in_use(visit.app_id):
        raise NotValid("UNAUTHORIZED_SERVICE", "The person may not use this app, or the app is not in use.")
    items = people.approved(visit.app_id, visit.account) & apps.app_by_id(visit.app_id).items
    told = {item: value for item, value in apps.told_of(visit.app_id, actor).items() if item in items}
    user = str(told.get(visit.service.principal) or people.subject_of(visit))
    return Told(user, {**told, **_how(visit, ticket)})


def _taken(raw: str, address: str, *, renew: bool, at: datetime) -> tuple[Ticket | None, NotValid]:
    """Use a ticket up and say what is wrong with it; the using up stays whatever is wrong."""
    ticket = queries.ticket_of(raw)
    if ticket is None:
        return None, NotValid("INVALID_TICKET", "There is no such ticket.")
    if ticket.used_at is not None:
        visits.end_for_replay(visit=ticket.visit, what="票据", at=at)
        return None, NotValid("INVALID_TICKET", "The ticket has been used before.")
    Ticket.objects.filter(pk=ticket.pk).update(used_at=at, name=raw)
    if ticket.address != address:
        return None, NotValid("INVALID_SERVICE", "The ticket was issued for another service.")
    if ticket.expires_at <= at or ticket.visit.ended_at is not None:
        return None, NotValid("INVALID_TICKET", "The ticket has expired.")
    if renew and not ticket.was_renewed:
        return None, NotValid("INVALID_TICKET", "The ticket was not issued upon a fresh sign-in.")
    return ticket, NotValid("INTERNAL_ERROR", "")


def _how(visit: Visit, ticket: Ticket) -> dict[str, Any]:
    """Return the attributes of CAS 3.0, section 2.5.7."""
    return {
        "authenticationDate": visit.auth_time.isoformat(),
        "longTermAuthenticationRequestTokenUsed": "false",
        "isFromNewLogin": str(ticket.was_renewed).lower(),
        "authenticationMethod": terms.acr_of(visit.way),
    }
