"""The door for other packages: changes of the tree as orders, and what an order did.

change = orgs.decide(actor=actor, order=orgs.Open(level="school", ...), paper=orgs.Paper(on=day, document="…"))
orgs.opened_by(change)          # ids of the orgs that it opened

Reading goes through `queries` and `models`. What other packages keep at schools is declared to kernel.holdings.
"""

from shuren.kernel.actors import Actor
from shuren.spine.orgs import actions
from shuren.spine.orgs.actions.contents import Outcome
from shuren.spine.orgs.models import Change, Effect
from shuren.spine.orgs.rules.orders import (
    Alter,
    Close,
    Correct,
    Merge,
    Move,
    Open,
    Order,
    Paper,
    Rename,
    Split,
    Upgrade,
)

__all__ = [
    "Alter",
    "Close",
    "Correct",
    "Merge",
    "Move",
    "Open",
    "Order",
    "Outcome",
    "Paper",
    "Rename",
    "Split",
    "Upgrade",
    "decide",
    "opened_by",
    "preview",
]


def decide(*, actor: Actor, order: Order, paper: Paper) -> int:
    """Order a change; return its id. It may be in effect, scheduled, or waiting for a second person."""
    return actions.decide(actor=actor, order=order, paper=paper).pk


def preview(*, actor: Actor, order: Order, paper: Paper) -> Outcome:
    """Return what an order would do, in figures. Raises what would refuse it."""
    return actions.preview(actor=actor, order=order, paper=paper)


def opened_by(change_id: int) -> list[int]:
    """Return the ids of the orgs that a change opened, in the order of its parts; none before it is in effect."""
    change = Change.objects.within("").get(pk=change_id)
    return list(change.effects.filter(did=Effect.Did.BEGAN).order_by("id").values_list("org_id", flat=True))
