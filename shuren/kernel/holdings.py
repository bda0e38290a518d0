"""What a node of the tree holds, told by whoever keeps it: counted before a node ends, handed over when it is merged.

The tree stands below the packages whose rows hang on it, so it cannot ask them. They declare instead, in handlers.py:

    HOLDINGS.add(Holding("people.posts", label=_("在职人员"), count=queries.posts_below, are_persons=True,
                         hand_over=actions.hand_over_posts, take_back=actions.take_back_posts))

All calls run in the transaction of the change.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from shuren.kernel.actors import Actor, system_actor
from shuren.kernel.registry import Registry
from shuren.kernel.rowsecurity import scope_of
from shuren.kernel.words import Words


@dataclass(frozen=True)
class Handover:
    """From the day `on`, what `source` held is held by `target`.

    `groups` are the ids of the groups whose members go; None means everything that is still there. `change_id` is what
    `take_back` is called with when the change turns out to have been a mistake.
    """

    change_id: int
    source_id: int
    source_path: str
    target_id: int
    target_path: str
    on: date
    groups: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Holding:
    """A kind of thing held at nodes.

    `count(path, day)` counts it at and below a node on a day; a node with any cannot end. `hand_over` moves it and
    returns how many moved; without it the things stay with the old node, as history does. `take_back` undoes a
    handover. `are_persons`: a change that moves many of them needs a second person.
    """

    name: str
    label: Words
    count: Callable[[str, date], int]
    are_persons: bool = False
    hand_over: Callable[[Handover, Actor], int] | None = None
    take_back: Callable[[int, Actor], int] | None = None


COUNTER = system_actor("holdings.counter", "数据清点")  # a node is counted whole, whoever asks

HOLDINGS: Registry[Holding] = Registry("holdings", key=lambda item: item.name)


def held_at(path: str, day: date) -> list[tuple[Holding, int]]:
    """Return what there is at and below a node the caller has checked; kinds of which there is nothing are left out."""
    with scope_of(COUNTER):
        counted = [(holding, holding.count(path, day)) for holding in HOLDINGS]
    return [(holding, count) for holding, count in counted if count]
