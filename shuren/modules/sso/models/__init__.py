"""Entrances of apps, visits and what hangs on them, and the keys that sign. Approvals are walled."""

from shuren.modules.sso.models.clients import Client, ClientSecret, Service
from shuren.modules.sso.models.keys import SigningKey
from shuren.modules.sso.models.visits import Approval, Code, Proof, Ticket, Token, Visit

__all__ = [
    "Approval",
    "Client",
    "ClientSecret",
    "Code",
    "Proof",
    "Service",
    "SigningKey",
    "Ticket",
    "Token",
    "Visit",
]
