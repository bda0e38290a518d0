"""Powerful roles that wait for a second person."""

from django.db.models import QuerySet

from shuren.kernel.actors import Actor
from shuren.spine.identity import permissions as can
from shuren.spine.identity.models import Account, Proposal

__all__ = ["Proposal", "proposals_for", "waiting_of"]


def proposals_for(actor: Actor) -> QuerySet[Proposal]:
    """Return the powerful roles proposed at and below the actor's node."""
    rows: QuerySet[Proposal] = Proposal.objects.visible_to(actor, can.decide_grants)
    return rows.select_related("account", "org")


def waiting_of(account: Account) -> list[Proposal]:
    """Return the roles proposed for an account that await a decision."""
    return list(Proposal.objects.within("").filter(account=account, state="waiting").select_related("org"))
