"""The first page of every role: modules say in menu.py which figures stand there, and for whom."""

from collections.abc import Callable
from dataclasses import dataclass

from shuren.kernel.access import Permission
from shuren.kernel.actors import Actor
from shuren.kernel.registry import Registry
from shuren.kernel.words import Words


@dataclass(frozen=True)
class Stat:
    """One figure, already written; `light` is green, amber, red, grey or nothing, `url` where it leads.

    `word` says what the light means here, where that is not how a figure stands to its target.
    """

    label: Words
    figure: str
    unit: Words = ""
    note: Words = ""
    light: str = ""
    url: str = ""
    word: Words = ""


@dataclass(frozen=True)
class Tile:
    """A group of figures that one module contributes."""

    name: str
    needed: Permission
    order: int
    stats: Callable[[Actor], list[Stat]]
    roles: tuple[str, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        return actor.may(self.needed) and (not self.roles or actor.role in self.roles)


TILES: Registry[Tile] = Registry("desk tiles", key=lambda item: item.name)


def stats_for(actor: Actor) -> list[Stat]:
    """Return the figures on an actor's desk, in order."""
    tiles = sorted((tile for tile in TILES if tile.is_for(actor)), key=lambda tile: tile.order)
    return [stat for tile in tiles for stat in tile.stats(actor)]
