"""Every write to the tree. `decide` takes an order of rules.orders; the rest are steps in the life of a change."""

from shuren.spine.orgs.actions.decisions import (
    MANY,
    clerk,
    confirm,
    decide,
    order_of,
    preview,
    take_due,
    take_effect,
    withdraw,
)
from shuren.spine.orgs.actions.naming import title_of
from shuren.spine.orgs.actions.strays import bring_strays_home
from shuren.spine.orgs.actions.undoing import undo

__all__ = [
    "MANY",
    "bring_strays_home",
    "clerk",
    "confirm",
    "decide",
    "order_of",
    "preview",
    "take_due",
    "take_effect",
    "title_of",
    "undo",
    "withdraw",
]
