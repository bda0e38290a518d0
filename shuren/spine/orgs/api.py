"""The door for other packages: changes of the tree as orders, and what an order did.

change = orgs.decide(actor=actor, order=orgs.Open(level="school", ...), paper=orgs.Paper(on=day, document="…"))
orgs.opened_by(change)          # ids of the orgs that it opened

Reading goes through `queries` and `models`. What other packages keep at schools is declared to kernel.holdings.
"""

from dataclasses import dataclass

from shuren.kernel.actors import Actor
from shuren.kernel.refusals import NotFoundHere
from shuren.kernel.remembering import remembered
from shuren.spine.orgs import actions
from shuren.spine.orgs.actions.contents import Outcome
from shuren.spine.orgs.models import Change, Effect, Org, SchoolClass
from shuren.spine.orgs.queries import lookup
from shuren.spine.orgs.queries.history import successor_of
from shuren.spine.orgs.queries.lookup import classes_at
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
    "Node",
    "Open",
    "Order",
    "Outcome",
    "Paper",
    "Rename",
    "Split",
    "Upgrade",
    "classes_at",
    "decide",
    "node",
    "opened_by",
    "own_node",
    "preview",
    "stages_at",
    "successor_of",
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


@dataclass(frozen=True)
class Node:
    """An org as other packages need it today; `authority_level` and `authority_path` name who is responsible for it."""

    pk: int
    name: str
    path: str
    authority_level: str
    authority_path: str
    city_path: str


@remembered
def node(org_id: int) -> Node:
    """Return an org with its authority: the one named for it, else the node above. Raises NotFoundHere."""
    found = Org.objects.within("").select_related("authority", "parent", "city").filter(pk=org_id).first()
    if found is None:
        raise NotFoundHere
    above = found.authority or found.parent or found
    city = found.city.path if found.city else ""
    return Node(found.pk, found.name, found.path, above.level, above.path, city)


def own_node(actor: Actor) -> Node:
    """Return the org at the actor's node. Raises NotFoundHere at the root above all."""
    own = lookup.own_org(actor)
    if own is None:
        raise NotFoundHere
    return node(own.pk)


def schools_with(path: str, stage: str) -> list[str]:
    """Return the paths of the schools at and below a node that have open classes in a stage."""
    found = SchoolClass.objects.within(path).filter(stage=stage, closed_on=None)
    return sorted(found.order_by().values_list("org_path", flat=True).distinct())


def stages_at(org_id: int) -> frozenset[str]:
    """Return the stages in which a school has open classes."""
    found = SchoolClass.objects.within("").filter(school_id=org_id, closed_on=None)
    return frozenset(found.order_by().values_list("stage", flat=True).distinct())
