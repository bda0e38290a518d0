"""Which apps read rosters, and what each school granted them, for the page of those who connect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shuren.modules.apps import api as apps

if TYPE_CHECKING:
    from datetime import datetime

    from shuren.kernel.actors import Actor

NEEDED = ("role", "class")
VENDOR = "vendor"


@dataclass(frozen=True)
class Granting:
    """One school, in words; `lacks` are items without which there are no classes in the roster."""

    school: str
    groups: str
    items: str
    by_consent: str
    lacks: str
    last_fetched_at: datetime | None


@dataclass(frozen=True)
class Connected:
    """An app with the schools that granted it something."""

    app: apps.Listed
    schools: list[Granting]


def apps_of(actor: Actor) -> list[Connected]:
    """Return a vendor's own apps in use; of an official those admitted at and below the own node, as it may see."""
    listed = apps.offered_by(actor) if is_vendor(actor) else apps.offered_below(actor)
    return [Connected(app, [_granting(one) for one in apps.reach_of(app.id)]) for app in listed]


def is_vendor(actor: Actor) -> bool:
    return actor.role == VENDOR


def _granting(one: apps.Reach) -> Granting:
    groups, items = apps.in_words(one.groups, one.items)
    _groups, asked = apps.in_words((), one.by_consent)
    lacking = [item for item in NEEDED if item not in one.items]
    _groups, lacks = apps.in_words((), lacking)
    return Granting(
        one.school, groups, items, asked if one.by_consent else "", lacks if lacking else "", one.last_fetched_at
    )
