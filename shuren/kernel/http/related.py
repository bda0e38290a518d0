"""What higher packages have to show on the page of a thing they do not own; each says it in its menu.py."""

from collections.abc import Callable
from dataclasses import dataclass

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.registry import Registry
from shuren.kernel.words import Words


@dataclass(frozen=True)
class Line:
    """One thing, where it is shown, and what to say beside it."""

    label: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Related:
    """A card on the pages of a subject such as "people.person"; `lines` takes its id.

    `more` is the name of an address that takes the id too, shown as a button to holders of `more_needed`.
    """

    name: str
    subject: str
    label: Words
    needed: Permission
    lines: Callable[[Actor, int], list[Line]]
    more: str
    more_label: Words
    more_needed: Permission


RELATED: Registry[Related] = Registry("related", key=lambda item: item.name)


@dataclass(frozen=True)
class Shown:
    """A card as the template draws it; `more` is an empty name where the actor may not go there."""

    label: Words
    lines: list[Line]
    more: str
    more_label: Words


def related_to(actor: Actor, subject: str, subject_id: int) -> list[Shown]:
    """Return the cards for a thing, as far as the actor may see them."""
    return [
        Shown(
            item.label,
            item.lines(actor, subject_id),
            item.more if actor.may(item.more_needed) else "",
            item.more_label,
        )
        for item in RELATED
        if item.subject == subject and actor.may(item.needed)
    ]
