"""Navigation, declared by each module in menu.py; an entry is shown to whoever may open its address."""

from collections.abc import Callable
from dataclasses import dataclass

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.registry import Registry
from shuren.kernel.words import Words


@dataclass(frozen=True)
class Entry:
    """`address` is a URL name without arguments; `roles` and `concerns` narrow to whom the page makes sense for."""

    section: Words
    label: Words
    address: str
    icon: str
    needed: Permission | None
    order: int
    roles: tuple[str, ...] = ()
    concerns: Callable[[Actor], bool] | None = None

    def is_for(self, actor: Actor) -> bool:
        held = self.needed is None or actor.may(self.needed)
        return held and (not self.roles or actor.role in self.roles) and (not self.concerns or self.concerns(actor))


MENU: Registry[Entry] = Registry("menu", key=lambda item: item.address)


def entries_for(actor: Actor) -> list[tuple[str, list[Entry]]]:
    """Return the sections of the menu with the entries this actor may open, in order."""
    sections: dict[str, list[Entry]] = {}
    for entry in sorted(MENU, key=lambda item: item.order):
        if entry.is_for(actor):
            sections.setdefault(str(entry.section), []).append(entry)
    return list(sections.items())
