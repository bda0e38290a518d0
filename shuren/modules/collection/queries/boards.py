"""The board of a round: what has come, what is missing and overdue, and what the answers add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shuren.kernel.access import Permission, require
from shuren.kernel.refusals import NotFoundHere
from shuren.modules.collection.models import Return, Round

if TYPE_CHECKING:
    from shuren.kernel.access import ScopedQuerySet
    from shuren.kernel.actors import Actor


def round_for(actor: Actor, round_id: int, needed: Permission) -> Round:
    """Return a round asked by, or of, the actor's part of the tree. Raises NotFoundHere."""
    require(actor, needed)
    found: Round | None = Round.objects.within("").select_related("request").filter(pk=round_id).first()
    if found is None:
        raise NotFoundHere
    if not actor.covers(found.org_path) and not Return.objects.within(actor.path).filter(round=found).exists():
        raise NotFoundHere
    return found


def missing(asked: Round) -> ScopedQuerySet[Return]:
    """Return what units still owe in a round: not handed in, or sent back to them."""
    rows: ScopedQuerySet[Return] = Return.objects.within("").filter(round=asked, handed_in_at=None, closed_at=None)
    return rows
